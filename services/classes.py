"""The class as its class teacher sees it: students, guardians, who of them is linked (R21)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.class_list import class_people, list_order
from services.codes import Person
from services.errors import Forbidden
from services.excuses import MissedDay, recent_excuses, waiting_for_excuse
from services.permissions import has_role, require_administrator
from services.regulation import in_force
from services.waiting_codes import Waiting, waiting
from storage.models import (
    AccessCode,
    Account,
    Excuse,
    Group,
    Link,
    Relation,
    Role,
    School,
    StaffMember,
    Student,
)
from storage.queries import codes as codes_queries
from storage.queries import guardians as guardian_queries
from storage.queries import members
from storage.queries import staff as staff_queries
from storage.queries.class_gradebook import members_between
from storage.queries.members import ClassPerson


@dataclass(frozen=True, slots=True)
class Tie:
    """A messenger account of a person: since when, whether it can be reached, consent of when."""

    link_id: int
    linked_at: datetime
    is_reachable: bool
    consented_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonState:
    """Somebody who may join, and how far that has come."""

    person: Person
    name: str
    relation: Relation | None
    ties: tuple[Tie, ...]
    code_expires_at: datetime | None
    """Until when the code that was handed out can be used; nothing when there is none."""
    waiting: Waiting | None = None
    """Since when the person has neither code nor link (R21)."""


@dataclass(frozen=True, slots=True)
class StudentState:
    student: Student
    own: PersonState
    guardians: tuple[PersonState, ...]


@dataclass(frozen=True, slots=True)
class ClassPage:
    group: Group
    is_leader: bool
    """Leaders issue codes and give excuses; an administrator looks and revokes."""
    students: tuple[StudentState, ...]
    missed: tuple[MissedDay, ...]
    excuses: Sequence[tuple[Excuse, Student]]

    @property
    def missed_by_student(self) -> list[tuple[Student, list[MissedDay]]]:
        """The days nobody has excused yet of each student, whoever missed the latest day first."""
        days: dict[int, list[MissedDay]] = {}
        for missed in self.missed:
            days.setdefault(missed.student.id, []).append(missed)
        return [(of_student[0].student, of_student) for of_student in days.values()]

    @property
    def people(self) -> list[PersonState]:
        return [person for state in self.students for person in (state.own, *state.guardians)]

    @property
    def waiting(self) -> list[PersonState]:
        """Who has neither code nor link, the longest first."""
        return longest_waiting(self.people)

    @property
    def linked(self) -> int:
        return sum(bool(person.ties) for person in self.people)


@dataclass(frozen=True, slots=True)
class StaffState:
    member: StaffMember
    state: PersonState


def longest_waiting(people: Iterable[PersonState]) -> list[PersonState]:
    """Those who have neither code nor link, the longest first."""
    found = [person for person in people if person.waiting]
    return sorted(found, key=lambda person: person.waiting.since if person.waiting else date.max)


async def my_classes(session: AsyncSession, *, staff: StaffMember, now: datetime) -> Sequence[Group]:
    """The classes this person leads today; an administrator gets every class of the school year."""
    led, others = await _classes(session, staff, now)
    return others or led


async def open_class(session: AsyncSession, *, staff: StaffMember, group_id: int, now: datetime) -> ClassPage:
    """The class with everybody's state. Raises ``Forbidden`` for all but its leaders and administrators."""
    group, is_leader = await _require_seeing(session, staff, group_id, now)
    school = await members.school_of(session, staff.school_id)
    people = await class_people(session, group, school_day(school, now))
    states = await _with_waiting(session, school, group, people, await _states(session, people, now), now)
    students = [member.student for member in people if member.relation is None]
    by_id = {student.id: student for student in students}
    missed = await waiting_for_excuse(session, school=school, students=students, now=now)
    excuses = await recent_excuses(session, school=school, students=students, now=now)
    return ClassPage(
        group=group,
        is_leader=is_leader,
        students=tuple(_student_state(student, people, states) for student in students),
        missed=tuple(missed),
        excuses=[(excuse, by_id[excuse.student_id]) for excuse in excuses],
    )


async def open_staff(session: AsyncSession, *, administrator: StaffMember, now: datetime) -> list[StaffState]:
    """Everybody who works at the administrator's school. Raises ``Forbidden`` for others."""
    require_administrator(administrator)
    school = await members.school_of(session, administrator.school_id)
    found = await members.staff_of_school(session, school.id, school_day(school, now))
    persons = [Person(staff_id=member.id) for member in found]
    ties, codes = await _ties(session, persons, {}), await _codes(session, persons, now)
    today, within = school_day(school, now), await _within(session, school, now)

    def state(member: StaffMember, person: Person) -> PersonState:
        found = PersonState(person, member.full_name, None, ties.get(person, ()), codes.get(person))
        since = school_day(school, member.entered_at) if member.entered_at else None
        return _waiting(found, since, today, within)

    return [
        StaffState(member, state(member, person))
        for member, person in sorted(zip(found, persons, strict=True), key=lambda pair: list_order(pair[0]))
    ]


async def _classes(
    session: AsyncSession, staff: StaffMember, now: datetime
) -> tuple[Sequence[Group], Sequence[Group]]:
    """The classes this person leads, and those that an administrator may look into besides."""
    school = await members.school_of(session, staff.school_id)
    day = school_day(school, now)
    led = await staff_queries.groups_led_by(session, staff.id, day)
    others: Sequence[Group] = ()
    if has_role(staff, Role.ADMINISTRATOR):
        others = await members.classes_of_school(session, school.id, day)
    return [group for group in led if group.kind in members.CLASS_KINDS], others


async def _require_seeing(
    session: AsyncSession, staff: StaffMember, group_id: int, now: datetime
) -> tuple[Group, bool]:
    led, others = await _classes(session, staff, now)
    for groups, is_leader in ((led, True), (others, False)):
        for group in groups:
            if group.id == group_id:
                return group, is_leader
    raise Forbidden


async def _states(
    session: AsyncSession, people: Sequence[ClassPerson], now: datetime
) -> dict[Person, PersonState]:
    persons = [member.person for member in people]
    guardians = {member.person: member.guardian_id for member in people if member.guardian_id}
    ties, codes = await _ties(session, persons, guardians), await _codes(session, persons, now)
    return {
        member.person: PersonState(
            person=member.person,
            name=member.name,
            relation=member.relation,
            ties=ties.get(member.person, ()),
            code_expires_at=codes.get(member.person),
        )
        for member in people
    }


async def _with_waiting(
    session: AsyncSession,
    school: School,
    group: Group,
    people: Sequence[ClassPerson],
    states: dict[Person, PersonState],
    now: datetime,
) -> dict[Person, PersonState]:
    """Since the day in the class; a guardian who was entered later, since then."""
    today, within = school_day(school, now), await _within(session, school, now)
    joined = {row[0].id: row[1] for row in await members_between(session, group.id, today, today)}
    ids = [one.person.guardianship_id for one in people if one.person.guardianship_id]
    entered = await guardian_queries.entered_at(session, ids)
    found = {}
    for one in people:
        since = joined.get(one.student.id)
        moment = entered.get(one.person.guardianship_id or 0)
        if moment is not None:
            since = max(since or date.min, school_day(school, moment))
        found[one.person] = _waiting(states[one.person], since, today, within)
    return found


async def _within(session: AsyncSession, school: School, now: datetime) -> int | None:
    return (await in_force(session, school, now)).regulation.access.codes_within_days


def _waiting(state: PersonState, since: date | None, today: date, within: int | None) -> PersonState:
    if state.ties or state.code_expires_at:
        return state
    return replace(state, waiting=waiting(since, today, within))


async def _ties(
    session: AsyncSession, persons: Sequence[Person], guardians: dict[Person, int]
) -> dict[Person, tuple[Tie, ...]]:
    consents = {
        (consent.account_id, guardian_id or Person.of(consent)): consent.given_at
        for consent, guardian_id in await members.consents_of(
            session, guardian_ids=set(guardians.values()), persons=persons
        )
    }
    ties: dict[Person, tuple[Tie, ...]] = {}
    for link, account in await members.links_with_accounts(session, persons):
        person = Person.of(link)
        given_at = consents.get((account.id, guardians.get(person) or person))
        ties[person] = (*ties.get(person, ()), _tie(link, account, given_at))
    return ties


def _tie(link: Link, account: Account, consented_at: datetime | None) -> Tie:
    return Tie(link.id, link.linked_at, account.unreachable_at is None, consented_at)


async def _codes(session: AsyncSession, persons: Sequence[Person], now: datetime) -> dict[Person, datetime]:
    latest = await codes_queries.latest_codes(session, persons)
    return {person: code.expires_at for person, code in latest.items() if _is_open(code, now)}


def _is_open(code: AccessCode, now: datetime) -> bool:
    return code.used_at is None and code.revoked_at is None and code.expires_at > now


def _student_state(
    student: Student, people: Sequence[ClassPerson], states: dict[Person, PersonState]
) -> StudentState:
    guardians = [
        states[member.person]
        for member in people
        if member.relation is not None and member.student.id == student.id
    ]
    return StudentState(student, states[Person(student_id=student.id)], tuple(guardians))
