"""The report of changes on paper: what its data says, and that thousands of lines can be set."""

from datetime import UTC, date, datetime

import pytest

from locales import words_in
from paper.changes import changes_data, changes_workbook, print_changes, written
from paper.reading import Reading
from services.history import Choices, Filters, Line, Report
from services.history.chain import Head
from storage.models import (
    Change,
    ChangeKind,
    Door,
    Group,
    GroupKind,
    Lesson,
    School,
    StaffMember,
    Student,
    Subject,
    Term,
    TermKind,
    Work,
    WorkKind,
)

SCHOOL = School(code="alm", name="Гимназия № 25", time_zone="Asia/Almaty", languages=["kk", "ru"])
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
GROUP = Group(id=1, name="7 «А»", kind=GroupKind.CLASS)
SUBJECT = Subject(id=2, name="Алгебра", names={"en": "Algebra"})
TEACHER = StaffMember(id=3, last_name="Ким", first_name="Елена", patronymic="")
TEST = WorkKind(code="test", names={"ru": "Контрольная", "en": "Test"})


def line(kind: ChangeKind = ChangeKind.MARK, was: str = "4", became: str = "5", **about: object) -> Line:
    change = Change(number=12, at=NOW, author="Ким Елена", door=Door.WEB, kind=kind, was=was, became=became)
    known = {
        "lesson": Lesson(on_day=date(2026, 11, 23), number=1),
        "group": GROUP,
        "subject": SUBJECT,
        "student": Student(last_name="Нұрланов", first_name="Әлихан"),
        "work_kind": TEST,
        "work": Work(number=3, title=""),
        "term": None,
    }
    return Line(change=change, **{**known, **about})  # type: ignore[arg-type]


def report(*lines: Line, filters: Filters | None = None) -> Report:
    choices = Choices(((GROUP, "2026/2027"),), (SUBJECT,), (TEACHER,), (TEST,))
    return Report(filters or Filters(), choices, lines, len(lines), 1, 1, Head(12, "ab" * 32))


def reading(language: str = "en") -> Reading:
    return Reading(words_in(language), SCHOOL, NOW)


def test_a_line_says_all_that_is_known() -> None:
    (said,) = written(reading(), report(line()))
    assert said == (
        "12",
        "24.11.2026, 01:00",
        "Ким Елена",
        "7 «А»",
        "Algebra",
        "23.11.2026, lesson 1",
        "Нұрланов Әлихан",
        "Mark: Test № 3",
        "4",
        "5",
        "web form",
    )


def test_what_is_gone_is_left_out() -> None:
    nothing = dict.fromkeys(("lesson", "group", "subject", "student", "work_kind", "work"))
    (said,) = written(reading(), report(line(**nothing)))
    assert (said.group, said.subject, said.lesson, said.student, said.what) == ("—", "—", "—", "", "Mark")


@pytest.mark.parametrize(
    ("kind", "was", "became", "said"),
    [
        (ChangeKind.MARK, "", "5", ("—", "5")),
        (ChangeKind.MARK, "5", "", ("5", "—")),
        (ChangeKind.ATTENDANCE, "", "late", ("present", "late")),
        (ChangeKind.ATTENDANCE, "absent", "", ("absent", "present")),
        (ChangeKind.ATTENDANCE_TAKEN, "", "1", ("—", "yes")),
        (ChangeKind.HOMEWORK_DUE, "", "2026-11-30", ("—", "30\u00a0November 2026")),
        (ChangeKind.WORK_KIND, "test", "gone", ("Test", "gone")),
        (ChangeKind.TOPIC, "", "<b>&amp; *x*", ("—", "<b>&amp; *x*")),
    ],
)
def test_values_are_for_people(kind: ChangeKind, was: str, became: str, said: tuple[str, str]) -> None:
    (found,) = written(reading(), report(line(kind, was, became)))
    assert (found.was, found.became) == said


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
@pytest.mark.parametrize("kind", list(ChangeKind))
@pytest.mark.parametrize("door", list(Door))
def test_every_kind_and_door_has_words(language: str, kind: ChangeKind, door: Door) -> None:
    one = line(kind, "", "")
    one.change.door = door
    (found,) = written(reading(language), report(one))
    assert found.what
    assert found.door
    assert language == "en" or found.what.isascii() is False


def test_a_term_mark_names_its_term() -> None:
    term = Term(kind=TermKind.QUARTER, number=2)
    (said,) = written(reading(), report(line(ChangeKind.TERM_MARK, lesson=None, term=term)))
    assert said.lesson == "Quarter 2"


def test_the_head_says_what_was_asked_and_where_the_record_ended() -> None:
    filters = Filters(1, 2, 3, ChangeKind.MARK, date(2026, 11, 1), date(2026, 11, 30))
    data = changes_data(reading(), report(line(), filters=filters))
    assert data["school"] == "Гимназия № 25"
    assert data["about"] == [
        "Class: 7 «А», 2026/2027 · Subject: Algebra · Who: Ким Елена · What: Mark"
        " · From 1\u00a0November 2026 · Until 30\u00a0November 2026",
        "1 change; made on 24.11.2026, 01:00",
        f"The record ends with entry 12, its hash is {'ab' * 32}",
    ]


async def test_thousands_of_lines_and_none_can_be_set() -> None:
    for lines in ([], [line(became="Показательные уравнения " * 12)] * 500):
        assert (await print_changes(reading("kk"), report(*lines))).startswith(b"%PDF")
        assert changes_workbook(reading("kk"), report(*lines)).startswith(b"PK")
