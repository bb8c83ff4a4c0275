"""The report of teachers' hours on paper to be signed (PDF) and as a workbook (XLSX) (R43)."""

from collections.abc import Iterator
from typing import Any

from locales import Words, plain
from paper.reading import Reading
from paper.typeset import typeset
from paper.workbook import Cell, Table, workbook
from services.hours import Hours, HoursReport, Line

WIDTHS = (34, 40, 12, 12, 14, 14, 12, 14, 12, 12)
"""Of the workbook's columns, in characters."""


def columns(_: Words) -> tuple[str, ...]:
    """The headings of a teacher's courses: what it is, then the figures of ``figures``."""
    headings = (
        _("Class and subject"),
        _("In the timetable"),
        _("Given"),
        _("In place of others"),
        _("Hours in all"),
        _("Given by others"),
        _("Cancelled lessons"),
        _("Without a topic"),
        _("Still to come"),
    )
    return tuple(plain(heading) for heading in headings)


def figures(hours: Hours) -> tuple[int, ...]:
    """In the order of ``columns``."""
    return (
        hours.planned,
        hours.given,
        hours.substituted,
        hours.total,
        hours.by_others,
        hours.cancelled,
        hours.unrecorded,
        hours.to_come,
    )


def course_name(_: Words, line: Line) -> str:
    """``7 «А» — Алгебра``, and who stood in for whom."""
    name = f"{line.course.group.name} — {line.course.subject.name_in(_.language)}"
    if line.instead_of:
        return plain(_("{course}, in place of {name}", course=name, name=line.instead_of.initials))
    if line.substitutes:
        names = ", ".join(person.initials for person in line.substitutes)
        return plain(_("{course}, also given by {names}", course=name, names=names))
    return name


def hours_workbook(reading: Reading, report: HoursReport) -> bytes:
    """The XLSX file, a line for each teacher and course."""
    _ = reading.words
    headings = (plain(_("Teacher")), *columns(_))
    above = _heading_lines(reading, report)
    return workbook(Table(plain(_("Hours")), headings, WIDTHS, _rows(_, report), above))


async def print_hours(reading: Reading, report: HoursReport) -> bytes:
    """The PDF, in the reader's language, with lines to sign."""
    return await typeset("hours", hours_data(reading, report))


def hours_data(reading: Reading, report: HoursReport) -> dict[str, Any]:
    """What ``templates/hours.typ`` is filled with."""
    _ = reading.words
    school, *about = _heading_lines(reading, report)
    return {
        "language": _.language,
        "school": school,
        "title": plain(_("Teachers' hours")),
        "about": about,
        "columns": columns(_),
        "empty": plain(_("There are no lessons in these days.")),
        "teachers": [
            {
                "name": one.teacher.full_name,
                "lines": [_cells(course_name(_, line), line.hours) for line in one.lines],
                "total": _cells(plain(_("In all")), one.total),
            }
            for one in report.teachers
        ],
        "total": _cells(plain(_("All teachers")), report.total) if len(report.teachers) > 1 else [],
        "sign": [
            plain(label)
            for label in (_("Made by"), _("Deputy head"), _("Director"), _("Taken by accounting"))
        ],
    }


def _cells(name: str, hours: Hours) -> list[str]:
    return [name, *(str(figure) if figure else "—" for figure in figures(hours))]


def _rows(_: Words, report: HoursReport) -> Iterator[tuple[Cell, ...]]:
    for one in report.teachers:
        for line in one.lines:
            yield one.teacher.full_name, course_name(_, line), *figures(line.hours)
        yield one.teacher.full_name, plain(_("In all")), *figures(one.total)
    if len(report.teachers) > 1:
        yield plain(_("All teachers")), "", *figures(report.total)


def _heading_lines(reading: Reading, report: HoursReport) -> list[str]:
    """The school, the days, the meaning of an hour, and when the report was made."""
    _ = reading.words
    lines = [reading.school.name]
    if report.period:
        first, last = _.full_date(report.period.first), _.full_date(report.period.last)
        lines.append(plain(_("From {first} to {last}", first=first, last=last)))
    lines.append(plain(meaning(_)))
    lines.append(plain(_("Made on {moment}", moment=reading.on_the_wall(reading.now))))
    return lines


def meaning(_: Words) -> str:
    """What counts as an hour."""
    return _(
        "An hour is one lesson that took place and has its topic. A moved lesson counts on the day on which "
        "it was held. Lessons that are over without a topic stand apart."
    )
