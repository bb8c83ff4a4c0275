"""Writes what a dry run found: all of it, in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, plans, timetable
from services.importing.columns_of import COLUMNS, MODELS, Ids
from services.importing.faults import Note
from services.importing.plan import Count, Plan
from services.importing.sheets import SheetKind
from services.importing.state import Entity
from services.regulation import effective, note_imported, performance_rules
from storage.models import Door, School, SchoolYear, StaffMember
from storage.queries import bulk
from storage.queries import timetable as timetable_queries

LESSONS_FOLLOW = (Entity.TERM, Entity.BELL, Entity.ENTRY)
"""A change of any of these changes the lessons to come."""
WAIT_FOR_CODES = (Entity.STAFF, Entity.GUARDIANSHIP)
"""Kept since when they are on record: a code is due some days later (R21)."""
END_COLUMN = {Entity.LEADER: "ends_on", Entity.MEMBERSHIP: "left_on", Entity.ENTRY: "ends_on"}


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did."""

    school_id: int
    counts: dict[SheetKind, Count]
    notes: tuple[Note, ...]
    lessons: timetable.Renewed


class NotSound(ValueError):
    """A plan with faults was to be applied."""


async def apply(session: AsyncSession, *, plan: Plan, staff: StaffMember | None, now: datetime) -> Report:
    """Write a plan that was made in this same transaction. Raises ``NotSound`` for one with faults."""
    if not plan.is_sound or plan.draft is None:
        raise NotSound
    state = plan.draft.state
    stored = {entity: {key: one.id for key, one in state.rows[entity].items()} for entity in Entity}
    ids = Ids(stored, state.year.id if state.year else 0)
    await _end(session, plan)
    for entity in Entity:
        await _write(session, plan, entity, ids, now)
        if entity is Entity.SCHOOL and state.school is None:
            profile = plan.draft.value(
                Entity.SCHOOL, next(iter(plan.draft.records[entity])), "regulation_profile"
            )
            session.add_all(performance_rules(ids.school_id, effective(profile, {}).alerts))
    await _begin_regulation(session, plan, ids, now)
    lessons = await _renew_lessons(session, plan, ids, now)
    await plans.link_lessons(session, course_ids=_replanned(plan, ids))
    if not plan.changes_nothing:
        _record(session, plan, staff, ids.school_id, now)
    await session.flush()
    return Report(ids.school_id, plan.counts, plan.notes, lessons)


async def _end(session: AsyncSession, plan: Plan) -> None:
    for entity in Entity:
        ended = [ending for ending in plan.endings if ending.entity == entity]
        if ended:
            gone = [ending.id for ending in ended if ending.last_day is None]
            await bulk.delete_many(session, MODELS[entity], gone)
            over = [
                {"id": ending.id, END_COLUMN[entity]: ending.last_day}
                for ending in ended
                if ending.last_day is not None
            ]
            await bulk.update_many(session, MODELS[entity], over)


async def _write(session: AsyncSession, plan: Plan, entity: Entity, ids: Ids, now: datetime) -> None:
    entered = {"entered_at": now} if entity in WAIT_FOR_CODES else {}
    for batch in _batches(plan, entity):
        rows = [COLUMNS[entity](record.key, record.values, ids) | entered for record in batch]
        made = await bulk.insert_many(session, MODELS[entity], rows)
        ids.keep(entity, dict(zip((record.key for record in batch), made, strict=True)))
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in plan.changed[entity]:
        row = {"id": change.id, **ids.resolved(entity, change.values)}
        by_columns.setdefault(tuple(row), []).append(row)
    for rows in by_columns.values():
        await bulk.update_many(session, MODELS[entity], rows)


async def _begin_regulation(session: AsyncSession, plan: Plan, ids: Ids, now: datetime) -> None:
    if any(plan.new[one] or plan.changed[one] for one in (Entity.SCHOOL, Entity.WORK_KIND)):
        school = await session.get_one(School, ids.school_id, populate_existing=True)
        await note_imported(session, school=school, now=now)


def _batches(plan: Plan, entity: Entity) -> list[list[Any]]:
    """New rows in the order in which they may be inserted: classes before their subgroups."""
    records = plan.new[entity]
    if entity is not Entity.GROUP:
        return [records]
    return [
        [record for record in records if not record.values.get("parent")],
        [record for record in records if record.values.get("parent")],
    ]


async def _renew_lessons(session: AsyncSession, plan: Plan, ids: Ids, now: datetime) -> timetable.Renewed:
    """Lessons of the rest of the year; of the whole year when there are none yet."""
    ended = {ending.entity for ending in plan.endings}
    if not any(plan.new[e] or plan.changed[e] or e in ended for e in LESSONS_FOLLOW):
        return timetable.Renewed(0, 0, 0)
    assert plan.draft is not None
    school = await session.get_one(School, ids.school_id, populate_existing=True)
    year = await session.get_one(SchoolYear, ids.year_id, populate_existing=True)
    if await timetable_queries.has_lessons(session, school.id, year.starts_on, year.ends_on):
        return await timetable.renew_lessons(session, school=school, to_day=year.ends_on, now=now)
    made = await timetable.make_lessons(
        session, school_id=school.id, from_day=year.starts_on, to_day=year.ends_on
    )
    return timetable.Renewed(made, 0, 0)


def _replanned(plan: Plan, ids: Ids) -> set[int]:
    """The courses whose lessons may give other topics than before: a plan may come late in the year."""
    changed = [change.record for change in plan.changed[Entity.TOPIC]]
    return {ids(Entity.COURSE, *topic.key[:3]) for topic in (*plan.new[Entity.TOPIC], *changed)}


def _record(
    session: AsyncSession, plan: Plan, staff: StaffMember | None, school_id: int, now: datetime
) -> None:
    audit.record(
        session,
        audit.About(school_id, "school", school_id),
        staff=staff,
        action="import_files",
        now=now,
        door=Door.IMPORT,
        files=list(plan.files),
        counts={kind.value: [one.new, one.changed, one.unchanged] for kind, one in plan.counts.items()},
    )
