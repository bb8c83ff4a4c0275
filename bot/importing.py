"""``diary import``: what the command line says of a school's files and what became of them."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from locales import Words, plain
from locales.importing import explain_fault, explain_note, sheet_title
from services.codes import IssuedCode, issue_staff_code
from services.importing import Fault, Plan, Report, apply, check, read_files
from storage.database import Database
from storage.models import Role
from storage.queries import bulk


async def import_paths(
    _: Words, database: Database, paths: Sequence[Path], *, now: datetime, dry_run: bool, secret: bytes
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
    codes: tuple[IssuedCode, ...] = ()
    """The way in for those who became administrators: who else could give them one?"""


async def import_files(
    database: Database, files: dict[str, bytes], *, now: datetime, secret: bytes, dry_run: bool = False
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
        return Outcome(plan, report, await _codes(session, plan, report, secret, now))


async def _codes(
    session: AsyncSession, plan: Plan, report: Report, secret: bytes, now: datetime
) -> tuple[IssuedCode, ...]:
    administrators = await bulk.staff_with_role(session, report.school_id, Role.ADMINISTRATOR)
    new = [one for one in administrators if one.number in plan.new_administrators]
    return tuple(
        [
            await issue_staff_code(session, administrator=one, staff_id=one.id, secret=secret, now=now)
            for one in new
        ]
    )


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
    yield _summary(_, plan, outcome.report)
    for code in outcome.codes:
        yield _(
            "{name}, administrator, joins by sending the bot this code, once: {code}",
            name=code.name,
            code=code.code,
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
