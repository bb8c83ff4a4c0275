"""Cancelled lessons restored together: each is in the way of the other."""

from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.timetable import CANCELLED
from services.timetable.substitutions import SubstitutionsResult
from storage.models import Lesson, LessonStatus, StaffMember
from storage.queries.staff import staff_member
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_course, make_lesson


async def restore(
    session: AsyncSession, cast: Cast, choices: dict[Lesson, StaffMember]
) -> SubstitutionsResult:
    """Save as the page of the algebra teacher would, on which all of these are cancelled."""
    deputy = await staff_member(session, cast.deputy_head.id)
    assert deputy is not None
    return await timetable.save_substitutions(
        session,
        staff=deputy,
        teacher_id=cast.teacher.id,
        first=MONDAY,
        last=MONDAY,
        typed={lesson.id: str(person.id) for lesson, person in choices.items()},
        seen={lesson.id: CANCELLED for lesson in choices},
        now=MONDAY_MORNING,
    )


async def test_two_lessons_restored_at_once_may_not_meet(session: AsyncSession, cast: Cast) -> None:
    """Both are cancelled in the store, so neither is in the way of the other before the save."""
    twin = await make_course(session, cast.kazakh.subject, cast.class_3b, cast.curator)
    theirs = await make_lesson(session, twin, MONDAY, 1)
    theirs.substitute_id = cast.teacher.id
    cast.lesson.status = theirs.status = LessonStatus.CANCELLED
    await session.flush()
    both = await restore(session, cast, {cast.lesson: cast.administrator, theirs: cast.administrator})
    assert {fault.code for fault in both.faults.values()} == {"teacher_busy"}
    assert cast.lesson.status is LessonStatus.CANCELLED
    apart = await restore(session, cast, {cast.lesson: cast.administrator, theirs: cast.curator})
    assert apart.changed == 2
