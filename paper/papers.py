"""The register of course papers on paper to be signed (PDF) and as a workbook (XLSX) (R43)."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from locales import Words, plain
from locales.papers import paper_field, paper_name
from locales.terms import term_name
from paper.typeset import typeset
from services.papers import CourseRegister, Field, SchoolRegister
from storage.models import School

WIDTHS = (14, 26, 24, 30, 50, 30, 14, 14, 14, 10, 30)
"""Of the workbook's columns, in characters."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads the register: in which words, by which clock."""

    words: Words
    school: School
    now: datetime


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


def workbook(reading: Reading, report: SchoolRegister) -> bytes:
    """The XLSX file, a line for each student. Names are text: one that begins with ``=`` is no formula."""
    _ = reading.words
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        page = book.add_worksheet(plain(_("Course papers")))
        for place, (heading, width) in enumerate(zip(_headings(_), WIDTHS, strict=True)):
            page.write_string(0, place, heading, bold)
            page.set_column(place, place, width)
        for row, cells in enumerate(_rows(_, report), 1):
            for place, cell in enumerate(cells):
                page.write_string(row, place, cell)
        page.freeze_panes(1, 0)
    return out.getvalue()


async def print_register(reading: Reading, report: SchoolRegister) -> bytes:
    """The PDF, in the reader's language, a page for each course with lines to sign."""
    return await typeset("papers", register_data(reading, report))


def register_data(reading: Reading, report: SchoolRegister) -> dict[str, Any]:
    """What ``templates/papers.typ`` is filled with."""
    _ = reading.words
    moment = reading.now.astimezone(ZoneInfo(reading.school.time_zone))
    return {
        "language": _.language,
        "school": reading.school.name,
        "title": plain(_("Register of course papers")),
        "about": [
            *([plain(_("School year {name}", name=report.year.name))] if report.year else []),
            plain(_("Made on {moment}", moment=f"{moment:%d.%m.%Y, %H:%M}")),
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
