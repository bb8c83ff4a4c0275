"""The sample school's last year: three classes with their marks, closed by order and promoted into this one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from demo.sample.curriculum import hours
from demo.sample.year import Year
from services import years
from services.importing import SheetKind, Tables, apply, check
from services.importing.tables import Table
from services.years import Choices, ClassChoice, Outcome, TermDraft, YearDraft
from storage.models import Role, School, SchoolYear, StaffMember, Term, TermKind, TermMark
from storage.queries import bulk
from storage.queries import calendar as calendar_queries
from storage.queries import movement as movement_queries

SEED = 13
CLASSES = {"3 «А»": "2 «А»", "8 «Б»": "7 «Б»", "10 «А»": "9 «А»"}
"""What a class is called this year → last year. The family that can be played has its children in two of them."""
DIRECTORIES = (
    SheetKind.SCHOOL,
    SheetKind.TERMS,
    SheetKind.BELLS,
    SheetKind.ROOMS,
    SheetKind.SUBJECTS,
    SheetKind.WORK_KINDS,
)
A_YEAR = timedelta(weeks=52)
"""Of whole weeks, so that the days of the week stay."""
NOON = time(12)


@dataclass(frozen=True, slots=True)
class _Office:
    """Who signs, by which clock."""

    director: StaffMember
    administrator: StaffMember
    zone: ZoneInfo

    def on(self, day: date) -> datetime:
        return datetime.combine(day, NOON, self.zone)


async def bring_last_year(session: AsyncSession, *, tables: Tables, year: Year, now: datetime) -> School:
    """``tables`` are this year's, their dates moved to ``year``. This year is opened, its other classes are not."""
    last = year_before(year)
    named = _of_last_year(tables, last)
    began = datetime.combine(last.starts_on, NOON, now.tzinfo) - timedelta(days=3)
    await _import(session, _only(named, DIRECTORIES), began)
    people = (SheetKind.SCHOOL, SheetKind.STAFF, SheetKind.GROUPS, SheetKind.STUDENTS, SheetKind.COURSES)
    # The people come in now: whoever has been known for a year would have had a code long ago.
    school = await _import(session, _only(named, people), now)
    office = _Office(
        (await bulk.staff_with_role(session, school.id, Role.DIRECTOR))[0],
        (await bulk.staff_with_role(session, school.id, Role.ADMINISTRATOR))[0],
        ZoneInfo(school.time_zone),
    )
    (stored,) = await calendar_queries.years_of_school(session, school.id)
    await _write_marks(session, school, stored, office)
    await _move_on(session, office, stored, year)
    return school


def year_before(year: Year) -> Year:
    first = int(year.name[:4]) - 1
    quarters = tuple((one - A_YEAR, other - A_YEAR) for one, other in year.quarters)
    return Year(f"{first}/{first + 1}", quarters)


async def _import(session: AsyncSession, tables: Tables, now: datetime) -> School:
    plan = await check(session, staff=None, tables=tables, now=now)
    assert plan.is_sound, plan.faults[:5]
    report = await apply(session, plan=plan, staff=None, now=now)
    return await session.get_one(School, report.school_id)


def _only(tables: Tables, kinds: Sequence[SheetKind]) -> Tables:
    return replace(tables, tables=tuple(table for table in tables.tables if table.kind in kinds))


def _of_last_year(tables: Tables, last: Year) -> Tables:
    """The same files a year earlier: fewer classes, each a year of study lower."""
    changes = {
        SheetKind.SCHOOL: lambda row: (
            row | {"year": last.name, "starts_on": last.starts_on, "ends_on": last.ends_on}
        ),
        SheetKind.GROUPS: _group,
        SheetKind.STUDENTS: _student,
        SheetKind.COURSES: _course,
    }
    changed = [
        _each(table, changes[table.kind]) if table.kind in changes else table for table in tables.tables
    ]
    return replace(
        tables, tables=tuple(_terms(one, last) if one.kind is SheetKind.TERMS else one for one in changed)
    )


def _terms(table: Table, last: Year) -> Table:
    spans = [("четверть", number, *days) for number, days in enumerate(last.quarters, 1)]
    spans.append(("год", 1, last.starts_on, last.ends_on))
    order = sorted(table.places, key=lambda key: table.places[key])
    rows = [dict(zip(("kind", "number", "starts_on", "ends_on"), span, strict=True)) for span in spans]
    cells: list[tuple[int, list[Any]]] = [
        (number, [row[key] for key in order]) for number, row in enumerate(rows, 2)
    ]
    return replace(table, rows=tuple(cells))


def _each(table: Table, change: Any) -> Table:
    """The table with each row changed, or left out where ``change`` gives nothing."""
    rows = []
    for number, cells in table.rows:
        row = change({key: cells[place] for key, place in table.places.items()})
        if row is not None:
            kept = list(cells)
            for key, place in table.places.items():
                kept[place] = row[key]
            rows.append((number, kept))
    return replace(table, rows=tuple(rows))


def _former(name: str) -> str | None:
    """``10 «А» 1-я подгруппа`` → ``9 «А» 1-я подгруппа``; nothing for a class that is not of last year."""
    now, quote, rest = name.partition("»")
    before = CLASSES.get(now + quote)
    return before + rest if before else None


def _group(row: dict[str, Any]) -> dict[str, Any] | None:
    name = _former(row["name"])
    if name is None:
        return None
    return row | {"name": name, "grade": int(row["grade"]) - 1, "parent": _former(row["parent"]) or ""}


def _student(row: dict[str, Any]) -> dict[str, Any] | None:
    name = _former(row["group"])
    extra = [one for group in row["extra_groups"].split("; ") if (one := _former(group))]
    return row | {"group": name, "extra_groups": "; ".join(extra)} if name else None


def _course(row: dict[str, Any]) -> dict[str, Any] | None:
    name = _former(row["group"])
    return row | {"group": name} if name and row["subject"] in hours(int(name.partition(" ")[0])) else None


async def _write_marks(session: AsyncSession, school: School, year: SchoolYear, office: _Office) -> None:
    """Marks of the four quarters and of the year, which follows from them."""
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    terms = await calendar_queries.terms_of_year(session, year.id)
    members: dict[int, list[int]] = {}
    for stay in await bulk.stays_of_school(session, school.id):
        members.setdefault(stay.group_id, []).append(stay.student_id)
    ability = {student: random.gauss(4.0, 0.6) for group in members.values() for student in group}
    rows = []
    for course in await bulk.courses_of_school(session, school.id):
        for student in members[course.group_id]:
            for term, value in _values(random, terms, ability[student]):
                row = {"course_id": course.id, "student_id": student, "term_id": term.id, "value": value}
                given = {"author_id": course.teacher_id, "changed_at": office.on(term.ends_on)}
                rows.append({"school_id": school.id, **row, **given})
    await bulk.insert_blindly(session, TermMark, rows)


def _values(random: Random, terms: Sequence[Term], ability: float) -> list[tuple[Term, str]]:
    quarters = [term for term in terms if term.kind is TermKind.QUARTER]
    marks = [min(5, max(3, round(random.gauss(ability, 0.4)))) for _ in quarters]
    mean = (Decimal(sum(marks)) / len(marks)).quantize(Decimal(1), ROUND_HALF_UP)
    whole = next(term for term in terms if term.kind is TermKind.YEAR)
    return [*zip(quarters, map(str, marks), strict=True), (whole, str(mean))]


async def _move_on(session: AsyncSession, office: _Office, last: SchoolYear, year: Year) -> None:
    """Close last year, open this one and promote the classes, each by its order and on its day."""
    closing = last.ends_on + timedelta(days=5)
    await years.close_year(
        session,
        staff=office.director,
        year_id=last.id,
        number="86-ө",
        on_day=closing,
        accepts_gaps=False,
        now=office.on(closing),
    )
    opening = year.starts_on - timedelta(days=14)
    terms = tuple(TermDraft(TermKind.QUARTER, *days) for days in year.quarters)
    draft = YearDraft(year.name, year.starts_on, year.ends_on, terms)
    opened = await years.open_year(session, staff=office.administrator, draft=draft, now=office.on(opening))
    assert opened.year is not None, opened.faults
    groups = await movement_queries.classes_of_year(session, last.id)
    names = {before: name for name, before in CLASSES.items()}
    promoted = await years.promote(
        session,
        staff=office.director,
        year_id=opened.year.id,
        choices=Choices({one.id: ClassChoice(Outcome.PROMOTED, names[one.name], False) for one in groups}),
        number="101-ө",
        on_day=opening,
        now=office.on(opening),
    )
    assert not promoted.faults, promoted.faults
