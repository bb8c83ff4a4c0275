"""How much of a plan was given: hours, lessons outside it, how far behind the timetable it lies (R42, R50)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Course
from storage.queries import plans as queries


@dataclass(frozen=True, slots=True)
class Coverage:
    """A plan against the lessons of its course by some moment; an hour is one lesson."""

    planned: int
    given: int
    """Hours of the plan in lessons that took place."""
    outside: int
    """Lessons that took place with a topic that the plan does not have, or no longer has hours for."""
    due: int
    """Hours that should have been given: one for each lesson of the timetable, cancelled ones too."""
    to_come: int
    """Lessons of the timetable that are left."""

    @property
    def behind(self) -> int:
        """Hours due and not given: lessons cancelled, outside the plan or without a topic."""
        return self.due - self.given

    @property
    def spare(self) -> int:
        """Lessons left beyond what the rest of the plan takes; negative when it will not fit into the year."""
        return self.to_come - (self.planned - self.given)


@dataclass(frozen=True, slots=True)
class CourseCoverage:
    course: Course
    """With subject, group and teacher."""
    coverage: Coverage | None
    """Nothing for a course without a plan."""


def covered(planned: int, *, begun: int, given: int, outside: int, to_come: int) -> Coverage:
    """The coverage of a plan of some hours, from counts of lessons: ``begun`` counts cancelled ones too."""
    return Coverage(planned, given, outside, due=min(planned, begun), to_come=to_come)


def worst_first(courses: Sequence[CourseCoverage]) -> list[CourseCoverage]:
    """Those most behind, then those whose plan fits worst; courses without a plan come last."""

    def rank(one: CourseCoverage) -> tuple[bool, int, int]:
        coverage = one.coverage
        return (True, 0, 0) if coverage is None else (False, -coverage.behind, coverage.spare)

    return sorted(courses, key=rank)


async def coverage_of(session: AsyncSession, *, course_id: int, now: datetime) -> Coverage | None:
    """The coverage of one course's plan; nothing where it has none. For callers who may look at the course."""
    return (await coverages(session, course_ids=[course_id], now=now)).get(course_id)


async def coverages(
    session: AsyncSession, *, course_ids: Collection[int], now: datetime
) -> dict[int, Coverage]:
    """Course → coverage, for those courses that have a plan."""
    planned = await queries.hours_planned(session, course_ids)
    counted = {row[0]: row for row in await queries.lessons_counted(session, list(planned), now)}
    found = {}
    for course_id, hours in planned.items():
        _, begun, given, outside, to_come = counted.get(course_id, (course_id, 0, 0, 0, 0))
        found[course_id] = covered(hours, begun=begun, given=given, outside=outside, to_come=to_come)
    return found
