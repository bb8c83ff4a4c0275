"""A term lived under each of the five regulations: what is due, what closes, what the family sees.

The administrator chooses the regulation in the web form, the teacher works in hers, the clock runs, the
family's phone is looked at. Each story names the rows of REGULATIONS.md §1 that it proves.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest_asyncio

from storage.models import AttestationKind
from tests.e2e.late_change import Office, opens_office
from tests.e2e.phone import Phone
from tests.e2e.world import World
from tests.e2e.year import Year, chooses
from tests.factories.attestation import make_attestation, quarters_of

MONDAY_NOON = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""12:00 in Almaty; algebra ended at 08:45."""


@pytest_asyncio.fixture
async def teacher_desk(world: World, teacher: Phone) -> AsyncIterator[Year]:
    desk = Year(world, teacher)
    yield desk
    await desk.client.aclose()


async def test_a_municipal_school(world: World, teacher_desk: Year, mother: Phone) -> None:
    """§1, column A: marks, attendance and homework due on the day of the lesson; edits close 14 days after
    the lesson, term marks 14 days after the term's end; after that the director's written permission with
    documents, and the deputy head enters it, the lesson's mark and the term's."""
    son = world.cast.son
    await chooses(world, "A", term_marks__least_marks="0")
    await teacher_desk.comes(MONDAY_NOON)
    day = (await teacher_desk.client.get("/lessons")).text
    assert "1 lesson without homework, due today" in day
    await teacher_desk.saves(world.cast.lesson, marks={son: "4"}, topic="Fractions")
    await teacher_desk.comes(datetime(2026, 12, 7, 18, 0, tzinfo=UTC))
    assert (await teacher_desk.tries(son, "5")).status_code == 303, "23:00 of the fourteenth day"
    await teacher_desk.comes(datetime(2026, 12, 8, 4, 0, tzinfo=UTC))
    assert "The lesson of 23 November closed on 7 December" in await teacher_desk.lesson()
    for mark in ("3", ""):
        assert (await teacher_desk.tries(son, mark)).status_code == 422
    await teacher_desk.comes(datetime(2027, 1, 10, 18, 0, tzinfo=UTC))
    assert (await teacher_desk.gives_term_mark(son, "5")).status_code == 303
    await mother.sends("/marks")
    mother.sees("Algebra", "final 5")
    await teacher_desk.comes(datetime(2027, 1, 10, 19, 0, tzinfo=UTC))
    assert (await teacher_desk.gives_term_mark(world.cast.classmate, "5")).status_code == 422
    await _a_lesson_and_a_term_mark_by_permission(world, teacher_desk, mother)


async def _a_lesson_and_a_term_mark_by_permission(world: World, teacher_desk: Year, mother: Phone) -> None:
    """What has closed in A: the lesson of November and the quarter's mark, both of them in January."""
    cast, son = world.cast, world.cast.son
    office = await opens_office(world)
    lesson = f"/lessons/{cast.lesson.id}/late-change"
    path = await office.permits(teacher_desk, lesson, son, "student_illness")
    column = await teacher_desk.column()
    table = await office.enters(path, "entry", {f"mark-{column}-{son.id}": "3"})
    assert "5 → 3" in table
    await teacher_desk.comes(world.clock.now)
    term = await teacher_desk.asks_for()
    path = await office.permits(teacher_desk, term, son, "student_illness")
    table = await office.enters(path, "term-marks", {f"term-{son.id}": "4"})
    assert "term mark 5 → 4" in table
    assert table.count("No. 17-к") == 2
    await mother.sends("/marks")
    await mother.taps("Quarter 2")
    mother.sees("Algebra", "final 4")


async def test_a_technical_college(world: World, teacher_desk: Year, mother: Phone) -> None:
    """§1, column B: marks in the lesson or the same day; homework within 3 hours of the last lesson; other
    entries within 5 days; edits close at once, no correcting, no backdating; after that a retake or a missed
    attestation with the commission's protocol."""
    son, classmate = world.cast.son, world.cast.classmate
    await chooses(world, "B")
    await teacher_desk.comes(datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
    assert "1 lesson without homework, due 12:40" in (await teacher_desk.client.get("/lessons")).text
    await teacher_desk.saves(world.cast.lesson, marks={son: "2"})
    world.clock.advance(minutes=3)
    assert (await teacher_desk.tries(son, "3")).status_code == 303, "a slip of the finger"
    world.clock.advance(minutes=10)
    await world.delivers()
    mother.got("Algebra", "3")
    refused = await teacher_desk.tries(son, "5")
    assert refused.status_code == 422
    assert "does not let this be corrected" in refused.text
    await teacher_desk.comes(datetime(2026, 11, 24, 4, 0, tzinfo=UTC))
    assert (await teacher_desk.tries(classmate, "4")).status_code == 422, "backdating"
    await teacher_desk.saves(world.cast.lesson, topic="Fractions")
    await teacher_desk.comes(datetime(2026, 11, 29, 4, 0, tzinfo=UTC))
    assert "closed on 28 November" in await teacher_desk.lesson()
    await _a_retake_and_a_missed_attestation(world, teacher_desk, mother)


async def _a_retake_and_a_missed_attestation(world: World, teacher_desk: Year, mother: Phone) -> None:
    """What is never corrected in B is retaken before a commission, in the lesson and at the term's end."""
    cast, son = world.cast, world.cast.son
    office = await opens_office(world)
    protocol = {"protocol_number": "3", "commission": "Ким Е. В., Исаева Д."}
    path = await office.permits(teacher_desk, f"/lessons/{cast.lesson.id}/late-change", son, "retake")
    column = await teacher_desk.column()
    cells = {f"mark-{column}-{son.id}": "4", **protocol, "protocol_on": "2026-11-29"}
    assert "3 → 4" in await office.enters(path, "entry", cells)
    await mother.sends("/marks")
    mother.sees("Algebra — 4 (1 mark)")
    async with world.transaction() as session:
        semester = (await quarters_of(session, cast.year))[1]
        await make_attestation(session, cast.algebra, semester, AttestationKind.EXAM, date(2026, 12, 21))
    await teacher_desk.comes(datetime(2027, 1, 12, 5, 0, tzinfo=UTC))
    assert (await teacher_desk.gives_term_mark(son, "4")).status_code == 422
    term = await teacher_desk.asks_for()
    path = await office.permits(teacher_desk, term, son, "missed_attestation")
    cells = {f"term-{son.id}": "4", **protocol, "protocol_on": "2027-01-12"}
    table = await office.enters(path, "term-marks", cells)
    assert "term mark — → 4" in table
    assert "protocol No. 3 of 12 January 2027" in table
    exam = await teacher_desk.asks_for(r"terms/\d+/attestations/\d+")
    path = await office.permits(teacher_desk, exam, son, "retake")
    table = await office.enters(path, "term-marks", {**cells, f"term-{son.id}": "5"})
    assert "exam — → 5" in table
    await mother.sends("/marks")
    await mother.taps("Quarter 2")
    mother.sees("Algebra", "final 4", "exam 5")


async def _a_lesson_by_permission(
    world: World, teacher_desk: Year, mother: Phone, grounds: str, was: str, became: str
) -> None:
    """What has closed in November's lesson goes the same recorded way, whatever the regulation."""
    son = world.cast.son
    office = await opens_office(world)
    lesson = f"/lessons/{world.cast.lesson.id}/late-change"
    path = await office.permits(teacher_desk, lesson, son, grounds)
    column = await teacher_desk.column()
    table = await office.enters(path, "entry", {f"mark-{column}-{son.id}": became})
    assert f"{was} → {became}" in table
    assert "No. 17-к" in table
    await mother.sends("/marks")
    if "Quarter 2" not in mother.screen:
        await mother.taps("Quarter 2")
    mother.sees(f"Algebra — {became} (1 mark)")


async def test_a_lyceum(world: World, teacher_desk: Year, mother: Phone) -> None:
    """§1, column C: marks and attendance due daily, homework without a time; no closing of edits is set, so
    that nothing closes before the school year does; after that a report to the administration, which decides."""
    son = world.cast.son
    await chooses(world, "C")
    await teacher_desk.comes(MONDAY_NOON)
    day = (await teacher_desk.client.get("/lessons")).text
    assert "1 lesson without attendance, due today" in day
    assert "without homework, due" not in day
    await teacher_desk.comes(datetime(2027, 5, 31, 12, 0, tzinfo=UTC))
    assert (await teacher_desk.tries(son, "4")).status_code == 303
    await teacher_desk.comes(datetime(2027, 6, 1, 4, 0, tzinfo=UTC))
    assert (await teacher_desk.tries(son, "5")).status_code == 422
    assert "closed on 31 May" in await teacher_desk.lesson()
    await _a_lesson_by_permission(world, teacher_desk, mother, "teacher_illness", "4", "5")


async def test_a_school_in_the_moscow_region(world: World, teacher_desk: Year, mother: Phone) -> None:
    """§1, column D: homework due by 18:00 that day, marks within 2 days, longer for written work whose
    checking time is set; edits close after the administrator's own period, which a longer one does not open
    again: after that by permission; term marks only on enough marks."""
    son, cast = world.cast.son, world.cast
    await chooses(world, "D", locks__marks_days="7", works__checking_days__test="10")
    await teacher_desk.comes(MONDAY_NOON)
    assert "1 lesson without homework, due 18:00" in (await teacher_desk.client.get("/lessons")).text
    await teacher_desk.saves(
        cast.lesson, **{"kind-new1": str(cast.kinds["test"].id), f"mark-new1-{son.id}": "4"}
    )
    assert "marks due 3 December" in await teacher_desk.lesson()
    await teacher_desk.comes(datetime(2026, 12, 2, 4, 0, tzinfo=UTC))
    assert (await teacher_desk.tries(son, "5")).status_code == 303, "a test takes ten days to check"
    await teacher_desk.comes(datetime(2026, 12, 4, 4, 0, tzinfo=UTC))
    assert (await teacher_desk.tries(son, "4")).status_code == 422
    await chooses(world, "D", at=world.clock.now, locks__marks_days="30", works__checking_days__test="10")
    assert (await teacher_desk.tries(son, "4")).status_code == 422
    await _a_lesson_by_permission(world, teacher_desk, mother, "other_absence", "5", "4")
    await teacher_desk.comes(datetime(2026, 12, 26, 4, 0, tzinfo=UTC))
    too_few = await teacher_desk.gives_term_mark(son, "5")
    assert too_few.status_code == 422
    assert "Too few marks: 1 of 3" in too_few.text
    assert (await teacher_desk.gives_term_mark(son, "н/а: too_few_marks")).status_code == 303


async def test_a_school_in_kazakhstan(world: World, teacher_desk: Year, mother: Phone) -> None:
    """§1, column E: attendance due at the lesson, marks at least weekly; the school's own scale, where ж is
    absence in a mark's cell; no closing of edits is set, so that all closes with the school year; after that by
    permission, the term mark too: it is justified by enough marks, or by a commission's protocol."""
    cast = world.cast
    await chooses(world, "E")
    await teacher_desk.comes(datetime(2026, 11, 23, 3, 30, tzinfo=UTC))
    assert "1 lesson without attendance, due today" in (await teacher_desk.client.get("/lessons")).text
    await teacher_desk.saves(cast.lesson, **{f"mark-new1-{cast.son.id}": "ж"})
    await world.delivers()
    world.clock.advance(hours=2)
    await world.delivers()
    mother.got("Algebra")
    await teacher_desk.comes(datetime(2026, 12, 20, 4, 0, tzinfo=UTC))
    assert (await teacher_desk.tries(cast.son, "5")).status_code == 303
    await mother.sends("/marks")
    mother.sees("Algebra — 5 (1 mark)")
    await teacher_desk.comes(datetime(2027, 6, 1, 4, 0, tzinfo=UTC))
    assert (await teacher_desk.tries(cast.son, "4")).status_code == 422
    await _a_lesson_by_permission(world, teacher_desk, mother, "student_illness", "5", "4")
    office = Office(world)
    path = await office.permits(teacher_desk, await teacher_desk.asks_for(), cast.son, "missed_attestation")
    protocol = {"protocol_number": "3", "protocol_on": "2027-06-01", "commission": "Ким Е. В., Исаева Д."}
    table = await office.enters(path, "term-marks", {f"term-{cast.son.id}": "4", **protocol})
    assert "term mark — → 4" in table
    await mother.sends("/marks")
    await mother.taps("Quarter 2")
    mother.sees("Algebra", "final 4")
