"""What people see of topic plans: what to give next, a course's plan, the plans of all courses."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.calendar import ShownYear, choose_year, school_day
from services.plans.coverage import CourseCoverage, Coverage, coverage_of, coverages, worst_first
from services.plans.linking import still_to_give
from storage.models import Course, Lesson, PlanTopic, StaffMember
from storage.queries import class_gradebook as course_queries
from storage.queries import gradebook as lesson_queries
from storage.queries import plans as queries


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A topic of the plan with the lessons that gave it."""

    topic: PlanTopic
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class CoursePlan:
    course: Course
    """With subject, group and teacher."""
    lines: tuple[PlanLine, ...]
    outside: tuple[Lesson, ...]
    """Lessons that took place with a topic outside the plan."""
    coverage: Coverage | None
    """Nothing while the course has no plan."""


@dataclass(frozen=True, slots=True)
class Plans:
    """Courses of a year with how far they have come, the worst first."""

    shown: ShownYear
    courses: list[CourseCoverage]


async def topics_to_offer(session: AsyncSession, *, lesson: Lesson) -> tuple[PlanTopic, ...]:
    """What the plan has left for a lesson that the caller may look at, the next topic first (R30)."""
    topics = [topic for _, topic in await queries.topics_of(session, [lesson.course_id])]
    if not topics:
        return ()
    return still_to_give(topics, await queries.topics_taken(session, lesson.course_id, lesson.id))


async def open_plan(
    session: AsyncSession, *, staff: StaffMember, course_id: int, now: datetime
) -> CoursePlan:
    """A course's plan and what was given of it, for whoever may look at the course. Raises ``Forbidden``."""
    today = school_day(await lesson_queries.school_of(session, staff.school_id), now)
    course = await permissions.require_viewing_course(session, staff=staff, course_id=course_id, day=today)
    given: defaultdict[int | None, list[Lesson]] = defaultdict(list)
    for lesson in await queries.lessons_given(session, course_id, now):
        given[lesson.plan_topic_id].append(lesson)
    topics = [topic for _, topic in await queries.topics_of(session, [course_id])]
    return CoursePlan(
        course=course,
        lines=tuple(PlanLine(topic, tuple(given[topic.id])) for topic in topics),
        outside=tuple(given[None]),
        coverage=await coverage_of(session, course_id=course_id, now=now),
    )


async def plans_for(
    session: AsyncSession, *, staff: StaffMember, now: datetime, year_id: int | None = None
) -> Plans:
    """The courses of this school year with the coverage of their plans, worst first: for heads all, for
    everybody else their own. In summer of the last year; of an earlier one if asked. Raises ``Forbidden``
    for a year that is not offered."""
    today = school_day(await lesson_queries.school_of(session, staff.school_id), now)
    shown = await choose_year(session, staff.school_id, today, year_id)
    if shown.year is None:
        return Plans(shown, [])
    own = None if permissions.has_role(staff, *permissions.HEADS) else staff.id
    courses = await course_queries.courses_of_year(session, shown.year.id, teacher_id=own)
    found = await coverages(session, course_ids=[course.id for course in courses], now=now)
    return Plans(shown, worst_first([CourseCoverage(course, found.get(course.id)) for course in courses]))
