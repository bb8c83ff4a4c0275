"""What a school owes in the days ahead, by its regulation: pure rules in a table, then the facts of the store."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from services.regulation import TermFacts, YearFacts, effective, school_due
from services.school_due import due_at_school
from storage.models import TermKind
from tests.cast import Cast
from tests.factories.plans import make_plan
from tests.factories.school import make_regulation

QUARTERS = (
    TermFacts(TermKind.QUARTER, 1, date(2026, 9, 1), date(2026, 10, 25)),
    TermFacts(TermKind.QUARTER, 2, date(2026, 11, 2), date(2026, 12, 27), True, 3),
    TermFacts(TermKind.QUARTER, 3, date(2027, 1, 11), date(2027, 3, 21), False, 3),
)
YEAR = YearFacts(date(2026, 9, 1), date(2027, 5, 31), QUARTERS, courses_without_plan=2)
LAST_YEAR = YearFacts(date(2025, 9, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("preset", "own", "today", "expected"),
    [
        # A: nothing but backups in the middle of a quarter; its end is announced a month before.
        ("A", {}, date(2026, 9, 10), [("backup", "30.09", False)]),
        (
            "A",
            {},
            date(2026, 12, 20),
            [
                ("activity", "27.12", False),
                ("performance", "27.12", False),
                ("backup", "31.12", False),
                ("term_marks", "10.01", False),
            ],
        ),
        # B: plans five days before the year, weekly reports, prints in summer.
        ("B", {"reports.activity": None}, date(2026, 8, 20), [("topic_plans", "27.08", False)]),
        ("B", {}, date(2026, 9, 2), [("topic_plans", "27.08", True), ("activity", "06.09", False)]),
        (
            "B",
            {},
            date(2027, 6, 25),
            [
                ("term_marks", "01.01", True),
                ("term_marks", "26.03", True),
                ("activity", "27.06", False),
                ("sheets", "30.06", False),
                ("journal", "10.07", False),
            ],
        ),
        ("B", {"due.topic_plan_days": None, "reports.activity": None}, date(2026, 9, 2), []),
        ("C", {}, date(2026, 12, 20), []),
        # D: timetable two days before a period that has no lessons yet, term marks within seven days.
        (
            "D",
            {"reports.activity": None, "archive.exports": []},
            date(2027, 1, 5),
            [("term_marks", "03.01", True), ("timetable", "09.01", False)],
        ),
        ("E", {}, date(2026, 9, 15), [("activity", "30.09", False)]),
    ],
)
def test_what_is_due_within_a_month_or_late(
    preset: str, own: dict[str, object], today: date, expected: list[tuple[str, str, bool]]
) -> None:
    years = [LAST_YEAR, YEAR] if today < YEAR.starts_on else [YEAR]
    found = school_due(effective(preset, own), years, today)
    assert [(one.what, f"{one.until:%d.%m}", one.is_late) for one in found] == expected


async def test_heads_see_what_the_store_lacks(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "B", reports__activity=None, locks__term_marks_days=None)
    now = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    (plans,) = await due_at_school(session, staff=cast.deputy_head, now=now)
    assert (plans.what, plans.is_late, plans.facts) == ("topic_plans", True, {"courses": 3})
    await make_plan(session, cast.algebra)
    (plans,) = await due_at_school(session, staff=cast.deputy_head, now=now)
    assert plans.facts == {"courses": 2}
    for person in (cast.teacher, cast.class_teacher, cast.other_teacher):
        with pytest.raises(Forbidden):
            await due_at_school(session, staff=person, now=now)


async def test_a_timetable_is_due_for_a_term_without_lessons(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "D", reports__activity=None, archive__exports=[])
    found = await due_at_school(session, staff=cast.deputy_head, now=datetime(2027, 1, 5, 4, 0, tzinfo=UTC))
    named = [(one.what, one.facts["number"]) for one in found]
    assert ("timetable", 3) in named
    assert ("timetable", 2) not in named
    assert ("term_marks", 2) in named
