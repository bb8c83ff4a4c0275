"""The report of changes on paper (PDF) and as a workbook (XLSX); each line of it in words (R34)."""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from locales import Words, plain
from locales.changes import NOTHING, change_name, change_value, door_name
from locales.terms import term_name
from paper.reading import Reading
from paper.typeset import typeset
from paper.workbook import Table, workbook
from services.history import Choices, Filters, Report
from storage.models import ChangeKind, Door, Lesson, Term, Work, WorkKind

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


def written(reading: Reading, report: Report) -> Iterator[Written]:
    """Every line of the report. What many lines have in common is put into words once."""
    _ = reading.words
    work_kinds = {kind.code: kind.name_in(_.language) for kind in report.choices.kinds}
    doors = {door: plain(door_name(_, door)) for door in Door}
    lesson = cache(partial(_lesson, _))
    what = cache(partial(_what, _))
    value = cache(partial(change_value, _, work_kinds))
    for line in report.lines:
        change = line.change
        yield Written(
            number=str(change.number),
            at=reading.on_the_wall(change.at),
            author=change.author or NOTHING,
            group=line.group.name if line.group else NOTHING,
            subject=line.subject.name_in(_.language) if line.subject else NOTHING,
            lesson=lesson(line.lesson, line.term),
            student=line.student.short_name if line.student else "",
            what=what(change.kind, line.work, line.work_kind),
            was=value(change.kind, change.was),
            became=value(change.kind, change.became),
            door=doors[change.door],
        )


def _lesson(_: Words, lesson: Lesson | None, term: Term | None) -> str:
    """The lesson's day and number; of a term mark the term."""
    if term:
        return plain(term_name(_, term.kind, term.number))
    if lesson:
        return plain(_("{date}, lesson {number}", date=f"{lesson.on_day:%d.%m.%Y}", number=lesson.number))
    return NOTHING


def _what(_: Words, kind: ChangeKind, work: Work | None, work_kind: WorkKind | None) -> str:
    """``Оценка: Контрольная работа № 3``: what changed and, where there is one, of which work."""
    what = change_name(_, kind)
    if work is None or work_kind is None or kind is ChangeKind.WORK_KIND:
        return plain(what)
    name = escape(work_kind.name_in(_.language))
    if work.number is not None:
        name = _("{kind} № {number}", kind=name, number=work.number)
    return plain(_("{what}: {work}", what=what, work=name))


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


def changes_workbook(reading: Reading, report: Report) -> bytes:
    """The XLSX file, a line for each change."""
    _ = reading.words
    above = _heading_lines(reading, report)
    return workbook(Table(plain(_("Changes")), columns(_), WIDTHS, written(reading, report), above))


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
    made = _(
        "{n} change; made on {moment}",
        "{n} changes; made on {moment}",
        report.total,
        moment=reading.on_the_wall(reading.now),
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
