"""From natural keys to the columns of a table: the other half of ``state``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.importing.school_drafts import SCHEDULE
from services.importing.state import Entity, Key
from storage.models import (
    BellTime,
    Course,
    Group,
    GroupKind,
    GroupLeader,
    GroupMembership,
    Guardian,
    Guardianship,
    Model,
    NameOnScreen,
    PlanTopic,
    Room,
    School,
    SchoolYear,
    StaffMember,
    StaffRole,
    Student,
    Subject,
    Term,
    TimetableEntry,
    TopicPlan,
    WorkKind,
)

MODELS: dict[Entity, type[Model]] = {
    Entity.SCHOOL: School,
    Entity.YEAR: SchoolYear,
    Entity.TERM: Term,
    Entity.BELL: BellTime,
    Entity.ROOM: Room,
    Entity.SUBJECT: Subject,
    Entity.WORK_KIND: WorkKind,
    Entity.STAFF: StaffMember,
    Entity.ROLE: StaffRole,
    Entity.GROUP: Group,
    Entity.LEADER: GroupLeader,
    Entity.STUDENT: Student,
    Entity.MEMBERSHIP: GroupMembership,
    Entity.GUARDIAN: Guardian,
    Entity.GUARDIANSHIP: Guardianship,
    Entity.COURSE: Course,
    Entity.ENTRY: TimetableEntry,
    Entity.PLAN: TopicPlan,
    Entity.TOPIC: PlanTopic,
}
REFERENCES = {
    (Entity.GROUP, "parent"): (Entity.GROUP, "parent_id"),
    (Entity.ENTRY, "room"): (Entity.ROOM, "room_id"),
}
"""Values that are natural keys of other rows."""


@dataclass
class Ids:
    """Ids by natural key: those that were stored, and each new one as soon as it is written."""

    by_key: dict[Entity, dict[Key, int]]
    year_id: int
    school_id: int = 0

    def __post_init__(self) -> None:
        self.school_id = next(iter(self.by_key[Entity.SCHOOL].values()), 0)

    def __call__(self, entity: Entity, *key: Any) -> int:
        return self.by_key[entity][key]

    def keep(self, entity: Entity, made: Mapping[Key, int]) -> None:
        self.by_key[entity].update(made)
        if entity is Entity.SCHOOL and made:
            self.school_id = next(iter(made.values()))
        if entity is Entity.YEAR and made:
            self.year_id = next(iter(made.values()))

    def resolved(self, entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values as columns: references become ids."""
        columns: dict[str, Any] = {}
        for name, value in values.items():
            if (entity, name) in REFERENCES:
                to, column = REFERENCES[entity, name]
                columns[column] = self(to, value) if value is not None else None
            else:
                columns[name] = value
        return columns


Values = Mapping[str, Any]
Columns = Callable[[Key, Values, Ids], dict[str, Any]]
NO_NAME = {"patronymic": ""}


def _school(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    return {"code": key[0], "name_on_screen": NameOnScreen.FIRST, **values}


def _named(*names: str, **defaults: Any) -> Columns:
    """A row of the school whose key columns are ``names``."""

    def columns(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
        return {"school_id": ids.school_id, **dict(zip(names, key, strict=True)), **defaults, **values}

    return columns


def _term(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    kind, number = key
    return {
        "school_id": ids.school_id,
        "school_year_id": ids.year_id,
        "kind": kind,
        "number": number,
        **values,
    }


def _written(**defaults: Any) -> Columns:
    """A row of the school that is known by a folded name and keeps it as written."""
    return lambda key, values, ids: {"school_id": ids.school_id, **defaults, **values}


def _role(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    return {"staff_id": ids(Entity.STAFF, key[0]), "role": key[1]}


def _group(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    unsaid = {"kind": GroupKind.CLASS, "grade": None, "parent_id": None, "bell_schedule": SCHEDULE}
    resolved = ids.resolved(Entity.GROUP, values)
    return {"school_id": ids.school_id, "school_year_id": ids.year_id, **unsaid, **resolved}


def _leader(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    group, kind, number = key
    return {
        "school_id": ids.school_id,
        "group_id": ids(Entity.GROUP, group),
        "staff_id": ids(Entity.STAFF, number),
        "kind": kind,
        **values,
    }


def _membership(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    return {
        "school_id": ids.school_id,
        "student_id": ids(Entity.STUDENT, key[0]),
        "group_id": ids(Entity.GROUP, key[1]),
        "left_on": None,
        **values,
    }


def _guardianship(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    return {
        "school_id": ids.school_id,
        "guardian_id": ids(Entity.GUARDIAN, key[0]),
        "student_id": ids(Entity.STUDENT, key[1]),
        **values,
    }


def _course(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    return {
        "school_id": ids.school_id,
        "group_id": ids(Entity.GROUP, key[0]),
        "subject_id": ids(Entity.SUBJECT, key[1]),
        "teacher_id": ids(Entity.STAFF, key[2]),
    }


def _entry(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    return {
        "school_id": ids.school_id,
        "course_id": ids(Entity.COURSE, *key[:3]),
        "weekday": key[3],
        "number": key[4],
        "starts_on": key[5],
        "room_id": None,
        **ids.resolved(Entity.ENTRY, values),
    }


def _plan(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    return {"school_id": ids.school_id, "course_id": ids(Entity.COURSE, *key)}


def _topic(key: Key, values: Values, ids: Ids) -> dict[str, Any]:
    *course, position = key
    plan = {"plan_id": ids(Entity.PLAN, *course), "position": position}
    return {"school_id": ids.school_id, **plan, "section": "", "lesson_kind": "", "homework": "", **values}


COLUMNS: dict[Entity, Columns] = {
    Entity.SCHOOL: _school,
    Entity.YEAR: _named("name"),
    Entity.TERM: _term,
    Entity.BELL: _named("schedule", "number"),
    Entity.ROOM: _written(building=""),
    Entity.SUBJECT: _written(),
    Entity.WORK_KIND: _named("code"),
    Entity.STAFF: _named("number", user_name=None, **NO_NAME),
    Entity.ROLE: _role,
    Entity.GROUP: _group,
    Entity.LEADER: _leader,
    Entity.STUDENT: _named("number", **NO_NAME),
    Entity.MEMBERSHIP: _membership,
    Entity.GUARDIAN: _named("number", **NO_NAME),
    Entity.GUARDIANSHIP: _guardianship,
    Entity.COURSE: _course,
    Entity.ENTRY: _entry,
    Entity.PLAN: _plan,
    Entity.TOPIC: _topic,
}
"""One row's columns, from its key and values. Rows of one entity all have the same columns."""
