"""The register of course papers on paper to be signed (PDF) and as a workbook (XLSX) (R43)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from locales import Words, plain
from locales.papers import paper_field, paper_name
from locales.terms import term_name
from paper.reading import Reading
from paper.typeset import typeset
from paper.workbook import Table, workbook
from services.papers import CourseRegister, Field, SchoolRegister

WIDTHS = (14, 26, 24, 30, 50, 30, 14, 14, 14, 10, 30)
"""Of the workbook's columns, in characters."""


def columns(_: Words) -> tuple[str, ...]:
    """The headings of a course's table."""
    return (plain(_("Student")), *(plain(paper_field(_, cell)) for cell in Field))


def rows_of(_: Words, course: CourseRegister) -> list[tuple[str, ...]]:
    """A line for every student, in the order of ``columns``; of a cell without anything an empty text."""
    return [
        (
            student.full_name,
            paper.topic if paper else "",
            course.supervisor(paper).full_name,
            *(
                _day(day)
                for day in (
                    (paper.set_on, paper.handed_in_on, paper.defended_on) if paper else (None, None, None)
                )
            ),
            (paper.value or "") if paper else "",
            paper.note if paper else "",
        )
        for student, paper in course.lines
    ]


def course_title(_: Words, course: CourseRegister) -> str:
    """``ТМ-21 — Детали машин. Курсовой проект, 2-й семестр``."""
    of, register = course.register.course, course.register
    term = term_name(_, register.term.kind, register.term.number)
    name = f"{of.group.name} — {of.subject.name_in(_.language)}"
    return f"{name}. {plain(paper_name(_, register.kind))}, {plain(term)}"


def register_workbook(reading: Reading, report: SchoolRegister) -> bytes:
    """The XLSX file, a line for each student."""
    _ = reading.words
    return workbook(Table(plain(_("Course papers")), _headings(_), WIDTHS, _rows(_, report)))


async def print_register(reading: Reading, report: SchoolRegister) -> bytes:
    """The PDF, in the reader's language, a page for each course with lines to sign."""
    return await typeset("papers", register_data(reading, report))


def register_data(reading: Reading, report: SchoolRegister) -> dict[str, Any]:
    """What ``templates/papers.typ`` is filled with."""
    _ = reading.words
    return {
        "language": _.language,
        "school": reading.school.name,
        "title": plain(_("Register of course papers")),
        "about": [
            *([plain(_("School year {name}", name=report.year.name))] if report.year else []),
            plain(_("Made on {moment}", moment=reading.on_the_wall(reading.now))),
        ],
        "columns": columns(_),
        "empty": plain(_("No course has course papers here.")),
        "courses": [
            {
                "title": course_title(_, course),
                "teacher": plain(_("Teacher: {name}", name=course.register.course.teacher.full_name)),
                "lines": rows_of(_, course),
            }
            for course in report.courses
        ],
        "sign": [plain(label) for label in (_("Teacher"), _("Head of the department"), _("Deputy head"))],
    }


def _headings(_: Words) -> tuple[str, ...]:
    about = (_("Group"), _("Subject"), _("Teacher"))
    return tuple(plain(heading) for heading in about) + columns(_)


def _rows(_: Words, report: SchoolRegister) -> Iterator[tuple[str, ...]]:
    for course in report.courses:
        of = course.register.course
        about = (of.group.name, of.subject.name_in(_.language), of.teacher.full_name)
        yield from (about + line for line in rows_of(_, course))


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
