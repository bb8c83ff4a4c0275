"""Names of classes and rooms stay in one piece where they are shown, and only there."""

from datetime import date, time

import pytest
from markupsafe import Markup

from handlers.plain_words import understand
from handlers.screens import Place
from locales import words_in
from locales.unbroken import days, group_name, hours, room_name
from services.importing.vocabulary import group_key
from tests.cast import MONDAY
from tests.eyes import as_seen


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("10 «А»", "10\u00a0«А»"),
        ("7 А", "7\u00a0А"),
        ("7-А", "7\u2011А"),
        ("ИС-21", "ИС\u201121"),
        ("7 «А» англ. 1", "7\u00a0«А» англ. 1"),
        ("Кружок юных химиков", "Кружок юных химиков"),
    ],
)
def test_a_number_and_its_letter_are_held_together(stored: str, shown: str) -> None:
    assert group_name(stored) == shown
    assert as_seen(shown) == stored


@pytest.mark.parametrize(
    ("language", "room", "shown"),
    [
        ("ru", "214", "каб.\u00a0214"),
        ("kk", "215", "215\u2011каб."),
        ("en", "2-14", "room\u00a02\u201114"),
        ("ru", "Спортзал", "Спортзал"),
        ("ru", "<b>", "&lt;b&gt;"),
        ("ru", "Лаборатория физики и химии", "Лаборатория физики и химии"),
    ],
)
def test_a_room_is_one_word(language: str, room: str, shown: str) -> None:
    name = room_name(words_in(language), room)
    assert isinstance(name, Markup)
    assert name == shown


def test_the_hours_of_a_lesson_are_one_word() -> None:
    assert hours(words_in("ru"), time(12, 45), time(13, 30)) == "12:45\u2060–\u206013:30"


def test_the_days_of_a_week_are_one_word() -> None:
    assert days(words_in("kk"), date(2026, 11, 23), date(2026, 11, 29)) == "23.11\u2060–\u206029.11"


def test_what_is_copied_from_the_screen_is_understood() -> None:
    """Somebody who pastes a class into a file, or hours into a message, pastes what was shown."""
    assert group_key(group_name("10 «А»")) == group_key("10 «А»")
    wish = understand("расписание 12:45\u2060–\u206013:30", MONDAY)
    assert wish is not None
    assert wish.place is Place.TIMETABLE_DAY
