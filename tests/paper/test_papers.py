"""The register of course papers on paper: what the data says, odd letters, places for signatures."""

from datetime import UTC, date, datetime

import pytest

from locales import words_in
from paper.papers import WIDTHS, columns, print_register, register_data, rows_of
from paper.reading import Reading
from services.papers import CourseRegister, Filters, SchoolRegister
from storage.models import (
    Course,
    CoursePaper,
    Group,
    GroupKind,
    PaperKind,
    PaperRegister,
    School,
    SchoolYear,
    StaffMember,
    Student,
    Subject,
    Term,
    TermKind,
)

SCHOOL = School(code="kpt", name="Технический колледж", time_zone="Europe/Moscow", languages=["ru"])
YEAR = SchoolYear(name="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 6, 30))
NOW = datetime(2026, 12, 25, 9, 0, tzinfo=UTC)
TEACHER = StaffMember(last_name="Ким", first_name="Елена", patronymic="")


def course(subject: str = "Детали машин", lines: int = 1) -> CourseRegister:
    of = Course(
        group=Group(name="ТМ-21", kind=GroupKind.COLLEGE_GROUP),
        subject=Subject(name=subject, names={}),
        teacher=TEACHER,
    )
    term = Term(kind=TermKind.SEMESTER, number=1, starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 27))
    student = Student(last_name="Соколов", first_name="Дмитрий", patronymic="Олегович")
    paper = CoursePaper(topic="Привод", set_on=date(2026, 9, 15), value="5", note="", supervisor=None)
    return CourseRegister(
        PaperRegister(course=of, term=term, kind=PaperKind.PROJECT),
        ((student, paper), (student, None)) * lines,
    )


def report(*courses: CourseRegister) -> SchoolRegister:
    return SchoolRegister((YEAR,), YEAR, (), (), Filters(), courses)


def reading(language: str = "en") -> Reading:
    return Reading(words_in(language), SCHOOL, NOW)


def test_every_cell_has_a_heading() -> None:
    lines = rows_of(words_in("en"), course())
    assert lines == [
        ("Соколов Дмитрий Олегович", "Привод", "Ким Елена", "15.09.2026", "", "", "5", ""),
        ("Соколов Дмитрий Олегович", "", "Ким Елена", "", "", "", "", ""),
    ]
    assert {len(line) for line in lines} == {len(columns(words_in("en")))}
    assert len(WIDTHS) == 3 + len(columns(words_in("en")))


def test_the_paper_says_whose_it_is_and_who_signs() -> None:
    data = register_data(reading(), report(course()))
    assert data["about"] == ["School year 2026/2027", "Made on 25.12.2026, 12:00"]
    assert data["courses"][0]["title"] == "ТМ-21 — Детали машин. Course project, Semester 1"
    assert data["courses"][0]["teacher"] == "Teacher: Ким Елена"
    assert data["sign"] == ["Teacher", "Head of the department", "Deputy head"]


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_odd_letters_and_many_courses_are_set(language: str) -> None:
    odd = course('#set text(red) $x$ "<b>" \\ \u200b\U0001f4a1 *Өнер* _и_ @труд\n= Заголовок', lines=40)
    assert (await print_register(reading(language), report(odd, course()))).startswith(b"%PDF")
    assert (await print_register(reading(language), report())).startswith(b"%PDF")
