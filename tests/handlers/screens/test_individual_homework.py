"""Homework of one child beside that of the class, on the family's screens (R32)."""

from dataclasses import replace

import pytest

from handlers.screens.home import home
from handlers.screens.homework import homework_day, homework_week
from handlers.screens.pages import size
from locales import plain
from locales.words import words_in
from services.diary import DayLesson, HomeworkDays
from storage.models import HomeworkKind
from tests.cast import TUESDAY
from tests.factories.views import NASTY, READER, a_day, a_slot, due

COMMON = replace(due("№ 5"), kind=HomeworkKind.WRITTEN)
OWN = replace(due("<b>Model</b>"), is_own=True)


@pytest.mark.parametrize(("language", "mark"), [("ru", "Индивидуальное задание"), ("kk", "Жеке тапсырма")])
def test_the_childs_own_is_marked_on_every_screen(language: str, mark: str) -> None:
    _ = words_in(language)
    view = HomeworkDays(TUESDAY, TUESDAY, ((TUESDAY, (COMMON, OWN)),))
    today = a_day(DayLesson(a_slot(), (COMMON, OWN), (), None), other_homework=(OWN,), next_due=(COMMON, OWN))
    for text in (
        homework_day(_, READER, view).text,
        homework_week(_, READER, view).text,
        home(_, READER, today).text,
    ):
        assert f"👤 {mark}: &lt;b&gt;Model" in text
        assert f"{mark}: № 5" not in plain(text)


def test_how_it_is_done_stands_beside_it() -> None:
    view = HomeworkDays(TUESDAY, TUESDAY, ((TUESDAY, (COMMON,)),))
    assert "№ 5 (письменно)" in plain(homework_day(words_in("ru"), READER, view).text)


def test_long_homework_of_many_subjects_still_fits_a_message() -> None:
    own = replace(due(NASTY), is_own=True, kind=HomeworkKind.CREATIVE)
    view = HomeworkDays(TUESDAY, TUESDAY, ((TUESDAY, (own,) * 12),))
    assert size(homework_day(words_in("ru"), READER, view).text) <= 4096
    assert size(home(words_in("ru"), READER, a_day(next_due=(own,) * 12)).text) <= 4096
