"""Excuses make absences excused; only the class teacher gives them (R5)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import EntryTooLong, Forbidden, WrongDay
from services.excuses import (
    LONGEST_NOTE,
    MissedDay,
    excuse_days,
    give_excuse,
    in_rows_of_days,
    recent_excuses,
    take_back_excuse,
    waiting_for_excuse,
)
from storage.models import AuditEntry, Excuse, ExcuseReason, LessonStatus, Presence, StaffMember, Student
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_attendance, make_lesson

EVENING = MONDAY_MORNING + timedelta(hours=10)


async def _give(
    session: AsyncSession,
    staff: StaffMember,
    student: Student,
    starts_on: date = MONDAY,
    ends_on: date = MONDAY,
    note: str = "",
) -> Excuse:
    return await give_excuse(
        session,
        staff=staff,
        student_id=student.id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=ExcuseReason.ILLNESS,
        note=note,
        now=EVENING,
    )


async def _waiting(session: AsyncSession, cast: Cast) -> list[MissedDay]:
    students = [cast.son, cast.classmate]
    return await waiting_for_excuse(session, school=cast.school, students=students, now=EVENING)


async def test_a_missed_day_waits_until_it_is_excused(session: AsyncSession, cast: Cast) -> None:
    await make_attendance(session, cast.lesson, cast.son)
    await make_attendance(session, cast.kazakh_lesson, cast.son)
    (missed,) = await _waiting(session, cast)
    assert (missed.student, missed.day) == (cast.son, MONDAY)
    assert [subject.name for subject in missed.subjects] == ["Алгебра", "Казахский язык"]
    await _give(session, cast.class_teacher, cast.son)
    assert await _waiting(session, cast) == []


async def test_an_excuse_taken_back_excuses_nothing(session: AsyncSession, cast: Cast) -> None:
    await make_attendance(session, cast.lesson, cast.son)
    excuse = await _give(session, cast.class_teacher, cast.son)
    await take_back_excuse(session, staff=cast.class_teacher, excuse_id=excuse.id, now=EVENING)
    await session.flush()
    assert len(await _waiting(session, cast)) == 1


async def test_an_excuse_covers_its_days_and_its_student_only(session: AsyncSession, cast: Cast) -> None:
    last_week = await make_lesson(session, cast.algebra, MONDAY - timedelta(days=7))
    await make_attendance(session, last_week, cast.son)
    await make_attendance(session, cast.lesson, cast.son)
    await make_attendance(session, cast.lesson, cast.classmate)
    await _give(session, cast.class_teacher, cast.son)
    waiting = {(missed.student.id, missed.day) for missed in await _waiting(session, cast)}
    assert waiting == {(cast.son.id, last_week.on_day), (cast.classmate.id, MONDAY)}


async def test_being_late_present_again_or_a_cancelled_lesson_waits_for_nothing(
    session: AsyncSession, cast: Cast
) -> None:
    await make_attendance(session, cast.lesson, cast.son, Presence.LATE)
    again = await make_attendance(session, cast.kazakh_lesson, cast.son)
    again.presence = None
    cancelled = await make_lesson(session, cast.algebra, MONDAY, 5)
    cancelled.status = LessonStatus.CANCELLED
    await make_attendance(session, cancelled, cast.son)
    assert await _waiting(session, cast) == []


async def test_the_latest_day_comes_first(session: AsyncSession, cast: Cast) -> None:
    for back in (7, 0, 14):
        lesson = await make_lesson(session, cast.algebra, MONDAY - timedelta(days=back), 6)
        await make_attendance(session, lesson, cast.son)
    days = [missed.day for missed in await _waiting(session, cast)]
    assert days == sorted(days, reverse=True)
    assert len(days) == 3


def test_days_that_follow_one_another_are_one_row() -> None:
    days = [MONDAY + timedelta(days=n) for n in (9, 0, 1, 2, 1, 4)]
    rows = [(MONDAY, MONDAY + timedelta(days=2)), *((MONDAY + timedelta(days=n),) * 2 for n in (4, 9))]
    assert in_rows_of_days(days) == rows
    assert in_rows_of_days([]) == []


async def test_days_of_another_class_are_not_excused(session: AsyncSession, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        await excuse_days(
            session,
            staff=cast.teacher,
            student_id=cast.son.id,
            days=[],
            reason=ExcuseReason.ILLNESS,
            now=EVENING,
        )


async def test_absences_of_long_ago_wait_no_more(session: AsyncSession, cast: Cast) -> None:
    lesson = await make_lesson(session, cast.algebra, date(2026, 9, 7))
    await make_attendance(session, lesson, cast.son)
    assert await _waiting(session, cast) == []


async def test_the_curator_may_excuse_too(session: AsyncSession, cast: Cast) -> None:
    assert (await _give(session, cast.curator, cast.son)).author_id == cast.curator.id


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "administrator", "other_teacher"])
async def test_nobody_else_gives_or_takes_back_an_excuse(session: AsyncSession, cast: Cast, who: str) -> None:
    given = await _give(session, cast.class_teacher, cast.son)
    with pytest.raises(Forbidden):
        await _give(session, getattr(cast, who), cast.son, TUESDAY, TUESDAY)
    with pytest.raises(Forbidden):
        await take_back_excuse(session, staff=getattr(cast, who), excuse_id=given.id, now=EVENING)
    assert given.revoked_at is None


@pytest.mark.parametrize("whose", ["daughter", "other_student"])
async def test_no_excuse_for_a_student_of_another_class_or_school(
    session: AsyncSession, cast: Cast, whose: str
) -> None:
    with pytest.raises(Forbidden):
        await _give(session, cast.class_teacher, getattr(cast, whose))


async def test_an_unknown_student_or_excuse_is_forbidden(session: AsyncSession, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        await take_back_excuse(session, staff=cast.class_teacher, excuse_id=10**6, now=EVENING)
    nobody = Student(id=10**6)
    with pytest.raises(Forbidden):
        await _give(session, cast.class_teacher, nobody)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (TUESDAY, MONDAY),
        (date(2024, 1, 1), date(2024, 1, 2)),
        (date(2028, 1, 1), date(2028, 1, 2)),
        (MONDAY, MONDAY + timedelta(days=121)),
        (date(1, 1, 1), date(9999, 12, 31)),
    ],
)
async def test_impossible_days_are_refused(
    session: AsyncSession, cast: Cast, starts_on: date, ends_on: date
) -> None:
    with pytest.raises(WrongDay):
        await _give(session, cast.class_teacher, cast.son, starts_on, ends_on)


async def test_a_note_has_an_end(session: AsyncSession, cast: Cast) -> None:
    excuse = await _give(session, cast.class_teacher, cast.son, note="  " + "я" * LONGEST_NOTE + "  ")
    assert excuse.note == "я" * LONGEST_NOTE
    with pytest.raises(EntryTooLong):
        await _give(session, cast.class_teacher, cast.son, TUESDAY, TUESDAY, "я" * (LONGEST_NOTE + 1))


async def test_sending_the_form_twice_gives_one_excuse(session: AsyncSession, cast: Cast) -> None:
    first = await _give(session, cast.class_teacher, cast.son)
    second = await _give(session, cast.class_teacher, cast.son)
    assert first.id == second.id
    assert (await session.scalars(select(func.count()).select_from(Excuse))).one() == 1


async def test_a_coming_absence_may_be_excused_beforehand(session: AsyncSession, cast: Cast) -> None:
    excuse = await _give(session, cast.class_teacher, cast.son, TUESDAY, TUESDAY + timedelta(days=3))
    assert await recent_excuses(session, school=cast.school, students=[cast.son], now=EVENING) == [excuse]


async def test_excuses_are_on_record(session: AsyncSession, cast: Cast) -> None:
    excuse = await _give(session, cast.class_teacher, cast.son)
    await take_back_excuse(session, staff=cast.class_teacher, excuse_id=excuse.id, now=EVENING)
    await take_back_excuse(session, staff=cast.class_teacher, excuse_id=excuse.id, now=EVENING)
    await session.flush()
    entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
    assert [entry.action for entry in entries] == ["give_excuse", "take_back_excuse"]
    assert entries[0].facts["reason"] == "illness"
