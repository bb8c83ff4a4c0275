"""The dry run: everything that is wrong with the files, or what they would change."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.importing.draft import Draft
from services.importing.faults import Fault, FaultCode, Note, NoteCode
from services.importing.load_drafts import LOAD_DRAFTS
from services.importing.people_drafts import PEOPLE_DRAFTS
from services.importing.plan import Plan, compared, refused
from services.importing.plan_drafts import PLAN_DRAFTS
from services.importing.rows import Row, parsed
from services.importing.school_drafts import SCHOOL_DRAFTS
from services.importing.sheets import SheetKind
from services.importing.state import Entity, load_state
from services.importing.tables import Tables
from services.permissions import require_administrator
from services.regulation import effective, in_force
from storage.models import School, SchoolYear, StaffMember
from storage.queries import importing as queries

DRAFTS = (*SCHOOL_DRAFTS, *PEOPLE_DRAFTS, *LOAD_DRAFTS, *PLAN_DRAFTS)
"""One for each sheet kind, in its order."""
PEOPLE = (
    (Entity.STAFF, SheetKind.STAFF),
    (Entity.STUDENT, SheetKind.STUDENTS),
    (Entity.GUARDIAN, SheetKind.GUARDIANS),
)

OF_YEAR = frozenset(
    {
        Entity.YEAR,
        Entity.TERM,
        Entity.GROUP,
        Entity.LEADER,
        Entity.MEMBERSHIP,
        Entity.COURSE,
        Entity.ENTRY,
        Entity.PLAN,
        Entity.TOPIC,
    }
)
"""What belongs to a school year and is closed with it."""


async def check(session: AsyncSession, *, staff: StaffMember | None, tables: Tables, now: datetime) -> Plan:
    """Compare the files with the store, writing nothing.

    With ``staff``, an administrator, the files are for their school and no other. Without, it is
    the command line, which may also create the school that the files describe. Raises
    ``Forbidden`` for staff who are no administrators.
    """
    if staff is not None:
        require_administrator(staff)
    faults = list(tables.faults)
    broken: list[Row] = []
    rows = {kind: parsed(tables, kind, faults, broken) for kind in SheetKind}
    school_row = next(iter(rows[SheetKind.SCHOOL]), None)
    school = await _school(session, staff, school_row, tables, faults)
    if school is not None:
        await queries.locked_school(session, school.id)
    if school is None and school_row is None:
        return refused(tables.files, faults, tables.notes)
    draft = await _draft(session, school, school_row, now, faults)
    if draft is None:
        faults.append(Fault(_first_source(tables), None, None, FaultCode.NO_YEAR))
        return refused(tables.files, faults, tables.notes)
    draft.mention(broken)
    for kind, work in zip(SheetKind, DRAFTS, strict=True):
        work(draft, rows[kind])
    if draft.faults:
        return refused(tables.files, _without_echoes(draft.faults), tables.notes)
    await _note(session, draft, tables, rows[SheetKind.TERMS], now)
    found = [row for kind in rows.values() for row in kind]
    return _in_open_year(compared(tables.files, draft, tables.notes, found), tables, now)


async def _note(
    session: AsyncSession, draft: Draft, tables: Tables, terms: Sequence[Row], now: datetime
) -> None:
    """What is worth knowing and nothing to correct."""
    await _note_terms(session, draft, terms, now)
    for entity, kind in PEOPLE:
        draft.note_missing(entity, tables.of(kind), set(draft.records[entity]))


async def _note_terms(session: AsyncSession, draft: Draft, rows: Sequence[Row], now: datetime) -> None:
    """Say which kinds of terms the regulation does not know: one of the two is mistaken."""
    school = draft.state.school
    if school is not None:
        regulation = (await in_force(session, school, now)).regulation
    else:
        new = next(iter(draft.records[Entity.SCHOOL].values()))
        regulation = effective(new.values["regulation_profile"], {})
    other = [row.shown("kind") for row in rows if row.get("kind") not in regulation.terms.kinds]
    if other:
        draft.notes.append(Note(rows[0].table.source, NoteCode.OTHER_TERMS, tuple(dict.fromkeys(other))))


def _in_open_year(plan: Plan, tables: Tables, now: datetime) -> Plan:
    """Refuse what would change a year that was closed; the school's directories belong to no year (R45)."""
    year = plan.draft.state.year if plan.draft else None
    if year is None or year.closed_at is None or now < year.closed_at or not plan.touches(OF_YEAR):
        return plan
    closed = Fault(_first_source(tables), None, None, FaultCode.YEAR_CLOSED, {"value": year.name})
    return refused(tables.files, [closed], tables.notes)


async def _school(
    session: AsyncSession, staff: StaffMember | None, row: Row | None, tables: Tables, faults: list[Fault]
) -> School | None:
    """The school that the files are for; nothing for one that is to be created."""
    if staff is not None:
        own = await session.get_one(School, staff.school_id)
        if row is not None and row.get("code") != own.code:
            faults.append(row.fault("code", FaultCode.OTHER_SCHOOL, value=row.get("code")))
        return own
    if row is not None:
        return await queries.schools_with_code(session, row.get("code"))
    found = await queries.only_school(session)
    if found is None and not tables.of(SheetKind.SCHOOL):
        faults.append(Fault(_first_source(tables), None, None, FaultCode.NO_SCHOOL))
    return found


async def _draft(
    session: AsyncSession, school: School | None, row: Row | None, now: datetime, faults: list[Fault]
) -> Draft | None:
    """An empty draft on top of what is stored; nothing when no school year can be told."""
    zone = ZoneInfo(row.get("time_zone") if row is not None else school.time_zone if school else "UTC")
    today = now.astimezone(zone).date()
    year = await _year(session, school, row, today)
    if row is None and year is None:
        return None
    state = await load_state(session, school, year, today)
    starts_on, ends_on = _bounds(row, year)
    return Draft(state, max(starts_on, min(today, ends_on)), starts_on, ends_on, faults)


async def _year(
    session: AsyncSession, school: School | None, row: Row | None, today: date
) -> SchoolYear | None:
    if school is None:
        return None
    if row is not None:
        return await queries.year_named(session, school.id, row.get("year"))
    return await queries.year_to_fill(session, school.id, today)


def _bounds(row: Row | None, year: SchoolYear | None) -> tuple[date, date]:
    if row is not None:
        return row.get("starts_on"), row.get("ends_on")
    assert year is not None
    return year.starts_on, year.ends_on


def _first_source(tables: Tables) -> str:
    sources = [*(table.source for table in tables.tables), *tables.files]
    return sources[0] if sources else "?"


def _without_echoes(faults: Sequence[Fault]) -> list[Fault]:
    """Leave out "there is no such …" where a whole sheet could not be read.

    One missing column would otherwise drown in hundreds of rows that miss what that sheet has.
    """
    if not any(fault.code in _WHOLE for fault in faults):
        return list(faults)
    return [fault for fault in faults if fault.code not in _ECHOES]


_ECHOES = frozenset({FaultCode.UNKNOWN_REFERENCE, FaultCode.NO_COURSE, FaultCode.NO_BELL})
_WHOLE = frozenset(
    {
        FaultCode.TOO_BIG,
        FaultCode.UNREADABLE,
        FaultCode.WRONG_FORMAT,
        FaultCode.UNKNOWN_SHEET,
        FaultCode.EMPTY_SHEET,
        FaultCode.MISSING_COLUMN,
        FaultCode.TOO_MANY_ROWS,
    }
)
"""Faults that keep a whole sheet from being read."""
