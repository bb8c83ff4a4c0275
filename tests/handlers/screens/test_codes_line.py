"""One line of the staff menu about those without a code (R21)."""

from datetime import date, timedelta

import pytest

from handlers.screens.codes import codes_line
from locales import plain, words_in
from services.waiting_codes import waiting
from services.waiting_lists import ClassWaits, WhoWaits
from storage.models import Student

TODAY = date(2026, 11, 23)


def _waits(within: int | None, *days: int) -> ClassWaits:
    student = Student(last_name="Соколов", first_name="Дмитрий", patronymic="")
    found = [waiting(TODAY - timedelta(days=one), TODAY, within) for one in days]
    return ClassWaits(tuple(WhoWaits(student, None, None, one) for one in found if one), within)


@pytest.mark.parametrize(
    ("waits", "language", "line"),
    [
        (
            _waits(7, 20, 8, 3),
            "ru",
            "🔑 Без кода дольше 7 дней: 2. Распечатайте листки: веб-форма, «Классы».",
        ),
        (
            _waits(7, 8),
            "kk",
            "🔑 Код 7 күннен артық берілмеген: 1. Парақшаларды басып шығарыңыз: веб-форма, «Сыныптар».",
        ),
        (_waits(7, 3, 1), "ru", "🔑 2 человека пока без кода, срок — 27 ноября: веб-форма, «Классы»."),
        (_waits(7, 7), "en", "🔑 1 person has no code yet, due 23 November: web form, “Classes”."),
        (_waits(1, 5), "ru", "🔑 Без кода дольше 1 дня: 1. Распечатайте листки: веб-форма, «Классы»."),
        (_waits(None, 80), "ru", None),
    ],
)
def test_late_first_else_by_when(waits: ClassWaits, language: str, line: str | None) -> None:
    found = codes_line(words_in(language), waits)
    assert (plain(found).replace("\xa0", " ") if found else None) == line
