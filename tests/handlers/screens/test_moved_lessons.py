"""A moved lesson in the family's timetable: marked where it went and where it was (R1)."""

import pytest

from handlers.screens import Screen
from handlers.screens.home import home
from handlers.screens.timetable import timetable_day, timetable_week
from locales import plain, words_in
from services.diary import DayLesson, TimetableDays
from tests.cast import MONDAY, TUESDAY
from tests.eyes import as_seen
from tests.factories.views import READER, a_day, a_slot

RU, EN = words_in("ru"), words_in("en")
COME = a_slot(3, moved_from=(TUESDAY, 2))
VIEW = TimetableDays(
    MONDAY,
    MONDAY,
    (
        (
            MONDAY,
            (
                a_slot(1, is_cancelled=True, moved_to=(TUESDAY, 6)),
                COME,
                a_slot(4, is_cancelled=True, moved_to=(MONDAY, 5)),
                a_slot(5, moved_from=(MONDAY, 4)),
            ),
        ),
    ),
)


def lines_of(screen: Screen) -> list[str]:
    return [line.strip() for line in as_seen(screen.text).splitlines()]


@pytest.mark.parametrize("screen", [timetable_day(EN, READER, VIEW), timetable_week(EN, READER, VIEW)])
def test_it_is_marked_in_both_places(screen: Screen) -> None:
    lines = lines_of(screen)
    assert "1. <s>Algebra</s> — moved to 24 November, lesson 6" in lines
    assert "⚠️ Moved: was lesson 2 on 24 November" in lines
    assert "4. <s>Algebra</s> — moved: now lesson 5" in lines
    assert "⚠️ Moved: was lesson 4" in lines


def test_it_is_marked_in_russian() -> None:
    text = as_seen(plain(timetable_day(RU, READER, VIEW).text))
    assert "1. Алгебра — перенесён на 24 ноября, 6-й урок" in text
    assert "⚠️ Перенесён с 24 ноября: был 2-м уроком" in text


def test_the_home_screen_marks_what_came() -> None:
    screen = home(EN, READER, a_day(DayLesson(COME, (), (), None)))
    assert "⚠️ Moved: was lesson 2 on 24 November" in lines_of(screen)
