"""What the store already knows of a school, under the names that files use."""

import enum
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.importing.vocabulary import group_key, name_key
from storage.models import DataField, School, SchoolYear
from storage.queries import importing as queries
from storage.queries import records

Key = tuple[Any, ...]
NAME = ("last_name", "first_name", "patronymic")


class Entity(enum.StrEnum):
    """Kinds of rows an import writes, in the order in which they refer to each other."""

    SCHOOL = "school"
    YEAR = "year"
    TERM = "term"
    BELL = "bell"
    ROOM = "room"
    SUBJECT = "subject"
    WORK_KIND = "work_kind"
    STAFF = "staff"
    ROLE = "role"
    GROUP = "group"
    LEADER = "leader"
    STUDENT = "student"
    MEMBERSHIP = "membership"
    GUARDIAN = "guardian"
    GUARDIANSHIP = "guardianship"
    COURSE = "course"
    ENTRY = "entry"
    PLAN = "plan"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Stored:
    """A row that is there: its id, and its values as a file would give them."""

    id: int
    values: dict[str, Any]


@dataclass
class State:
    """The school as it is, by natural keys; everything empty for a school that is new."""

    school: School | None
    year: SchoolYear | None
    rows: dict[Entity, dict[Key, Stored]] = field(default_factory=lambda: defaultdict(dict))
    user_names: dict[str, tuple[int, str]] = field(default_factory=dict)
    """User name → school id and staff number: unique over all schools."""
    moved: set[str] = field(default_factory=set)
    """Numbers of students whose class an order of this year has settled, or who have left."""
    accepted: dict[tuple[Entity, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """Of a student or a guardian by number, the values that the family reported and the class teacher accepted."""


async def load_state(
    session: AsyncSession, school: School | None, year: SchoolYear | None, today: date
) -> State:
    state = State(school, year)
    state.user_names = {
        row.user_name: (row.school_id, row.number) for row in await queries.user_names(session)
    }
    if school is None:
        return state
    _keep(state, Entity.SCHOOL, await queries.school_row(session, school.id), 1)
    _keep(state, Entity.YEAR, await queries.years(session, school.id), 1)
    _keep(state, Entity.BELL, await queries.bells(session, school.id), 2)
    _keep(state, Entity.ROOM, await queries.rooms(session, school.id), 1, key=_by_name)
    _keep(state, Entity.SUBJECT, await queries.subjects(session, school.id), 1, key=_by_name)
    _keep(state, Entity.WORK_KIND, await queries.work_kinds(session, school.id), 1)
    _keep(state, Entity.STAFF, await queries.staff(session, school.id), 1)
    _keep(state, Entity.ROLE, await queries.roles(session, school.id), 2)
    _keep(state, Entity.STUDENT, await queries.students(session, school.id), 1)
    _keep(state, Entity.GUARDIAN, await queries.guardians(session, school.id), 1)
    _keep(state, Entity.GUARDIANSHIP, await queries.guardianships(session, school.id), 2)
    state.moved = await queries.moved_by_order(session, school.id, year.starts_on if year else today)
    await _load_accepted(session, state, school)
    await _load_year(session, state, school, year, today)
    return state


async def _load_accepted(session: AsyncSession, state: State, school: School) -> None:
    for field_, student, guardian in await records.accepted_reports(session, school.id):
        about = (Entity.GUARDIAN, guardian) if guardian else (Entity.STUDENT, student)
        state.accepted[about] |= {"birth_date"} if field_ is DataField.BIRTH_DATE else set(NAME)


async def _load_year(
    session: AsyncSession, state: State, school: School, year: SchoolYear | None, today: date
) -> None:
    year_id = year.id if year else 0
    members = await queries.memberships(session, school.id, max(today, year.starts_on) if year else today)
    _keep(state, Entity.TERM, await queries.terms(session, year_id), 2)
    _keep(state, Entity.GROUP, await queries.groups(session, year_id), 1, key=_by_group)
    _keep(state, Entity.LEADER, await queries.leaders(session, year_id), 3, key=_by_group)
    _keep(state, Entity.MEMBERSHIP, members, 3, key=_by_member)
    _keep(state, Entity.COURSE, await queries.courses(session, year_id), 3, key=_by_course)
    _keep(state, Entity.ENTRY, await queries.entries(session, year_id), 6, key=_by_course)
    _keep(state, Entity.PLAN, await queries.topic_plans(session, year_id), 3, key=_by_course)
    _keep(state, Entity.TOPIC, await queries.plan_topics(session, year_id), 4, key=_by_course)


def _keep(state: State, entity: Entity, rows: Any, width: int, key: Any = tuple) -> None:
    """Of each row the first column is the id, the next ``width`` the key; all but the id are values, by name."""
    kept = state.rows[entity]
    for row in rows:
        values = dict(row._mapping)
        kept[key(tuple(row)[1 : 1 + width])] = Stored(values.pop("id"), values)


def _by_name(key: Key) -> Key:
    return (name_key(key[0]),)


def _by_group(key: Key) -> Key:
    return (group_key(key[0]), *key[1:])


def _by_member(key: Key) -> Key:
    """Student, group, year: a student moves on from last year's class."""
    student, group, year_id = key
    return (student, group_key(group), year_id)


def _by_course(key: Key) -> Key:
    group, subject, *rest = key
    return (group_key(group), name_key(subject), *rest)
