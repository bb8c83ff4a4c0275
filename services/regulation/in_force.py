"""Which regulation a moment obeys, and the choosing of another (REGULATIONS.md §1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.calendar import school_day, year_on
from services.errors import ScaleInUse, YearClosed, YearShut
from services.permissions import require_administrator
from services.regulation.layers import Values, effective, preset
from services.regulation.points_kinds import kinds_to_add
from services.regulation.policy import Alerts, MarkScale, Regulation
from services.regulation.weights import follow_weights, own_weights
from services.regulation.windows import Closing, Span
from storage.models import (
    PerformanceRule,
    RegulationVersion,
    RuleKind,
    School,
    SchoolYear,
    StaffMember,
    WorkKind,
)
from storage.queries import calendar as calendar_queries
from storage.queries import gradebook as gradebook_queries
from storage.queries import regulation as queries


@dataclass(frozen=True, slots=True)
class InForce:
    """A school's rules at a moment, with the time zone that its days were counted in."""

    preset: str
    overrides: Values
    regulation: Regulation
    zone: ZoneInfo


async def in_force(session: AsyncSession, school: School, moment: datetime) -> InForce:
    """What a lesson that ended at ``moment`` obeys; before the first choice, what was chosen first."""
    version = await queries.version_at(session, school.id, moment)
    if version is None:
        regulation = effective(school.regulation_profile, {})
        return InForce(school.regulation_profile, {}, regulation, ZoneInfo(school.time_zone))
    regulation = effective(version.preset, version.overrides)
    return InForce(version.preset, version.overrides, regulation, ZoneInfo(version.time_zone))


def span_in(year: SchoolYear, first: date, last: date, zone: ZoneInfo) -> Span:
    """Days of a school year as their windows see them: with its end, and with its closing once it is closed."""
    closing = Closing(year.name, year.closed_at) if year.closed_at else None
    return Span(first, last, year.ends_on, zone, closing)


async def year_closed_between(
    session: AsyncSession, school_id: int, first: date, last: date, now: datetime
) -> YearClosed | None:
    """That these days touch a school year which is closed by now; nothing while none of them does (R45)."""
    school = await gradebook_queries.school_of(session, school_id)
    for year in await calendar_queries.years_touching(session, school_id, first, last):
        if closed := span_in(year, first, last, ZoneInfo(school.time_zone)).year_closed(now):
            return closed
    return None


async def require_open_days(
    session: AsyncSession, school_id: int, first: date, last: date, now: datetime
) -> None:
    """What is neither a lesson's record nor a term's and yet changes what a year says. Raises ``YearShut``."""
    if closed := await year_closed_between(session, school_id, first, last, now):
        raise YearShut(**closed.facts)


async def require_open_year(session: AsyncSession, school_id: int, year: SchoolYear, now: datetime) -> None:
    """The same of what belongs to a year as a whole. Raises ``YearShut``."""
    school = await gradebook_queries.school_of(session, school_id)
    span = span_in(year, year.starts_on, year.ends_on, ZoneInfo(school.time_zone))
    if closed := span.year_closed(now):
        raise YearShut(**closed.facts)


async def versions_of(
    session: AsyncSession, *, school_id: int
) -> Sequence[tuple[RegulationVersion, StaffMember | None]]:
    """Every choice with who made it, the latest first."""
    return await queries.versions_of(session, school_id)


async def work_kinds(session: AsyncSession, *, school_id: int) -> Sequence[WorkKind]:
    """The school's kinds of work, in their order: some values are for each of them."""
    return await gradebook_queries.kinds_of(session, school_id)


async def choose_regulation(
    session: AsyncSession, *, staff: StaffMember, name: str, overrides: Values, now: datetime
) -> bool:
    """Let another preset, or other values over it, be in force from now on; whether anything changed.

    What lies before stays under the rules it had. Raises ``Forbidden`` for all but administrators,
    ``WrongRegulation``, and ``ScaleInUse`` for another scale while this year has marks.
    """
    require_administrator(staff)
    school = await queries.school_for_update(session, staff.school_id)
    before = await in_force(session, school, now)
    own = {where: value for where, value in overrides.items() if value != preset(name).values.get(where)}
    chosen = effective(name, own)
    if (name, own) == (before.preset, dict(before.overrides)):
        return False
    await _require_same_meaning(session, school, before.regulation.scale, chosen.scale, now)
    await _adopt(session, school, name, own, chosen, staff, now)
    kinds = await gradebook_queries.kinds_of(session, school.id)
    await follow_weights(session, kinds, before.regulation, chosen, school_day(school, now))
    # Only a change of them: what the school's files said otherwise stays until somebody decides.
    if chosen.languages != before.regulation.languages:
        school.languages = list(chosen.languages)
    await session.flush()
    return True


async def note_imported(session: AsyncSession, *, school: School, now: datetime) -> None:
    """After an import: a new school begins its first version; another time zone or other weights a new one."""
    before = await queries.version_at(session, school.id, now)
    kinds = await gradebook_queries.kinds_of(session, school.id)
    if before is None:
        first = preset(school.regulation_profile).values
        own = {f"scale.{name}": school.scale[name] for name in ("values", "passing")}
        own["languages"] = list(school.languages)
        differing = {where: value for where, value in own.items() if value != first[where]}
        weights = own_weights(kinds, effective(school.regulation_profile, {}))
        _begin(session, school, school.regulation_profile, {**differing, **weights}, None, now)
    else:
        weights = own_weights(kinds, effective(before.preset, before.overrides))
        if weights or before.time_zone != school.time_zone:
            _begin(session, school, before.preset, {**before.overrides, **weights}, None, now)
    await session.flush()


def stored_scale(scale: MarkScale) -> dict[str, object]:
    """The scale as ``School.scale`` keeps it."""
    return {"values": list(scale.values), "passing": f"{scale.passing:f}", "codes": list(scale.codes.given)}


def performance_rules(school_id: int, alerts: Alerts) -> list[PerformanceRule]:
    """What the regulation calls low performance, as rows; a reason without a bound sleeps (R9)."""
    return [
        PerformanceRule(
            school_id=school_id, kind=kind, bound=bound, count=count or 0, days=days, is_active=is_active
        )
        for kind, bound, count, days, is_active in (
            (
                RuleKind.AVERAGE_BELOW,
                alerts.average_below,
                alerts.average_marks,
                None,
                alerts.average_below is not None,
            ),
            (
                RuleKind.FAILING_MARKS,
                None,
                alerts.failing_marks,
                alerts.failing_days,
                alerts.failing_marks is not None,
            ),
            (RuleKind.FALL, alerts.fall, alerts.fall_marks, None, alerts.fall is not None),
        )
    ]


async def _adopt(
    session: AsyncSession,
    school: School,
    name: str,
    own: Values,
    chosen: Regulation,
    staff: StaffMember,
    now: datetime,
) -> None:
    """Write the version down, and what elsewhere follows from it: scale, alert rules, kinds, the audit."""
    kinds = await gradebook_queries.kinds_of(session, school.id)
    session.add_all(kinds_to_add(chosen.summative, kinds, school.id))
    _begin(session, school, name, own, staff, now)
    school.regulation_profile = name
    school.scale = stored_scale(chosen.scale)
    rules = {rule.kind: rule for rule in await queries.performance_rules(session, school.id)}
    for rule in performance_rules(school.id, chosen.alerts):
        _follow(session, rules.get(rule.kind), rule)
    audit.record(
        session,
        audit.About(school.id, "school", school.id),
        staff=staff,
        action="choose_regulation",
        now=now,
        preset=name,
        overrides=dict(own),
    )


def _begin(
    session: AsyncSession,
    school: School,
    name: str,
    overrides: Values,
    staff: StaffMember | None,
    now: datetime,
) -> None:
    version = RegulationVersion(
        school_id=school.id,
        starts_at=now,
        preset=name,
        overrides=dict(overrides),
        time_zone=school.time_zone,
        author_id=staff.id if staff else None,
    )
    session.add(version)


def _follow(session: AsyncSession, stored: PerformanceRule | None, rule: PerformanceRule) -> None:
    if stored is None:
        session.add(rule)
        return
    for name in ("bound", "count", "days", "is_active"):
        setattr(stored, name, getattr(rule, name))


async def _require_same_meaning(
    session: AsyncSession, school: School, before: MarkScale, chosen: MarkScale, now: datetime
) -> None:
    """Another scale would give another meaning to the marks there are: it waits for the new year."""
    if (before.values, before.passing) == (chosen.values, chosen.passing):
        return
    if await queries.has_marks_since(session, school.id, await _year_began(session, school, now)):
        raise ScaleInUse


async def _year_began(session: AsyncSession, school: School, now: datetime) -> date:
    today = school_day(school, now)
    year = await year_on(session, school.id, today)
    return year.starts_on if year else today
