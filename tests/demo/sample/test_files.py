"""The sample school's files: the same from the same seed, and a week that could be taught."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.sample.load import FILES
from demo.sample.names import feminine, kazakh_patronymic, russian_patronymic
from demo.sample.school import BELLS, Rows, workbooks
from demo.sample.write import write
from demo.sample.year import moved, year_around
from services.importing import SheetKind, read_files


@pytest.fixture(scope="module")
def sheets() -> dict[str, Rows]:
    return {title: rows[1:] for book in workbooks().values() for title, rows in book.items()}


def test_the_committed_files_are_what_the_script_writes(tmp_path: Path) -> None:
    made = {path.name: path.read_bytes() for path in sorted(write(tmp_path))}
    committed = {path.name: path.read_bytes() for path in sorted(FILES.glob("*.xlsx"))}
    assert sorted(made) == sorted(committed)
    assert read_files(made).tables == read_files(committed).tables


def test_another_seed_makes_another_school() -> None:
    assert workbooks(seed=1)["people.xlsx"] != workbooks(seed=2)["people.xlsx"]


def test_the_school_has_the_size_it_promises(sheets: dict[str, Rows]) -> None:
    classes = [row for row in sheets["Классы"] if row[1] == "класс"]
    assert len(classes) == 24
    assert {row[2] for row in classes} == set(range(1, 12))
    assert len(sheets["Ученики"]) == 600
    assert 1050 <= len(sheets["Родители"]) <= 1200
    assert 40 <= len(sheets["Сотрудники"]) <= 52
    assert 700 <= len(sheets["Расписание"]) <= 800
    assert sum(row[1] == "кружок" for row in sheets["Классы"]) == 3


def test_nobody_has_the_name_of_another(sheets: dict[str, Rows]) -> None:
    names = [tuple(row[1:4]) for row in sheets["Ученики"]]
    assert len(set(names)) == len(names)


def _moments(sheets: dict[str, Rows]) -> list[tuple[tuple[str, int, str], str, str, str]]:
    """``((day, lesson, shift), group, teacher, room)``: shifts never overlap, so this is a moment."""
    shifts = {row[0]: row[6] for row in sheets["Классы"]}
    return [((row[1], row[2], shifts[row[0]]), row[0], row[4], row[5]) for row in sheets["Расписание"]]


def test_nobody_teaches_two_lessons_at_once_and_no_room_is_taken_twice(sheets: dict[str, Rows]) -> None:
    for place in (2, 3):
        taken = Counter((lesson[0], lesson[place]) for lesson in _moments(sheets))
        assert [where for where, times in taken.items() if times > 1] == []


def test_no_class_is_in_two_lessons_at_once(sheets: dict[str, Rows]) -> None:
    """Two subgroups of one class may be; a class and its own subgroup may not."""
    parents = {row[0]: row[3] or row[0] for row in sheets["Классы"]}
    at_once: defaultdict[tuple[object, str], set[str]] = defaultdict(set)
    for moment, group, _, _ in _moments(sheets):
        assert group not in at_once[moment, parents[group]]
        at_once[moment, parents[group]].add(group)
    for (_, parent), groups in at_once.items():
        assert parent not in groups or groups == {parent}


def test_no_student_is_in_two_lessons_at_once(sheets: dict[str, Rows]) -> None:
    by_group = defaultdict(list)
    for moment, group, _, _ in _moments(sheets):
        by_group[group].append(moment)
    for row in sheets["Ученики"]:
        groups = [row[5], *[one for one in row[6].split("; ") if one]]
        moments = Counter(moment for group in groups for moment in by_group[group])
        assert max(moments.values()) == 1, row


def test_days_have_no_gaps_and_begin_with_the_first_lesson(sheets: dict[str, Rows]) -> None:
    parents = {row[0]: row[3] or row[0] for row in sheets["Классы"] if row[1] != "кружок"}
    numbers = defaultdict(set)
    for row in sheets["Расписание"]:
        if row[0] in parents:
            numbers[parents[row[0]], row[1]].add(row[2])
    assert all(found == set(range(1, len(found) + 1)) for found in numbers.values())


def test_the_second_shift_begins_after_the_first_has_ended() -> None:
    assert BELLS["1"][-1] < "13:00"
    assert BELLS["2"][0] >= "13:45"


def test_sons_and_daughters_bear_the_forms_of_their_fathers_name(sheets: dict[str, Rows]) -> None:
    fathers = {row[5]: row for row in sheets["Родители"] if row[4] == "отец"}
    seen = set()
    for number, last, _, patronymic, *_ in sheets["Ученики"]:
        if number not in fathers:
            continue
        father_last, father_first = fathers[number][1:3]
        forms = {
            of_woman: {
                kazakh_patronymic(father_first, of_woman=of_woman),
                russian_patronymic(father_first, of_woman=of_woman),
            }
            for of_woman in (True, False)
        }
        is_girl = patronymic in forms[True]
        assert is_girl or patronymic in forms[False]
        assert last == (feminine(father_last) if is_girl else father_last)
        seen.add(is_girl)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Иван", "Иванович", "Ивановна"),
        ("Андрей", "Андреевич", "Андреевна"),
        ("Юрий", "Юрьевич", "Юрьевна"),
        ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Георгий", "Георгиевич", "Георгиевна"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Пётр", "Петрович", "Петровна"),
        ("Павел", "Павлович", "Павловна"),
        ("Михаил", "Михайлович", "Михайловна"),
        ("Николай", "Николаевич", "Николаевна"),
    ],
)
def test_russian_patronymics(father: str, son: str, daughter: str) -> None:
    assert russian_patronymic(father, of_woman=False) == son
    assert russian_patronymic(father, of_woman=True) == daughter


@pytest.mark.parametrize(
    ("man", "woman"),
    [
        ("Ахметов", "Ахметова"),
        ("Сәрсенбаев", "Сәрсенбаева"),
        ("Кузьмин", "Кузьмина"),
        ("Ковалёв", "Ковалёва"),
        ("Горский", "Горская"),
        ("Шевчук", "Шевчук"),
        ("Литвиненко", "Литвиненко"),
        ("Бейсембай", "Бейсембай"),
    ],
)
def test_family_names_of_women(man: str, woman: str) -> None:
    assert feminine(man) == woman


@given(today=st.dates(date(2026, 1, 1), date(2040, 12, 31)))
def test_on_any_day_the_second_quarter_has_run_for_five_weeks(today: date) -> None:
    year = year_around(today)
    first, last = year.quarters[1]
    assert timedelta(weeks=5) <= today - first < timedelta(weeks=6)
    assert last - today >= timedelta(days=14)
    assert all(one[1] < other[0] for one, other in zip(year.quarters, year.quarters[1:], strict=False))
    assert all(one[0].isoweekday() == 1 and one[1].isoweekday() == 7 for one in year.quarters)


def test_moving_the_year_keeps_students_as_old_as_their_grade() -> None:
    tables = read_files({path.name: path.read_bytes() for path in FILES.glob("*.xlsx")})
    later = moved(tables, year_around(date(2031, 7, 15)))
    place = tables.of(SheetKind.STUDENTS)[0].places["birth_date"]
    for (_, before), (_, after) in zip(
        tables.of(SheetKind.STUDENTS)[0].rows, later.of(SheetKind.STUDENTS)[0].rows, strict=True
    ):
        born, moved_to = before[place], after[place]
        assert isinstance(born, date)
        assert isinstance(moved_to, date)
        assert moved_to.year - born.year == 4
