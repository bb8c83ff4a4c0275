"""What a regulation closes stays as it is, whichever cell, and however the change comes about (R33)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import CorrectingClosed, EntriesClosed, EntriesNotOpen, SchoolError, TooFewMarks
from services.gradebook import Field, Place, TermResult, open_lesson, save_term_marks
from services.gradebook.closing import closed_parts
from storage.models import Mark, Presence, Term, TermMark
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.lessons import make_attendance, make_mark, make_work
from tests.factories.school import make_regulation
from tests.services.lesson_cells import HOMEWORK, TOPIC, comment, count, mark, presence, save

LAST_MOMENT = datetime(2026, 12, 7, 18, 59, tzinfo=UTC)
"""Fourteen days after Monday, 23:59 in Almaty."""
CLOSED = LAST_MOMENT + timedelta(minutes=1)


async def test_nothing_of_a_closed_lesson_can_be_written(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A")
    cells = {
        mark(cast.son.id): "5",
        presence(cast.classmate.id): "absent",
        TOPIC: "Fractions",
        HOMEWORK: "No. 5",
    }
    result = await save(session, cast.teacher, cast.lesson, cells, now=CLOSED)
    assert set(result.faults) == set(cells)
    assert all(isinstance(fault, EntriesClosed) for fault in result.faults.values())
    assert await count(session, Mark) == 0
    assert (await save(session, cast.teacher, cast.lesson, cells, now=LAST_MOMENT)).is_saved


async def test_a_mark_can_be_neither_changed_nor_removed_nor_entered_again(
    session: AsyncSession, cast: Cast
) -> None:
    """A lock bypassed by delete and re-enter is none."""
    await make_regulation(session, cast.school, "A")
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    given = await make_mark(session, work, cast.son, "4")
    for cell, text in (
        (mark(cast.son.id, work.id), "5"),
        (mark(cast.son.id, work.id), ""),
        (comment(cast.son.id, work.id), "well done"),
        (mark(cast.classmate.id, work.id), "5"),
        (Place(Field.WEIGHT, str(work.id)), "9"),
        (Place(Field.KIND, str(work.id)), str(cast.kinds["notes"].id)),
    ):
        result = await save(session, cast.teacher, cast.lesson, {cell: text}, now=CLOSED)
        assert isinstance(result.faults[cell], EntriesClosed), cell
    assert (given.value, given.comment, given.version) == ("4", "", 1)


async def test_a_letter_for_absence_is_attendance_for_the_lock_too(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A", locks__marks_days=None)
    result = await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "н"}, now=CLOSED)
    assert set(result.faults) == {presence(cast.son.id)}


async def test_at_the_college_a_slip_is_mended_and_nothing_else(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "B")
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "2"})
    work = (await session.scalars(select(Mark.work_id))).one()
    cell = mark(cast.son.id, work)
    slip = MONDAY_MORNING + timedelta(minutes=4)
    assert (await save(session, cast.teacher, cast.lesson, {cell: "4"}, now=slip)).is_saved
    again = await save(session, cast.teacher, cast.lesson, {cell: "5"}, now=slip + timedelta(minutes=3))
    assert isinstance(again.faults[cell], CorrectingClosed), "a mended slip begins no other time for slips"
    late = slip + timedelta(minutes=6)
    for text in ("5", ""):
        result = await save(session, cast.teacher, cast.lesson, {cell: text}, now=late)
        assert isinstance(result.faults[cell], CorrectingClosed)
    assert (
        await save(session, cast.teacher, cast.lesson, {mark(cast.classmate.id, work): "5"}, now=late)
    ).is_saved


async def test_a_chain_of_slips_corrects_nothing(session: AsyncSession, cast: Cast) -> None:
    """Presence and term marks, too, are mended within minutes of their first entry only (B)."""
    await make_regulation(session, cast.school, "B")
    cell = presence(cast.son.id)
    query = select(Term.ends_on).where(Term.school_year_id == cast.year.id, Term.number == 2)
    last_day = datetime.combine((await session.scalars(query)).one(), MONDAY_MORNING.timetz())
    for minute, presence_text, term_mark, is_saved in (
        (0, "late", "4", True),
        (4, "absent", "3", True),
        (8, "late", "5", False),
    ):
        after = timedelta(minutes=minute)
        saved = await save(
            session, cast.teacher, cast.lesson, {cell: presence_text}, now=MONDAY_MORNING + after
        )
        seen = await _term_marks_seen(session)
        term = await save_term(session, cast, {cast.son.id: term_mark}, last_day + after, seen)
        assert (saved.is_saved, not term.faults) == (is_saved, is_saved), minute


async def test_taken_away_and_entered_again_is_a_correction(session: AsyncSession, cast: Cast) -> None:
    """A lock bypassed by delete and re-enter is none (B)."""
    await make_regulation(session, cast.school, "B")
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "2", presence(cast.son.id): "late"})
    work = (await session.scalars(select(Mark.work_id))).one()
    cells = (mark(cast.son.id, work), presence(cast.son.id))
    slip = MONDAY_MORNING + timedelta(minutes=4)
    assert (await save(session, cast.teacher, cast.lesson, dict.fromkeys(cells, ""), now=slip)).is_saved
    later = slip + timedelta(minutes=30)
    for cell, text in zip(cells, ("5", "absent"), strict=True):
        result = await save(session, cast.teacher, cast.lesson, {cell: text}, now=later)
        assert isinstance(result.faults[cell], CorrectingClosed), cell


async def _term_marks_seen(session: AsyncSession) -> dict[int, str]:
    return {mark.student_id: mark.value or "" for mark in await session.scalars(select(TermMark))}


async def test_at_the_college_attendance_is_not_corrected(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "B")
    entry = await make_attendance(session, cast.lesson, cast.son)
    later = MONDAY_MORNING + timedelta(hours=1)
    result = await save(session, cast.teacher, cast.lesson, {presence(cast.son.id): ""}, now=later)
    assert isinstance(result.faults[presence(cast.son.id)], CorrectingClosed)
    assert entry.presence is Presence.ABSENT


async def test_marks_of_an_essay_stay_open_for_its_checking_time(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "D", locks__marks_days=2, works__checking_days__test=6)
    in_class = await make_work(session, cast.lesson, cast.kinds["answer"])
    at_home = await make_work(session, cast.lesson, cast.kinds["test"])
    on_the_fifth_day = MONDAY_MORNING + timedelta(days=5)
    cells = {mark(cast.son.id, in_class.id): "5", mark(cast.son.id, at_home.id): "4"}
    result = await save(session, cast.teacher, cast.lesson, cells, now=on_the_fifth_day)
    assert set(result.faults) == {mark(cast.son.id, in_class.id)}
    # Calling it an essay afterwards opens nothing.
    kind = Place(Field.KIND, str(in_class.id))
    cells = {kind: str(cast.kinds["test"].id), mark(cast.son.id, in_class.id): "5"}
    result = await save(session, cast.teacher, cast.lesson, cells, now=on_the_fifth_day)
    assert set(result.faults) == set(cells)
    new = {Place(Field.KIND, "new1"): str(cast.kinds["test"].id), mark(cast.classmate.id): "3"}
    assert (await save(session, cast.teacher, cast.lesson, new, now=on_the_fifth_day)).is_saved


async def test_the_page_knows_what_is_closed(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A", locks__topic_days=None)
    record = await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id)
    assert closed_parts(record, LAST_MOMENT) == []
    found = closed_parts(record, CLOSED)
    assert [part.facts["entry"] for part in found] == ["marks", "attendance", "homework"]


async def test_a_lesson_closed_altogether_is_said_in_one_sentence(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A")
    record = await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id)
    (found,) = closed_parts(record, CLOSED)
    assert found.facts["entry"] == "lesson"
    assert found.facts["day"] == MONDAY


async def test_a_term_mark_stands_on_enough_marks(session: AsyncSession, cast: Cast) -> None:
    """Three marks, one of them for a test; "not attested" is what one writes otherwise (R37)."""
    await make_regulation(session, cast.school, "D")
    works = [await make_work(session, cast.lesson, cast.kinds["answer"]) for _ in range(3)]
    works.append(await make_work(session, cast.next_lesson, cast.kinds["test"]))
    for work in works[:2]:
        await make_mark(session, work, cast.son, "4")
    await make_mark(session, works[2], cast.son, "н/а")

    async def fault() -> SchoolError | None:
        result = await save_term(session, cast, {cast.son.id: "4"}, MONDAY_MORNING)
        return result.faults.get(cast.son.id)

    first = await fault()
    assert isinstance(first, TooFewMarks)
    assert first.facts == {"kind": "", "given": 2, "least": 3}
    await make_mark(session, await make_work(session, cast.lesson, cast.kinds["answer"]), cast.son, "5")
    second = await fault()
    assert isinstance(second, TooFewMarks)
    assert second.facts == {"kind": "test", "given": 0, "least": 1}
    assert not (
        await save_term(session, cast, {cast.classmate.id: "н/а: too_few_marks"}, MONDAY_MORNING)
    ).faults
    await make_mark(session, works[3], cast.son, "3")
    assert await fault() is None


async def save_term(
    session: AsyncSession,
    cast: Cast,
    typed: dict[int, str],
    at: datetime,
    seen: dict[int, str] | None = None,
) -> TermResult:
    """Marks of the second quarter in algebra."""
    query = select(Term.id).where(Term.school_year_id == cast.year.id, Term.number == 2)
    return await save_term_marks(
        session,
        staff=cast.teacher,
        course_id=cast.algebra.id,
        term_id=(await session.scalars(query)).one(),
        typed=typed,
        seen=seen or {},
        now=at,
        settle=SETTLE,
    )


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (datetime(2026, 12, 19, 18, 59, tzinfo=UTC), EntriesNotOpen),
        (datetime(2026, 12, 19, 19, 0, tzinfo=UTC), None),
        (datetime(2027, 1, 10, 18, 59, tzinfo=UTC), None),
        (datetime(2027, 1, 10, 19, 0, tzinfo=UTC), EntriesClosed),
    ],
)
async def test_term_marks_are_entered_inside_their_window(
    session: AsyncSession, cast: Cast, at: datetime, refusal: type | None
) -> None:
    """The second quarter ends on 27 December; its window opens 7 days before and closes 14 after (R37)."""
    await make_regulation(session, cast.school, "A", term_marks__opens_days=7)
    result = await save_term(session, cast, {cast.son.id: "н/а: illness"}, at)
    assert await count(session, TermMark) == (0 if refusal else 1)
    assert (type(result.faults[cast.son.id]) if result.faults else None) is refusal
