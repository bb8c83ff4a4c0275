"""Dates of birth as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import words_in
from locales.birthday import read_birthday

TODAY = date(2026, 11, 23)
PI_DAY = date(2013, 3, 14)


@pytest.mark.parametrize(
    "text",
    [
        "14.03.2013",
        "14.3.2013",
        "14.03.13",
        "14 3 13",
        "14/03/2013",
        "14-03-2013",
        "14,03,2013",
        "2013-03-14",
        "2013.3.14",
        "14032013",
        " 14 . 03 . 2013 ",
        "14 марта 2013",
        "14 МАРТА 2013 года",
        "14 марта 2013 г.",
        "14 мар 13",
        "14-го марта 2013-го года",
        "14 наурыз 2013",
        "2013 жылғы 14 наурыз",
        "2013 ж. 14 наурыз",
        "2013 жылдың 14 наурызы",
        "14 March 2013",
        "March 14, 2013",
        "14th of March 2013",
    ],
)
def test_many_spellings_of_one_day(text: str) -> None:
    assert read_birthday(text, TODAY) == PI_DAY


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("5 қаңтар 2014", 1),
        ("5 кантар 2014", 1),
        ("5 ақпан 2014", 2),
        ("5 сәуір 2014", 4),
        ("5 сауир 2014", 4),
        ("5 мамыр 2014", 5),
        ("5 мая 2014", 5),
        ("5 май 2014", 5),
        ("5 маусым 2014", 6),
        ("5 июня 2014", 6),
        ("5 шілде 2014", 7),
        ("5 тамыз 2014", 8),
        ("5 қыркүйек 2014", 9),
        ("5 қазан 2014", 10),
        ("5 қараша 2014", 11),
        ("5 ноября 2014", 11),
        ("5 желтоқсан 2014", 12),
    ],
)
def test_months_in_kazakh_and_russian_also_without_kazakh_letters(text: str, month: int) -> None:
    assert read_birthday(text, TODAY) == date(2014, month, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "привет",
        "14",
        "14.03",
        "31.02.2013",
        "29.02.2013",
        "14.13.2013",
        "0.3.2013",
        "14.03.2113",
        "14.03.1813",
        "14.03.203",
        "24.11.2026",
        "14 марта",
        "марта марта 2013",
        "14 марта 2013 15",
        "1.2.3.4",
        "²1.02.2013",
    ],
)
def test_the_impossible_is_no_date(text: str) -> None:
    assert read_birthday(text, TODAY) is None


def test_a_two_digit_year_is_the_latest_possible() -> None:
    assert read_birthday("01.01.26", TODAY) == date(2026, 1, 1)
    assert read_birthday("01.01.85", TODAY) == date(1985, 1, 1)


@given(st.dates(date(1930, 1, 1), TODAY), st.sampled_from(["ru", "kk", "en"]))
def test_what_the_diary_writes_it_can_read(day: date, language: str) -> None:
    assert read_birthday(words_in(language).full_date(day), TODAY) == day
    assert read_birthday(f"{day:%d.%m.%Y}", TODAY) == day
    assert read_birthday(day.isoformat(), TODAY) == day


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    read_birthday(text, TODAY)
