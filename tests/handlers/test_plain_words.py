"""What people write and what they mean by it: ru, kk, en, in a hurry and with the wrong keyboard."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.plain_words import LONGEST, Wish, understand
from handlers.screens import Place
from tests.cast import MONDAY

TOMORROW = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
FRIDAY = MONDAY + timedelta(days=4)
SUNDAY = MONDAY + timedelta(days=6)

MARKS = [
    "оценки", "Оценки", "ОЦЕНКИ!!!", "покажи оценки", "какие оценки?", "отметки", "средний балл", "успеваемость",
    "баға", "бағалар", "Бағаларым", "бага", "багалар", "орташа баға", "marks", "Marks", "grades", "my grades",
    "average", "оценка", "ocenki", "jwtyrb", "оцнеки", "оценкки", "оцегки",
]  # fmt: skip
HOMEWORK = [
    "дз", "ДЗ", "д/з", "домашка", "домашнее задание", "домашнее", "что задали", "что задали?", "Че задали",
    "задание", "задания", "уроки задали", "үй тапсырмасы", "уй тапсырмасы", "Үй тапсырма", "тапсырма",
    "не берді", "үйге не берді?", "homework", "hw", "Homework?", "assignments", "dz", "домашние задания",
    "тапсрма", "домашнеее", "что делать",
]  # fmt: skip
TIMETABLE = [
    "расписание", "расписание уроков", "какие уроки", "уроки", "звонки", "кесте", "сабақ кестесі", "сабак кестеси",
    "сабақтар", "timetable", "schedule", "lessons", "распесание", "расписнаие", "hfcgbcfybt", "raspisanie",
]  # fmt: skip
ABSENCES = [
    "пропуски", "пропуск", "прогулы", "опоздания", "посещаемость", "отсутствия", "сабаққа келмеу", "сабакка келмеу",
    "қатыспау", "кешігу", "кешигу", "absences", "absent", "attendance", "missed lessons", "прапуски", "пропуски уроков",
]  # fmt: skip
HOME = [
    "дневник",
    "меню",
    "главное меню",
    "күнделік",
    "кунделик",
    "мәзір",
    "басты бет",
    "diary",
    "home",
    "menu",
]
SETTINGS = ["настройки", "язык", "уведомления", "баптау", "баптаулар", "settings", "language", "Настройка"]
HELP = ["помощь", "помоги", "справка", "көмек", "комек", "help", "анықтама"]
DAYS = [
    ("сегодня", MONDAY), ("бүгін", MONDAY), ("бугин", MONDAY), ("today", MONDAY),
    ("завтра", TOMORROW), ("на завтра", TOMORROW), ("ертең", TOMORROW), ("ертен", TOMORROW), ("tomorrow", TOMORROW),
    ("послезавтра", WEDNESDAY), ("бүрсігүні", WEDNESDAY),
    ("вчера", MONDAY - timedelta(days=1)), ("кеше", MONDAY - timedelta(days=1)),
    ("yesterday", MONDAY - timedelta(days=1)),
    ("понедельник", MONDAY), ("в пятницу", FRIDAY), ("пт", FRIDAY), ("Жұма", FRIDAY), ("жума", FRIDAY),
    ("friday", FRIDAY), ("среда", WEDNESDAY), ("в среду", WEDNESDAY), ("ср", WEDNESDAY), ("сәрсенбі", WEDNESDAY),
    ("воскресенье", SUNDAY), ("жексенбі", SUNDAY), ("сенбі", MONDAY + timedelta(days=5)),
    ("сейсенбі", TOMORROW), ("бейсенбі", MONDAY + timedelta(days=3)), ("дүйсенбі", MONDAY),
    ("25.11", WEDNESDAY), ("25.11.2026", WEDNESDAY), ("25.11.26", WEDNESDAY), ("жс", SUNDAY),
    ("05.05.2013", date(2013, 5, 5)), ("5/5/13", date(2013, 5, 5)), ("01.09.2027", date(2027, 9, 1)),
    ("1.9", date(2026, 9, 1)), ("понидельник", MONDAY),
]  # fmt: skip
MIXED = [
    ("дз на завтра", Wish(Place.HOMEWORK_DAY, TOMORROW)),
    ("что задали на среду?", Wish(Place.HOMEWORK_DAY, WEDNESDAY)),
    ("ертеңге үй тапсырмасы", Wish(Place.HOMEWORK_DAY, TOMORROW)),
    ("ертеңгі уй тапсырмасы", Wish(Place.HOMEWORK_DAY, TOMORROW)),
    ("homework for friday", Wish(Place.HOMEWORK_DAY, FRIDAY)),
    ("дз на неделю", Wish(Place.HOMEWORK_WEEK, MONDAY)),
    ("дз на следующую неделю", Wish(Place.HOMEWORK_WEEK, MONDAY + timedelta(days=7))),
    ("расписание на пятницу", Wish(Place.TIMETABLE_DAY, FRIDAY)),
    ("уроки завтра", Wish(Place.TIMETABLE_DAY, TOMORROW)),
    ("жұмаға сабақ кестесі", Wish(Place.TIMETABLE_DAY, FRIDAY)),
    ("апталық кесте", Wish(Place.TIMETABLE_WEEK, MONDAY)),
    ("расписание на неделю", Wish(Place.TIMETABLE_WEEK, MONDAY)),
    ("неделя", Wish(Place.TIMETABLE_WEEK, MONDAY)),
    ("timetable last week", Wish(Place.TIMETABLE_WEEK, MONDAY - timedelta(days=7))),
    ("расписание на 25.11", Wish(Place.TIMETABLE_DAY, WEDNESDAY)),
    ("оценки сегодня", Wish(Place.HOME, MONDAY)),
    ("оценки за пятницу", Wish(Place.HOME, FRIDAY - timedelta(days=7))),
    ("оценки за 20.11.2025", Wish(Place.HOME, date(2025, 11, 20))),
    ("оценки за 25.11.2026", Wish(Place.HOME, WEDNESDAY)),
    ("расписание на 05.05.2013", Wish(Place.TIMETABLE_DAY, date(2013, 5, 5))),
    ("оценки за неделю", Wish(Place.MARKS)),
    ("оценки за четверть", Wish(Place.MARKS)),
    ("оценки за четверг", Wish(Place.HOME, MONDAY - timedelta(days=4))),
    ("оценки за четвирг", Wish(Place.HOME, MONDAY - timedelta(days=4))),
    ("оценки Амины", Wish(Place.MARKS, None, "Амина")),
    ("дз Әлихан", Wish(Place.HOMEWORK_DAY, None, "Әлихан")),
    ("дз алихана на завтра", Wish(Place.HOMEWORK_DAY, TOMORROW, "Әлихан")),
    ("Амина", Wish(Place.HOME, None, "Амина")),
]
NOTHING = [
    "", "   ", "?", "привет", "Здравствуйте", "спасибо", "рахмет", "сәлем", "thanks", "ок", "+", "👍", "<b>", "123",
    "99.99", "балам", "менің балам ауырып қалды", "Завтра Алихан не придёт, он болеет", "ы", "aaaaaaaa", "A1B2-C3D4",
    "среднее", "кот", "100", "31.02", "31.02.2026", "05.05.1513", "05.05.9999",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [(text, Place.MARKS) for text in MARKS]
    + [(text, Place.HOMEWORK_DAY) for text in HOMEWORK]
    + [(text, Place.TIMETABLE_DAY) for text in TIMETABLE]
    + [(text, Place.ABSENCES) for text in ABSENCES]
    + [(text, Place.HOME) for text in HOME]
    + [(text, Place.SETTINGS) for text in SETTINGS]
    + [(text, Place.HELP) for text in HELP],
)
def test_plain_words_open_their_place(text: str, place: Place) -> None:
    assert understand(text, MONDAY) == Wish(place)


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_alone_opens_that_day(text: str, day: date) -> None:
    assert understand(text, MONDAY) == Wish(Place.HOME, day)


@pytest.mark.parametrize(("text", "wish"), MIXED)
def test_a_place_with_a_day_a_week_or_a_child(text: str, wish: Wish) -> None:
    assert understand(text, MONDAY, ["Әлихан", "Амина"]) == wish


@pytest.mark.parametrize("text", NOTHING)
def test_what_makes_no_sense_is_no_wish(text: str) -> None:
    assert understand(text, MONDAY) is None


def test_a_weekday_is_the_next_one_today_included() -> None:
    assert understand("расписание на понедельник", MONDAY) == Wish(Place.TIMETABLE_DAY, MONDAY)
    assert understand("расписание на понедельник", TOMORROW) == Wish(
        Place.TIMETABLE_DAY, MONDAY + timedelta(days=7)
    )


def test_a_date_without_a_year_is_the_nearest() -> None:
    assert understand("дз на 11.01", date(2026, 12, 30)) == Wish(Place.HOMEWORK_DAY, date(2027, 1, 11))
    assert understand("30.12", date(2027, 1, 2)) == Wish(Place.HOME, date(2026, 12, 30))


def test_a_letter_is_no_wish() -> None:
    assert understand("оценки " * LONGEST, MONDAY) is None


@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=3))
def test_no_text_is_too_strange(text: str, names: list[str]) -> None:
    understand(text, MONDAY, names)
