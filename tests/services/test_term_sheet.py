"""The sheet of a term: earlier terms, suggestions with their ways, plain averages, who lacks what."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.gradebook import ClassGradebook, Way, open_class_gradebook
from services.gradebook.enough import is_near
from services.gradebook.sheet import terms_within
from services.regulation import Span, Windows, effective
from storage.models import AttestationKind, Term, TermKind
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.attestation import (
    make_attestation,
    make_exam_mark,
    make_term,
    make_term_mark,
    quarters_of,
)
from tests.factories.lessons import make_mark, make_work
from tests.factories.school import make_regulation
from tests.services.regulation.test_windows import ALMATY

NEAR_THE_END = datetime(2026, 12, 21, 4, 0, tzinfo=UTC)


async def book_of(
    session: AsyncSession, cast: Cast, term: Term, now: datetime = MONDAY_MORNING
) -> ClassGradebook:
    return await open_class_gradebook(
        session, staff=cast.teacher, course_id=cast.algebra.id, term_id=term.id, now=now
    )


def term_of(number: int, first: date, last: date, kind: TermKind = TermKind.QUARTER) -> Term:
    return Term(id=number, kind=kind, number=number, starts_on=first, ends_on=last)


def test_the_terms_within_are_the_shortest() -> None:
    """Quarters of a half-year and of the year; a semester has none, and no term lies in itself."""
    first = term_of(1, date(2026, 9, 1), date(2026, 10, 25))
    second = term_of(2, date(2026, 11, 2), date(2026, 12, 27))
    third = term_of(3, date(2027, 1, 11), date(2027, 5, 25))
    half = term_of(4, date(2026, 9, 1), date(2026, 12, 27), TermKind.HALF_YEAR)
    year = term_of(5, date(2026, 9, 1), date(2027, 5, 25), TermKind.YEAR)
    twin = term_of(6, date(2026, 9, 1), date(2027, 5, 25), TermKind.PERIOD)
    terms = (first, second, half, third, year, twin)
    assert terms_within(half, terms) == (first, second)
    assert terms_within(year, terms) == (first, second, third)
    assert terms_within(first, terms) == ()
    assert terms_within(year, (year, twin)) == ()


@pytest.mark.parametrize(
    ("opens_days", "today", "near"),
    [
        (None, date(2026, 12, 12), False),
        (None, date(2026, 12, 13), True),
        (7, date(2026, 12, 12), False),
        (7, date(2026, 12, 13), True),
        (30, date(2026, 11, 20), True),
        (30, date(2026, 11, 19), False),
        (7, date(2027, 1, 10), True),
        (7, date(2027, 1, 11), False),
    ],
)
def test_who_lacks_marks_matters_near_the_window(opens_days: int | None, today: date, near: bool) -> None:
    rules = effective("A", {"term_marks.opens_days": opens_days})
    windows = Windows(rules, Span(date(2026, 11, 2), date(2026, 12, 27), date(2027, 5, 31), ALMATY))
    assert is_near(windows, datetime(today.year, today.month, today.day, 12, tzinfo=ALMATY)) is near


async def test_the_year_shows_its_quarters_and_follows_from_them(session: AsyncSession, cast: Cast) -> None:
    year = await make_term(session, cast.year)
    quarters = await quarters_of(session, cast.year)
    for term, value in zip(quarters, ("4", "5", "н/а", "4"), strict=True):
        await make_term_mark(session, cast.algebra, cast.son, term, value)
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    for student in (cast.son, cast.classmate):
        await make_mark(session, work, student, "2")
    book = await book_of(session, cast, year)
    assert book.sheet.terms == tuple(quarters)
    son, classmate = book.lines
    assert son.suggestion is not None
    assert (son.suggestion.value, son.suggestion.way, son.suggestion.of) == (
        "4",
        Way.TERMS,
        ("4", "5", "н/а", "4"),
    )
    assert classmate.suggestion is None, "marks of lessons make no year"
    await make_regulation(
        session, cast.school, "E", term_marks__least_marks=0, term_marks__year_from_terms=False
    )
    son, _ = (await book_of(session, cast, year)).lines
    assert son.suggestion is not None
    assert (son.suggestion.value, son.suggestion.way) == ("2", Way.AVERAGE)


async def test_the_final_mark_follows_from_year_and_exam(session: AsyncSession, cast: Cast) -> None:
    year = await make_term(session, cast.year)
    final = await make_attestation(session, cast.algebra, year, AttestationKind.FINAL)
    exam = await make_attestation(session, cast.algebra, year)
    await make_term_mark(session, cast.algebra, cast.son, year, "4")
    await make_exam_mark(session, exam, cast.son, "5")
    await make_exam_mark(session, exam, cast.classmate, "5")
    book = await book_of(session, cast, year)
    assert [one.id for one in book.sheet.attestations] == [exam.id, final.id], "the final mark stands last"
    son, classmate = book.lines
    assert son.final is not None
    assert (son.final.value, son.final.way, son.final.of) == ("5", Way.FINAL, ("4", "5"))
    assert classmate.final is None, "half of it is missing"


async def test_the_plain_average_stands_beside_the_weighted(session: AsyncSession, cast: Cast) -> None:
    for kind, value in (("answer", "3"), ("test", "5"), ("notes", "2")):
        await make_mark(session, await make_work(session, cast.lesson, cast.kinds[kind]), cast.son, value)
    son = (await book_of(session, cast, (await quarters_of(session, cast.year))[1])).lines[0]
    assert (str(son.average.shown), str(son.plain.shown)) == ("4.33", "4.00")
    assert (son.average.count, son.plain.count) == (2, 2), "what weighs nothing counts in neither"


async def test_who_lacks_what_is_listed_when_it_matters(session: AsyncSession, cast: Cast) -> None:
    """Three marks, one of them for a test (D)."""
    await make_regulation(session, cast.school, "D")
    second = (await quarters_of(session, cast.year))[1]
    for value in ("4", "5", "осв"):
        await make_mark(session, await make_work(session, cast.lesson, cast.kinds["answer"]), cast.son, value)
    for _ in range(3):
        await make_mark(
            session, await make_work(session, cast.lesson, cast.kinds["test"]), cast.classmate, "3"
        )
    assert (await book_of(session, cast, second)).sheet.lacks == {}, "a month before the end"
    lacks = (await book_of(session, cast, second, NEAR_THE_END)).sheet.lacks
    assert {student: [lack.facts for lack in found] for student, found in lacks.items()} == {
        cast.son.id: [{"kind": "", "given": 2, "least": 3}, {"kind": "test", "given": 0, "least": 1}]
    }
    cast.algebra.has_term_marks = False
    await session.flush()
    book = await book_of(session, cast, second, NEAR_THE_END)
    assert book.sheet.lacks == {}, "no term marks, nothing lacks"
    assert {line.suggestion for line in book.lines} == {None}
