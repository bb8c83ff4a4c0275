"""The home screen: one day, what is new in it and what comes next."""

from datetime import date, timedelta

import pytest

from handlers.screens.home import home
from locales import plain, words_in
from services.diary import (
    DayLesson,
)
from storage.models import (
    Presence,
)
from tests.cast import MONDAY, TUESDAY
from tests.factories.views import (
    READER,
    TEACHER,
    a_day,
    a_mark,
    a_slot,
    an_absence,
    due,
)

RU, EN = words_in("ru"), words_in("en")


def test_home_says_what_matters_of_a_lesson() -> None:
    lesson = DayLesson(
        a_slot(topic="Дроби"), (due("№ 5"),), (a_mark(title="Дроби", number=3),), an_absence(Presence.LATE)
    )
    text = plain(home(RU, READER, a_day(lesson)).text)
    assert text.splitlines() == [
        "Сегодня, понедельник, 23\u00a0ноября",
        "",
        "1. Алгебра · 08:00 · каб.\u00a0214",
        "    Дроби",
        "    📝 № 5",
        "    5 — Контрольная № 3: Дроби",
        "    🕓 опоздание",
    ]


def test_home_marks_cancellations_substitutions_and_other_rooms() -> None:
    view = a_day(
        DayLesson(a_slot(1, is_cancelled=True), (), (), None),
        DayLesson(a_slot(2, substitute=TEACHER, room="305", usual_room="214"), (), (), None),
    )
    text = plain(home(RU, READER, view).text)
    assert "1. Алгебра — урок отменён" in text
    assert "🔁 Замена: Ким Е. В." in text
    assert "⚠️ Кабинет: 305 (обычно 214)" in text


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(MONDAY, "No lessons today."), (MONDAY + timedelta(days=6), "No lessons on Sunday.")],
)
def test_a_day_without_lessons_is_a_sentence(day: date, sentence: str) -> None:
    assert sentence in plain(home(EN, READER, a_day(day=day)).text)


def test_what_is_due_next_is_told_on_todays_screen_only() -> None:
    assert "№ 7" in home(RU, READER, a_day(next_due=(due("№ 7"),))).text
    assert "№ 7" not in home(RU, READER, a_day(day=TUESDAY, next_due=(due("№ 7"),))).text


def test_a_free_day_is_no_dead_end() -> None:
    ahead = (a_slot(day=TUESDAY), a_slot(2, day=TUESDAY, is_cancelled=True))
    text = plain(home(RU, READER, a_day(next_lessons=ahead, next_due=(due("№ 7"),))).text)
    assert text.splitlines()[2:] == [
        "Сегодня уроков нет.",
        "",
        "Следующие уроки · Завтра, вторник, 24\u00a0ноября",
        "1. 08:00 Алгебра · 214",
        "2. Алгебра — урок отменён",
        "",
        "Ближайшее задание · Завтра, вторник, 24\u00a0ноября",
        "• Алгебра — № 7",
    ]
    assert "Следующие" not in home(RU, READER, a_day(day=TUESDAY, next_lessons=ahead)).text


def test_home_shows_marks_for_earlier_lessons_with_their_day() -> None:
    text = plain(home(RU, READER, a_day(earlier_marks=(a_mark("3", day=date(2026, 11, 20)),))).text)
    assert "Алгебра, 20.11: 3 — Контрольная" in text


def test_home_says_that_it_leaves_new_marks_out() -> None:
    view = a_day(earlier_marks=(a_mark("3"),), more_marks=True)
    assert "Это не все: смотрите «Оценки»." in plain(home(RU, READER, view).text)
