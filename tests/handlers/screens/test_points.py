"""Points on the family's screens: with their maximum, without a weight, with the percentage so far (R3, R37)."""

from decimal import Decimal

from handlers.screens.marks import subject
from locales import words_in
from services.averages import Average
from services.diary import SubjectMarks
from tests.factories.views import ALGEBRA, KIND, READER, TERM, a_mark

POINTS = a_mark("12/15", weight="0", number=2)


def _text(language: str, percent: int | None) -> str:
    view = SubjectMarks(
        ALGEBRA, (TERM,), TERM, Average(Decimal(4), 3), (POINTS, a_mark("4", weight="0")), (), percent
    )
    return subject(words_in(language), READER, view).text


def test_points_stand_with_their_maximum_and_no_weight() -> None:
    points, mark = [line for line in _text("en", 79).splitlines() if KIND.names["en"] in line]
    assert "<b>12/15</b> — Test № 2" in points
    assert "not counted" not in points
    assert "not counted" in mark


def test_the_percentage_so_far_is_one_short_line_where_there_is_one() -> None:
    assert "Quarter so far: <b>79 %</b>" in _text("en", 79).splitlines()
    assert "Четверть на сегодня: <b>79 %</b>" in _text("ru", 79)
    assert "Quarter so far" not in _text("en", None)
