"""The report of changes on paper (PDF) and as a workbook (XLSX); each line of it in words (R34)."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import xlsxwriter
from markupsafe import Markup

from locales import Words, plain
from locales.changes import NOTHING, change_name, change_value, door_name
from locales.terms import term_name
from paper.typeset import typeset
from services.history import Choices, Filters, Line, Report
from storage.models import ChangeKind, School

WIDTHS = (8, 18, 32, 12, 22, 22, 28, 38, 30, 30, 16)
"""Of the workbook's columns, in characters."""


class Written(NamedTuple):
    """One change in the words of a reader, plain text."""

    number: str
    at: str
    author: str
    group: str
    subject: str
    lesson: str
    student: str
    what: str
    was: str
    became: str
    door: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads a report: in which words, by which clock."""

    words: Words
    school: School
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.school.time_zone)


def written(reading: Reading, report: Report) -> Iterator[Written]:
    """Every line of the report."""
    _ = reading.words
    kinds = {kind.code: kind.name_in(_.language) for kind in report.choices.kinds}
    for line in report.lines:
        change = line.change
        yield Written(
            number=str(change.number),
            at=f"{change.at.astimezone(reading.zone):%d.%m.%Y, %H:%M}",
            author=change.author or NOTHING,
            group=line.group.name if line.group else NOTHING,
            subject=line.subject.name_in(_.language) if line.subject else NOTHING,
            lesson=_lesson(_, line),
            student=line.student.short_name if line.student else "",
            what=_what(_, line),
            was=change_value(_, change.kind, change.was, kinds),
            became=change_value(_, change.kind, change.became, kinds),
            door=plain(door_name(_, change.door)),
        )


def _lesson(_: Words, line: Line) -> str:
    """The lesson's day and number; of a term mark the term."""
    if line.term:
        return plain(term_name(_, line.term.kind, line.term.number))
    if line.lesson:
        return plain(
            _("{date}, lesson {number}", date=f"{line.lesson.on_day:%d.%m.%Y}", number=line.lesson.number)
        )
    return NOTHING


def _what(_: Words, line: Line) -> str:
    """``Оценка: Контрольная работа № 3``: what changed and, where there is one, of which work."""
    what = change_name(_, line.change.kind)
    if line.work is None or line.work_kind is None or line.change.kind is ChangeKind.WORK_KIND:
        return plain(what)
    work = Markup("{}").format(line.work_kind.name_in(_.language))
    if line.work.number is not None:
        work = _("{kind} № {number}", kind=work, number=line.work.number)
    return plain(_("{what}: {work}", what=what, work=work))


def columns(_: Words) -> tuple[str, ...]:
    """The headings, in the order of ``Written``."""
    headings = (
        _("No."),
        _("When"),
        _("Who"),
        _("Class"),
        _("Subject"),
        _("Lesson"),
        _("Student"),
        _("What"),
        _("Before"),
        _("After"),
        _("Through"),
    )
    return tuple(plain(heading) for heading in headings)


def workbook(reading: Reading, report: Report) -> bytes:
    """The XLSX file. Every cell is text: one that begins with ``=`` or ``+`` is no formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        page = book.add_worksheet(plain(reading.words("Changes")))
        top = _heading_lines(reading, report)
        for row, text in enumerate(top):
            page.write_string(row, 0, text)
        for place, (heading, width) in enumerate(zip(columns(reading.words), WIDTHS, strict=True)):
            page.write_string(len(top), place, heading, bold)
            page.set_column(place, place, width)
        for row, line in enumerate(written(reading, report), len(top) + 1):
            for place, text in enumerate(line):
                page.write_string(row, place, text)
        page.freeze_panes(len(top) + 1, 0)
        page.autofilter(len(top), 0, len(top) + len(report.lines), len(WIDTHS) - 1)
    return out.getvalue()


async def print_changes(reading: Reading, report: Report) -> bytes:
    """The PDF, in the reader's language."""
    return await typeset("changes", changes_data(reading, report))


def changes_data(reading: Reading, report: Report) -> dict[str, Any]:
    """What ``templates/changes.typ`` is filled with."""
    _ = reading.words
    school, *about = _heading_lines(reading, report)
    return {
        "language": _.language,
        "school": school,
        "title": plain(_("Changes in the gradebook")),
        "about": about,
        "columns": columns(_),
        "empty": plain(_("Nothing was changed.")),
        "lines": [list(line) for line in written(reading, report)],
    }


def _heading_lines(reading: Reading, report: Report) -> Sequence[str]:
    """The school, what was asked for, when, and where the record ended: that witnesses what came before."""
    _ = reading.words
    local = reading.now.astimezone(reading.zone)
    made = _(
        "{n} change; made on {moment}",
        "{n} changes; made on {moment}",
        report.total,
        moment=f"{local:%d.%m.%Y, %H:%M}",
    )
    end = _(
        "The record ends with entry {number}, its hash is {hash}",
        number=report.head.number,
        hash=report.head.hash or NOTHING,
    )
    asked = " · ".join(plain(part) for part in _asked(_, report.filters, report.choices))
    return [part for part in (reading.school.name, asked, plain(made), plain(end)) if part]


def _asked(_: Words, filters: Filters, choices: Choices) -> Iterator[Markup]:
    """What the report was filtered by."""
    for group, year in choices.groups:
        if group.id == filters.group_id:
            yield _("Class: {name}, {year}", name=group.name, year=year)
    for subject in choices.subjects:
        if subject.id == filters.subject_id:
            yield _("Subject: {name}", name=subject.name_in(_.language))
    for person in choices.staff:
        if person.id == filters.staff_id:
            yield _("Who: {name}", name=person.full_name)
    if filters.kind:
        yield _("What: {name}", name=change_name(_, filters.kind))
    if filters.first:
        yield _("From {date}", date=_.full_date(filters.first))
    if filters.last:
        yield _("Until {date}", date=_.full_date(filters.last))
