"""Views of the diary without a store, for tests of screens."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from handlers.screens.menu import Reader
from services.accounts import Child
from services.diary import (
    Absence,
    Absences,
    Assignment,
    Day,
    DayLesson,
    GivenMark,
    Marks,
    Slot,
    SubjectLine,
)
from storage.models import (
    ExcuseReason,
    Group,
    Presence,
    School,
    StaffMember,
    Student,
    Subject,
    Term,
    TermKind,
    WorkKind,
)
from tests.cast import MONDAY, TUESDAY
from tests.clock import MONDAY_MORNING

NASTY = "Алгебра <b> & «x» " * 40
SCHOOL = School(id=1, name="Школа", time_zone="Asia/Almaty")
TERM = Term(id=2, kind=TermKind.QUARTER, number=2, starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 27))
FIRST = Term(id=1, kind=TermKind.QUARTER, number=1, starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 25))
ALGEBRA = Subject(id=5, name="Алгебра", names={"en": "Algebra"})
TEACHER = StaffMember(last_name="Ким", first_name="Елена", patronymic="Викторовна")
KIND = WorkKind(code="test", names={"ru": "Контрольная", "en": "Test"}, weight=Decimal(2))


def a_child(student_id: int, name: str) -> Child:
    student = Student(id=student_id, last_name="Нұрланов", first_name=name, patronymic="")
    return Child(student, SCHOOL, Group(name="7 «А»"), None)


READER = Reader(a_child(1, "Әлихан"), MONDAY)
OF_TWO = Reader(a_child(1, "Әлихан"), MONDAY, (a_child(2, "Әмина"),))


def a_slot(number: int = 1, subject: Subject = ALGEBRA, **changed: object) -> Slot:
    slot = Slot(
        lesson_id=number,
        day=MONDAY,
        number=number,
        starts_at=time(8, 0),
        ends_at=time(8, 45),
        subject=subject,
        room="214",
        usual_room="",
        topic="",
        teacher=TEACHER,
        substitute=None,
        is_cancelled=False,
    )
    return replace(slot, **changed)  # type: ignore[arg-type]


def a_mark(value: str = "5", weight: str = "1", subject: Subject = ALGEBRA, **changed: object) -> GivenMark:
    mark = GivenMark(
        id=1,
        value=value,
        comment="",
        subject=subject,
        lesson_id=1,
        day=MONDAY,
        kind=KIND,
        number=None,
        title="",
        weight=Decimal(weight),
        changed_at=MONDAY_MORNING,
    )
    return replace(mark, **changed)  # type: ignore[arg-type]


def due(text: str, subject: Subject = ALGEBRA, on: date = TUESDAY) -> Assignment:
    return Assignment(1, subject, text, MONDAY, on)


def a_day(*lessons: DayLesson, **parts: object) -> Day:
    return replace(Day(MONDAY, lessons, (), (), False, ()), **parts)  # type: ignore[arg-type]


def an_absence(presence: Presence, reason: ExcuseReason | None = None, subject: Subject = ALGEBRA) -> Absence:
    return Absence(1, MONDAY, 1, subject, presence, reason)


def some_marks(*lines: SubjectLine) -> Marks:
    return Marks((FIRST, TERM), TERM, lines)


def some_absences(*items: Absence) -> Absences:
    return Absences((FIRST, TERM), TERM, items)
