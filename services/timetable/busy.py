"""Who is busy when: the lessons of some days as engagements, and the refusal of a change that would clash."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import GroupBusy, RoomTaken, SchoolError, TeacherBusy
from services.timetable.clashes import Attendees, Clash, ClashKind, Engagement, clashes_with, meet
from storage.models import Lesson, Room, StaffMember
from storage.queries import engagements as queries


@dataclass(frozen=True, slots=True)
class Busy:
    """The lessons of some days that take place, by id: rows of ``lessons_taking_place``."""

    rows: Mapping[int, Any]
    engagements: Mapping[int, Engagement]

    def during(self, one: Engagement) -> list[Engagement]:
        """What else goes on while a lesson is given."""
        return [other for other in self.engagements.values() if other.id != one.id and meet(one, other)]

    def beside(self, lesson: Lesson, one: Engagement) -> list[Engagement]:
        """What goes on then, save what the timetable gives to the same teacher at the same time.

        Two classes taught together stay together, whoever stands in. What was moved into the hour was
        never taught together, nor are two lessons of one class.
        """
        if _was_moved(lesson):
            return self.during(one)
        return [other for other in self.during(one) if not _is_together(self.rows[other.id], lesson)]


def _is_together(row: Any, lesson: Lesson) -> bool:
    course = lesson.course
    return row.teacher_id == course.teacher_id and row.group_id != course.group_id and not _was_moved(row)


def _was_moved(lesson: Any) -> bool:
    """Whether it stands at another hour than the timetable's; another room alone is no other hour."""
    was = (lesson.moved_from_day, lesson.moved_from_number)
    return lesson.moved_from_day is not None and was != (lesson.on_day, lesson.number)


async def busy_between(
    session: AsyncSession, school_id: int, first: date, last: date, restored: Collection[int] = ()
) -> Busy:
    """``restored`` are lessons that are cancelled still and shall not be."""
    rows = await queries.lessons_taking_place(session, school_id, first, last, restored)
    return Busy({row.id: row for row in rows}, {row.id: _engagement(row) for row in rows})


def engaged(lesson: Lesson, teacher_id: int | None = None) -> Engagement:
    """A lesson with its course, as it stands; with ``teacher_id``, as if that person gave it."""
    return Engagement(
        id=lesson.id,
        day=lesson.on_day,
        starts=lesson.starts_at,
        ends=lesson.ends_at,
        teacher=teacher_id or lesson.substitute_id or lesson.course.teacher_id,
        group=lesson.course.group_id,
        room=lesson.room_id,
    )


async def refuse_clashes(
    session: AsyncSession,
    lesson: Lesson,
    one: Engagement,
    others: Iterable[Engagement],
    busy: Busy,
    kinds: Iterable[ClashKind] = ClashKind,
) -> None:
    """Raises ``GroupBusy``, ``TeacherBusy`` or ``RoomTaken``, whichever of ``kinds`` the lesson meets.

    ``lesson`` has its course, group and teacher; ``one`` is where it is to be.
    """
    meeting = list(others)
    attendees = await _attendees(session, lesson, meeting, busy)
    found = {clash.kind: clash for clash in clashes_with(one, meeting, attendees)}
    for kind in (ClashKind.GROUP, ClashKind.TEACHER, ClashKind.ROOM):
        if kind in found and kind in set(kinds):
            raise await _refusal(session, lesson, found[kind], busy)


async def _attendees(
    session: AsyncSession, lesson: Lesson, others: Iterable[Engagement], busy: Busy
) -> Attendees:
    rows = [busy.rows[other.id] for other in others]
    parents = {row.group_id: row.parent_id for row in rows}
    parents[lesson.course.group_id] = lesson.course.group.parent_id
    members = await queries.members_of_groups(session, list(parents), rows[0].on_day) if rows else {}
    return Attendees(parents, members)


async def _refusal(session: AsyncSession, lesson: Lesson, clash: Clash, busy: Busy) -> SchoolError:
    row = busy.rows[clash.other.id]
    facts = {"number": row.number, "day": row.on_day}
    if clash.kind is ClashKind.GROUP:
        return GroupBusy(group=lesson.course.group.name, other=row.group_name, **facts)
    if clash.kind is ClashKind.ROOM:
        room = await session.get_one(Room, row.room_id)
        return RoomTaken(room=room.name, group=row.group_name, **facts)
    teacher = await session.get_one(StaffMember, clash.one.teacher)
    return TeacherBusy(name=teacher.initials, group=row.group_name, **facts)


def _engagement(row: Any) -> Engagement:
    return Engagement(
        id=row.id,
        day=row.on_day,
        starts=row.starts_at,
        ends=row.ends_at,
        teacher=row.substitute_id or row.teacher_id,
        group=row.group_id,
        room=row.room_id,
    )
