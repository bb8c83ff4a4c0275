"""``diary import``: what the command line says of a school's files and what became of them."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from locales import Words, plain
from locales.importing import explain_fault, explain_note, sheet_title
from services.importing import Fault, Plan, Report, apply, check, read_files
from storage.database import Database


async def import_paths(
    _: Words, database: Database, paths: Sequence[Path], *, now: datetime, dry_run: bool
) -> int:
    """Check the files, and unless it is a dry run bring them in; print the outcome. 1 when something is wrong."""
    try:
        files = {path.name: path.read_bytes() for path in paths}
    except OSError as error:
        print(plain(_("The file {name} cannot be opened.", name=error.filename)), file=sys.stderr)
        return 1
    plan, report = await import_files(database, files, now=now, dry_run=dry_run)
    out = sys.stdout if plan.is_sound else sys.stderr
    for line in report_lines(_, plan, report):
        print(plain(line), file=out)
    return 0 if plan.is_sound else 1


async def import_files(
    database: Database, files: dict[str, bytes], *, now: datetime, dry_run: bool = False
) -> tuple[Plan, Report | None]:
    """The command line's import: may create the school. All in one transaction, or nothing."""
    tables = await asyncio.to_thread(read_files, files)
    if dry_run:
        async with database.reading() as session:
            return await check(session, staff=None, tables=tables, now=now), None
    async with database.transaction() as session:
        plan = await check(session, staff=None, tables=tables, now=now)
        if not plan.is_sound:
            return plan, None
        return plan, await apply(session, plan=plan, staff=None, now=now)


def report_lines(_: Words, plan: Plan, report: Report | None) -> Iterator[Markup]:
    """One line for each fault or, when there is none, for each kind of sheet; notes; what was done."""
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
    yield from _outcome(_, plan, report)


def _outcome(_: Words, plan: Plan, report: Report | None) -> Iterator[Markup]:
    if report is None:
        yield _("Nothing is wrong. This was a dry run: nothing was brought in.")
    elif plan.changes_nothing:
        yield _("Everything was there already: nothing changed.")
    else:
        lessons = report.lessons
        yield _(
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
