"""Families step back to the marks of last year from this year's, and see which year it is (R4, R45)."""

from collections.abc import Callable

import pytest

from handlers.screens import Action, Place
from handlers.telegram.tap import Tap
from storage.database import Database
from storage.models import Term, TermKind
from tests.cast import MONDAY, Cast
from tests.chat import Phone
from tests.clock import Clock
from tests.factories.attestation import make_term, make_term_mark
from tests.factories.lessons import make_mark, make_work
from tests.factories.promoted import SEPTEMBER_FIRST, make_next_year_promoted
from tests.factories.years import NEXT_START

Phones = Callable[[str], Phone]
YEAR_2026 = "🗄 Учебный год 2026/2027, 7 «А»"


@pytest.fixture
async def whole(database: Database, stored_cast: Cast, clock: Clock) -> Term:
    """1 September: last year's marks, the son's 5 of the year in algebra, and a new year with its first quarter."""
    clock.now = SEPTEMBER_FIRST
    async with database.transaction() as session:
        work = await make_work(session, stored_cast.lesson, stored_cast.kinds["test"])
        await make_mark(session, work, stored_cast.son, "4")
        whole = await make_term(session, stored_cast.year)
        await make_term_mark(session, stored_cast.algebra, stored_cast.son, whole, "5")
        new, _director = await make_next_year_promoted(session, stored_cast)
        await make_term(session, new, TermKind.QUARTER, ends_on=NEXT_START.replace(month=10))
    return whole


@pytest.mark.usefixtures("whole")
async def test_a_father_steps_back_to_last_year_and_returns(phone: Phones) -> None:
    father = phone("102")
    now = await father.sends("оценки")
    assert "1-я четверть" in now
    assert "2026/2027" not in now
    back = await father.taps("◀ 2026/2027, 7 «А»")
    assert back.startswith("<b>Оценки · Учебный год</b>\n" + YEAR_2026)
    assert "<b>Алгебра</b> — 4 (1 оценка) · за период <b>5</b>" in back
    assert "Оценки · 2-я четверть" in await father.taps("2-я четверть")
    assert YEAR_2026 in father.text
    subject = await father.taps("Алгебра")
    assert YEAR_2026 in subject
    assert "23.11" in subject
    await father.taps("Оценки")
    assert not father.has_button("Этот год")
    await father.taps("◀ 2026/2027")
    assert "2026/2027" not in await father.taps("Этот год ▶")


@pytest.mark.usefixtures("whole")
async def test_of_several_children_the_head_shows_the_class_of_that_year(phone: Phones) -> None:
    mother = phone("101")
    assert "8 «А»" in await mother.sends("бағалар")
    back = await mother.taps("◀ 2026/2027")
    assert "7 «А»" in back
    assert "8 «А»" not in back


async def test_forged_ids_open_nothing_of_others(phone: Phones, stored_cast: Cast, whole: Term) -> None:
    """Another's child is refused; a term of a year in which the child was not here counts as none."""
    father = phone("102")
    await father.sends("оценки")
    theirs = Tap.of(Action(Place.MARKS, stored_cast.classmate.id, item=whole.id)).pack()
    assert "Алгебра" not in await father.presses(theirs)
    for term_id in (9999, -1):
        forged = Tap.of(Action(Place.MARKS, stored_cast.son.id, item=term_id)).pack()
        assert "1-я четверть" in await father.presses(forged)


async def test_a_year_without_the_child_is_no_year_to_step_to(
    phone: Phones, database: Database, stored_cast: Cast, clock: Clock
) -> None:
    """In the first year there is no button, whatever other years the school has had."""
    async with database.transaction() as session:
        work = await make_work(session, stored_cast.lesson, stored_cast.kinds["test"])
        await make_mark(session, work, stored_cast.son, "4")
    assert clock.now.date() == MONDAY
    father = phone("102")
    await father.sends("оценки")
    assert not father.has_button("◀")
    assert not father.has_button("Этот год")
