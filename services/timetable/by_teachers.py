"""What a teacher may change of the timetable: lessons of one's own that are still to come (R40)."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.calendar import school_day
from services.errors import Forbidden
from services.outbox import tell
from services.permissions import HEADS, has_role
from services.regulation import in_force
from storage.models import Lesson, LessonStatus, OutboxKind, Role, School, StaffMember
from storage.queries import engagements
from storage.queries.late_changes import accounts_in_office

LASTS = timedelta(days=2)
Standing = dict[str, str | int | None]
"""Where a lesson stands and whether it is given, as the outbox keeps it."""


def is_head(staff: StaffMember) -> bool:
    return has_role(staff, *HEADS)


async def may_change(session: AsyncSession, *, staff: StaffMember, lesson: Lesson, now: datetime) -> bool:
    """Whether the person may move or cancel the lesson: a head any, the teacher of it before it begins,
    where the regulation in force leaves it to teachers. A lesson cancelled by somebody else stays so."""
    if is_head(staff):
        return True
    if not permissions.records(staff, lesson) or lesson.starts_at <= now:
        return False
    if lesson.status is LessonStatus.CANCELLED:
        last = await engagements.cancelled_by(session, lesson.school_id, lesson.id)
        if last != staff.id:
            return False
    school = await session.get_one(School, lesson.school_id)
    return (await in_force(session, school, now)).regulation.lessons.teachers_move


async def require_changing(
    session: AsyncSession, *, staff: StaffMember, lesson: Lesson | None, now: datetime
) -> Lesson:
    """Raises ``Forbidden`` for who may not, and for no lesson at all."""
    if lesson is None or not await may_change(session, staff=staff, lesson=lesson, now=now):
        raise Forbidden
    return lesson


def standing(lesson: Lesson) -> Standing:
    return {
        "status": lesson.status.value,
        "day": lesson.on_day.isoformat(),
        "number": lesson.number,
        "room": lesson.room_id,
    }


async def tell_heads(
    session: AsyncSession, *, staff: StaffMember, lesson: Lesson, was: Standing, now: datetime
) -> None:
    """Queue what a teacher did for the chats of the deputy heads. What a head did they know."""
    if is_head(staff) or was == standing(lesson):
        return
    await session.flush()
    await tell(
        session,
        kind=OutboxKind.LESSON_CHANGE,
        account_ids=await heads_to_tell(session, lesson.school_id, now),
        event=f"lesson_change:{lesson.id}:{lesson.version}",
        facts={"lesson": lesson.id, "teacher": staff.initials, "was": was, "became": standing(lesson)},
        school_id=lesson.school_id,
        now=now,
        lasts=LASTS,
    )


async def heads_to_tell(session: AsyncSession, school_id: int, now: datetime) -> set[int]:
    """The chats of the deputy heads in office today."""
    school = await session.get_one(School, school_id)
    today: date = school_day(school, now)
    return await accounts_in_office(session, school_id, Role.DEPUTY_HEAD, today)
