"""``diary import``: what the command line says of a school's files and what became of them."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from locales import Words, plain
from locales.importing import clash_hour, explain_clash, explain_fault, explain_note, sheet_title
from services.codes import IssuedCode
from services.first_entry import open_the_door, somebody_is_in
from services.importing import Fault, Plan, Report, apply, check, read_files
from storage.database import Database


async def import_paths(
    _: Words,
    database: Database,
    paths: Sequence[Path],
    *,
    now: datetime,
    dry_run: bool,
    secret: bytes | None,
) -> int:
    """Check the files, and unless it is a dry run bring them in; print the outcome. 1 when something is wrong."""
    try:
        files = {path.name: path.read_bytes() for path in paths}
    except OSError as error:
        print(plain(_("The file {name} cannot be opened.", name=error.filename)), file=sys.stderr)
        return 1
    outcome = await import_files(database, files, now=now, dry_run=dry_run, secret=secret)
    out = sys.stdout if outcome.plan.is_sound else sys.stderr
    for line in report_lines(_, outcome):
        print(plain(line), file=out)
    return 0 if outcome.plan.is_sound else 1


@dataclass(frozen=True, slots=True)
class Outcome:
    plan: Plan
    report: Report | None = None
    codes: Sequence[IssuedCode] = ()
    """The way in for the administrators of a school that none of them can enter yet."""
    is_locked: bool = False
    """Whether there is no way in and, for want of the secret, none could be made."""


async def import_files(
    database: Database, files: dict[str, bytes], *, now: datetime, secret: bytes | None, dry_run: bool = False
) -> Outcome:
    """The command line's import: may create the school. All in one transaction, or nothing."""
    tables = await asyncio.to_thread(read_files, files)
    if dry_run:
        async with database.reading() as session:
            return Outcome(await check(session, staff=None, tables=tables, now=now))
    async with database.transaction() as session:
        plan = await check(session, staff=None, tables=tables, now=now)
        if not plan.is_sound:
            return Outcome(plan)
        report = await apply(session, plan=plan, staff=None, now=now)
        if await somebody_is_in(session, school_id=report.school_id):
            return Outcome(plan, report)
        if secret is None:
            return Outcome(plan, report, is_locked=True)
        codes = await open_the_door(session, school_id=report.school_id, secret=secret, now=now)
        return Outcome(plan, report, codes)


def report_lines(_: Words, outcome: Outcome) -> Iterator[Markup]:
    """One line for each fault or, when there is none, for each kind of sheet; notes; what was done."""
    plan = outcome.plan
    for fault in plan.faults:
        yield _fault_line(_, fault)
    if not plan.is_sound:
        yield _(
            "{n} thing is wrong; nothing was brought in.",
            "{n} things are wrong; nothing was brought in.",
            len(plan.faults),
        )
        return
    for kind, count in plan.counts.items():
        yield _(
            "{sheet}: {new} new, {changed} changed, {unchanged} unchanged.",
            sheet=sheet_title(_, kind),
            new=count.new,
            changed=count.changed,
            unchanged=count.unchanged,
        )
    for note in plan.notes:
        yield explain_note(_, note.code, note.items)
    yield from _clash_lines(_, plan)
    yield _summary(_, plan, outcome.report)
    yield from _ways_in(_, outcome)


def _clash_lines(_: Words, plan: Plan) -> Iterator[Markup]:
    for clash in plan.clashes:
        yield _(
            "Look whether this is meant: {hour}. {what}",
            hour=clash_hour(_, clash.weekday, clash.number),
            what=explain_clash(_, clash.kind, clash.name, clash.groups),
        )


def _ways_in(_: Words, outcome: Outcome) -> Iterator[Markup]:
    for code in outcome.codes:
        yield _(
            "{name}, administrator, joins by sending the bot this code, once: {code}",
            name=code.name,
            code=code.code,
        )
    if outcome.is_locked:
        yield _(
            "No administrator can sign in yet. Set DIARY_SECRET_KEY and run this command again: "
            "it prints a code for each."
        )


def _summary(_: Words, plan: Plan, report: Report | None) -> Markup:
    if report is None:
        return _("Nothing is wrong. This was a dry run: nothing was brought in.")
    if plan.changes_nothing:
        return _("Everything was there already: nothing changed.")
    lessons = report.lessons
    return _(
        "Brought in. Lessons: {made} made, {changed} changed, {removed} removed.",
        made=lessons.made,
        changed=lessons.changed,
        removed=lessons.removed,
    )


def _fault_line(_: Words, fault: Fault) -> Markup:
    """``school.xlsx › Ученики, row 7, Дата рождения: …``, as exact as the fault is."""
    what = explain_fault(_, fault.code, fault.facts)
    if fault.row is None:
        where = fault.sheet if fault.column is None else f"{fault.sheet}, {fault.column}"
        return Markup("{}: {}").format(where, what)
    if fault.column is None:
        return _("{sheet}, row {row}: {what}", sheet=fault.sheet, row=fault.row, what=what)
    return _(
        "{sheet}, row {row}, “{column}”: {what}",
        sheet=fault.sheet,
        row=fault.row,
        column=fault.column,
        what=what,
    )
