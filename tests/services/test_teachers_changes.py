"""What a teacher changes of the timetable: one's own lessons, before they begin, where the regulation says so (R40)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.errors import Forbidden, GroupBusy, HourPast
from storage.models import AuditEntry, LessonStatus, OutboxItem, OutboxKind, StaffMember
from storage.queries.staff import lesson_of_school, staff_member
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import link, make_account
from tests.factories.school import make_regulation

WEDNESDAY = TUESDAY + timedelta(days=1)


async def loaded(session: AsyncSession, person: StaffMember) -> StaffMember:
    found = await staff_member(session, person.id)
    assert found is not None
    return found


async def told(session: AsyncSession) -> list[tuple[int, str]]:
    items = await session.scalars(select(OutboxItem).where(OutboxItem.kind == OutboxKind.LESSON_CHANGE))
    return [(item.account_id, item.facts["became"]["status"]) for item in items]


async def test_a_teacher_moves_and_cancels_and_the_deputy_head_is_told(
    session: AsyncSession, cast: Cast
) -> None:
    account = await make_account(session, "301", "ru")
    await link(session, account, cast.deputy_head)
    teacher = await loaded(session, cast.teacher)
    lesson = await timetable.move_lesson(
        session,
        staff=teacher,
        lesson_id=cast.next_lesson.id,
        day=WEDNESDAY,
        number=3,
        room_id=None,
        now=MONDAY_MORNING,
    )
    assert (lesson.on_day, lesson.number) == (WEDNESDAY, 3)
    await timetable.cancel_lesson(session, staff=teacher, lesson_id=lesson.id, now=MONDAY_MORNING)
    await timetable.restore_lesson(session, staff=teacher, lesson_id=lesson.id, now=MONDAY_MORNING)
    assert lesson.status is LessonStatus.PLANNED
    assert await told(session) == [
        (account.id, "planned"),
        (account.id, "cancelled"),
        (account.id, "planned"),
    ]
    actions = await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
    assert list(actions) == ["move_lesson", "cancel_lesson", "restore_lesson"]


async def test_what_a_head_changes_is_told_to_no_head(session: AsyncSession, cast: Cast) -> None:
    await link(session, await make_account(session, "301", "ru"), cast.deputy_head)
    deputy = await loaded(session, cast.deputy_head)
    await timetable.cancel_lesson(session, staff=deputy, lesson_id=cast.next_lesson.id, now=MONDAY_MORNING)
    assert await told(session) == []


async def test_the_same_clashes_are_refused_and_the_past_besides(session: AsyncSession, cast: Cast) -> None:
    teacher = await loaded(session, cast.teacher)
    for day, number, refusal in (
        (MONDAY, 2, GroupBusy),
        (MONDAY, 1, GroupBusy),
        (MONDAY - timedelta(3), 3, HourPast),
    ):
        with pytest.raises(refusal):
            await timetable.move_lesson(
                session,
                staff=teacher,
                lesson_id=cast.next_lesson.id,
                day=day,
                number=number,
                room_id=None,
                now=MONDAY_MORNING,
            )


@pytest.mark.parametrize("who", ["class_teacher", "curator", "other_teacher"])
async def test_nobody_elses_lesson(session: AsyncSession, cast: Cast, who: str) -> None:
    await _refused(session, await loaded(session, getattr(cast, who)), cast.next_lesson.id)


async def test_a_lesson_that_has_begun_is_the_heads_to_change(session: AsyncSession, cast: Cast) -> None:
    await _refused(session, await loaded(session, cast.teacher), cast.lesson.id)


async def test_while_somebody_stands_in_the_lesson_is_theirs(session: AsyncSession, cast: Cast) -> None:
    cast.next_lesson.substitute_id = cast.curator.id
    await session.flush()
    await _refused(session, await loaded(session, cast.teacher), cast.next_lesson.id)
    substitute = await loaded(session, cast.curator)
    await timetable.cancel_lesson(
        session, staff=substitute, lesson_id=cast.next_lesson.id, now=MONDAY_MORNING
    )


@pytest.mark.parametrize(
    ("preset", "may"), [("A", True), ("B", False), ("C", True), ("D", False), ("E", True)]
)
async def test_the_regulation_says_whether(session: AsyncSession, cast: Cast, preset: str, may: bool) -> None:
    await make_regulation(session, cast.school, preset)
    teacher = await loaded(session, cast.teacher)
    lesson = await lesson_of_school(session, cast.school.id, cast.next_lesson.id)
    assert lesson is not None
    assert may is await timetable.may_change(session, staff=teacher, lesson=lesson, now=MONDAY_MORNING)
    if not may:
        await _refused(session, teacher, cast.next_lesson.id)


async def test_what_a_head_cancelled_no_teacher_restores(session: AsyncSession, cast: Cast) -> None:
    deputy, teacher = await loaded(session, cast.deputy_head), await loaded(session, cast.teacher)
    await timetable.cancel_lesson(session, staff=deputy, lesson_id=cast.next_lesson.id, now=MONDAY_MORNING)
    with pytest.raises(Forbidden):
        await timetable.restore_lesson(
            session, staff=teacher, lesson_id=cast.next_lesson.id, now=MONDAY_MORNING
        )


async def _refused(session: AsyncSession, staff: StaffMember, lesson_id: int) -> None:
    with pytest.raises(Forbidden):
        await timetable.cancel_lesson(session, staff=staff, lesson_id=lesson_id, now=MONDAY_MORNING)
    with pytest.raises(Forbidden):
        await timetable.open_move(session, staff=staff, lesson_id=lesson_id, now=MONDAY_MORNING)
