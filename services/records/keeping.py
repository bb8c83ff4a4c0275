"""Who keeps personal records, and what of a class is on record (R44)."""

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.class_list import list_order
from services.errors import Forbidden
from services.permissions import HEADS, has_role, require_role
from services.records.checking import CheckState, check_states
from storage.models import (
    DataReport,
    Group,
    Guardian,
    GuardianRecord,
    Guardianship,
    Role,
    School,
    StaffMember,
    Student,
    StudentRecord,
)
from storage.queries import members
from storage.queries import records as queries
from storage.queries import staff as staff_queries

KEEPERS = frozenset({Role.ADMINISTRATOR, Role.RECORDS_CLERK})
"""Who keeps the records of every class beside those who lead it (R23)."""
OVERSEERS = HEADS | KEEPERS
"""Who sees that the records are kept. Director and deputy head answer for that and need no child's
document for it: they see numbers and dates, never a record (R44)."""


class Lack(enum.StrEnum):
    """What is missing from a record."""

    SEX = "sex"
    DOCUMENT = "document"
    EMAIL = "email"
    PARENT = "parent"
    PARENT_PHONE = "parent_phone"


@dataclass(frozen=True, slots=True)
class ParentRecord:
    guardianship: Guardianship
    guardian: Guardian
    record: GuardianRecord | None


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """A student's record with the parents'. What was never entered is no row yet."""

    student: Student
    record: StudentRecord | None
    parents: tuple[ParentRecord, ...]

    @property
    def lacks(self) -> list[Lack]:
        """What is missing; an e-mail address may be the student's or a parent's."""
        own, of_parents = self.record, [one.record for one in self.parents if one.record]
        found = {
            Lack.SEX: own is not None and own.sex is not None,
            Lack.DOCUMENT: own is not None and bool(own.document_number and own.document_kind),
            Lack.EMAIL: bool(own and own.email) or any(one.email for one in of_parents),
            Lack.PARENT: bool(self.parents),
            Lack.PARENT_PHONE: not self.parents or any(one.phone for one in of_parents),
        }
        return [lack for lack, is_there in found.items() if not is_there]


@dataclass(frozen=True, slots=True)
class ClassRecords:
    """A class with its records, what waits to be accepted, and the check of this period."""

    group: Group
    is_leader: bool
    """Leaders confirm the check; a records clerk and an administrator keep the records with them."""
    records: tuple[PersonalRecord, ...]
    reports: Sequence[DataReport]
    check: CheckState

    @property
    def missing(self) -> dict[Lack, int]:
        """How many students lack what, in the order of the kinds."""
        counts = Counter(lack for record in self.records for lack in record.lacks)
        return {lack: counts[lack] for lack in Lack if counts[lack]}

    @property
    def incomplete(self) -> int:
        return sum(bool(record.lacks) for record in self.records)


@dataclass(frozen=True, slots=True)
class ClassState:
    """What the school's overview tells of a class: numbers and dates, nobody's data."""

    group: Group
    students: int
    incomplete: int
    check: CheckState


@dataclass(frozen=True, slots=True)
class Glance:
    """What the class's own page tells of its records, without opening one."""

    group: Group
    reports: int
    check: CheckState


async def require_keeping(
    session: AsyncSession, *, staff: StaffMember, group_id: int, now: datetime
) -> tuple[Group, School, bool]:
    """The class, its school and whether the person leads it. Raises ``Forbidden`` for all but the
    class's leaders, a records clerk and an administrator."""
    school = await members.school_of(session, staff.school_id)
    day = school_day(school, now)
    for group in await staff_queries.groups_led_by(session, staff.id, day):
        if group.id == group_id and group.kind in members.CLASS_KINDS:
            return group, school, True
    if has_role(staff, *KEEPERS):
        for group in await members.classes_of_school(session, school.id, day):
            if group.id == group_id:
                return group, school, False
    raise Forbidden


async def open_records(
    session: AsyncSession, *, staff: StaffMember, group_id: int, now: datetime
) -> ClassRecords:
    """The records of a class in the order of its list. Raises ``Forbidden``."""
    group, school, is_leader = await require_keeping(session, staff=staff, group_id=group_id, now=now)
    day = school_day(school, now)
    students = [student for _, student in await queries.students_in(session, [group.id], day)]
    records = await records_of(session, students)
    states = await check_states(session, school=school, group_ids=[group.id], now=now)
    return ClassRecords(
        group=group,
        is_leader=is_leader,
        records=tuple(sorted(records, key=lambda record: list_order(record.student))),
        reports=await queries.waiting_reports(session, [student.id for student in students]),
        check=states[group.id],
    )


async def glance_at(session: AsyncSession, *, staff: StaffMember, group_id: int, now: datetime) -> Glance:
    """How many reports wait, and whether a check is due. Raises ``Forbidden``."""
    group, school, _ = await require_keeping(session, staff=staff, group_id=group_id, now=now)
    students = await queries.students_in(session, [group.id], school_day(school, now))
    reports = await queries.waiting_reports(session, [student.id for _, student in students])
    states = await check_states(session, school=school, group_ids=[group.id], now=now)
    return Glance(group, len(reports), states[group.id])


async def open_record(
    session: AsyncSession, *, staff: StaffMember, group_id: int, student_id: int, now: datetime
) -> tuple[Group, PersonalRecord]:
    """One student's record. Raises ``Forbidden``, also for a student who is not in the class."""
    group, school, _ = await require_keeping(session, staff=staff, group_id=group_id, now=now)
    for _, student in await queries.students_in(session, [group.id], school_day(school, now)):
        if student.id == student_id:
            return group, (await records_of(session, [student]))[0]
    raise Forbidden


async def oversee(session: AsyncSession, *, staff: StaffMember, now: datetime) -> list[ClassState]:
    """Every class: how many records are incomplete, when they were last confirmed. Raises ``Forbidden``."""
    require_role(staff, *OVERSEERS)
    school = await members.school_of(session, staff.school_id)
    day = school_day(school, now)
    groups = await members.classes_of_school(session, school.id, day)
    ids = [group.id for group in groups]
    rows = await queries.students_in(session, ids, day)
    lacking = {one.student.id: one.lacks for one in await records_of(session, [row[1] for row in rows])}
    states = await check_states(session, school=school, group_ids=ids, now=now)
    return [_state(group, rows, lacking, states[group.id]) for group in groups]


async def records_of(session: AsyncSession, students: Sequence[Student]) -> list[PersonalRecord]:
    """The records of these students, in their order. The caller has asked who may see them."""
    ids = [student.id for student in students]
    own = await queries.student_records(session, ids)
    ties = await queries.guardians_of(session, ids)
    of_guardians = await queries.guardian_records(session, {guardian.id for _, guardian in ties})
    parents: dict[int, list[ParentRecord]] = {}
    for guardianship, guardian in ties:
        one = ParentRecord(guardianship, guardian, of_guardians.get(guardian.id))
        parents.setdefault(guardianship.student_id, []).append(one)
    return [
        PersonalRecord(student, own.get(student.id), tuple(parents.get(student.id, ())))
        for student in students
    ]


def may_oversee(staff: StaffMember) -> bool:
    return has_role(staff, *OVERSEERS)


def keeps_all(staff: StaffMember) -> bool:
    """Whether the person keeps the records of every class."""
    return has_role(staff, *KEEPERS)


def _state(
    group: Group, rows: Sequence[tuple[int, Student]], lacking: dict[int, list[Lack]], check: CheckState
) -> ClassState:
    students = [student for group_id, student in rows if group_id == group.id]
    return ClassState(group, len(students), sum(bool(lacking[one.id]) for one in students), check)
