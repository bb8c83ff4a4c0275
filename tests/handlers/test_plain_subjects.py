"""Which subject a wish for marks names: by stems of its names, ru, kk, en, in a hurry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.plain_subjects import named_subject
from handlers.plain_words import understand
from handlers.screens import Place
from tests.cast import MONDAY

NAMES = {
    "algebra": ("Алгебра", "Алгебра", "Algebra"),
    "geometry": ("Геометрия", "Геометрия", "Geometry"),
    "russian": ("Русский язык", "Орыс тілі", "Russian"),
    "russian books": ("Русская литература", "Орыс әдебиеті", "Russian literature"),
    "kazakh": ("Казахский язык и литература", "Қазақ тілі мен әдебиеті", "Kazakh language and literature"),
    "kazakhstan": ("История Казахстана", "Қазақстан тарихы", "History of Kazakhstan"),
    "world": ("Всемирная история", "Дүниежүзі тарихы", "World history"),
    "physics": ("Физика", "Физика", "Physics"),
    "sport": ("Физическая культура", "Дене шынықтыру", "Physical education"),
    "art": ("ИЗО", "Бейнелеу өнері", "Art"),
}
KEYS = dict(enumerate(NAMES))
SUBJECTS = {number: NAMES[key] for number, key in KEYS.items()}
NAMED = [
    ("оценки по алгебре", "algebra"), ("алгебра оценки", "algebra"), ("marks in algebra", "algebra"),
    ("алгебрадан бағалар", "algebra"), ("алгебра бағалары", "algebra"), ("алгебрадан багалар", "algebra"),
    ("баға алгебра", "algebra"), ("оценки по алгбере", "algebra"), ("jwtyrb gj fkut,ht", "algebra"),
    ("средний балл по алгебре?", "algebra"), ("оценки по алг", None),
    ("оценки по геометрии", "geometry"), ("геометрияның бағалары", "geometry"), ("оценки по геом", "geometry"),
    ("оценки по русскому языку", "russian"), ("орыс тілінен бағалар", "russian"), ("оценки по русскому", None),
    ("оценки по русской литературе", "russian books"), ("marks in russian literature", "russian books"),
    ("оценки по казахскому языку", "kazakh"), ("қазақ тілінен баға", "kazakh"), ("казак тилинен бага", "kazakh"),
    ("оценки по истории", None), ("тарихтан бағалар", None), ("оценки по истории Казахстана", "kazakhstan"),
    ("қазақстан тарихынан бағалар", "kazakhstan"), ("дүниежүзі тарихынан бағалар", "world"),
    ("world history marks", "world"), ("marks in history", None),
    ("оценки по физике", "physics"), ("физикадан орташа баға", "physics"), ("marks in physics", "physics"),
    ("оценки по физической культуре", "sport"), ("дене шынықтырудан баға", "sport"),
    ("оценки по изо", "art"), ("marks in art", "art"),
    ("оценки", None), ("бағалар", None), ("marks", None), ("оценки по химии", None), ("оценки за весь день", None),
    ("оценки по литературе", None), ("оценки Амины", None), ("мои оценки за четверть", None),
    ("оценки по алгебре и геометрии", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key"), NAMED)
def test_a_subject_is_named_by_the_stems_of_its_names(text: str, key: str | None) -> None:
    wish = understand(text, MONDAY)
    assert wish is not None
    assert wish.place is Place.MARKS
    found = named_subject(text, SUBJECTS)
    assert (None if found is None else KEYS[found]) == key


def test_a_name_said_in_full_goes_before_a_longer_one() -> None:
    subjects = {1: ("История",), 2: ("История Казахстана",)}
    assert named_subject("оценки по истории", subjects) == 1
    assert named_subject("оценки по истории казахстана", subjects) == 2


def test_two_subjects_of_one_name_are_not_told_apart() -> None:
    assert named_subject("оценки по алгебре", {1: ("Алгебра",), 2: ("Алгебра",)}) is None


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_no_text_and_no_name_is_too_strange(text: str, names: list[str]) -> None:
    assert named_subject(text, {1: names}) in (None, 1)
