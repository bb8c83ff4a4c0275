"""Who belongs to a class and to a school, and who of them is linked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from storage.models import (
    Account,
    Consent,
    Group,
    GroupMembership,
    Guardian,
    Guardianship,
    Link,
    Relation,
    School,
    SchoolYear,
    StaffMember,
    Student,
)
from storage.queries.accounts import CLASS_KINDS
from storage.queries.codes import Person, is_any_of

__all__ = ["CLASS_KINDS", "ClassPerson"]


@dataclass(frozen=True, slots=True)
class ClassPerson:
    """Somebody of a class who may join: a student, or a guardian of one (then with the relation)."""

    person: Person
    name: str
    student: Student
    relation: Relation | None
    guardian_id: int | None = None


async def school_of(session: AsyncSession, school_id: int) -> School:
    return await session.get_one(School, school_id)


async def people_of(session: AsyncSession, group_id: int, day: date) -> list[ClassPerson]:
    """Each student of the class on a day, followed by the guardians, in the order of the class list."""
    guardians = (
        select(Guardianship, Guardian)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .where(Guardianship.revoked_at.is_(None), Guardianship.student_id.in_(_student_ids(group_id, day)))
        .order_by(Guardianship.id)
    )
    ties: dict[int, list[ClassPerson]] = {}
    students = await students_of(session, group_id, day)
    by_id = {student.id: student for student in students}
    for guardianship, guardian in (await session.execute(guardians)).all():
        student = by_id[guardianship.student_id]
        tie = ClassPerson(
            Person(guardianship_id=guardianship.id),
            guardian.full_name,
            student,
            guardianship.relation,
            guardian.id,
        )
        ties.setdefault(student.id, []).append(tie)
    people = []
    for student in students:
        people.append(ClassPerson(Person(student_id=student.id), student.full_name, student, None))
        people.extend(ties.get(student.id, []))
    return people


async def students_of(session: AsyncSession, group_id: int, day: date) -> Sequence[Student]:
    """The class list of a day."""
    query = (
        select(Student)
        .where(Student.id.in_(_student_ids(group_id, day)))
        .order_by(Student.last_name, Student.first_name, Student.id)
    )
    return (await session.scalars(query)).all()


async def classes_of(session: AsyncSession, student_id: int, day: date) -> Sequence[Group]:
    """The class or college group a student is in on a day (one, unless the records overlap)."""
    query = (
        select(Group)
        .join(GroupMembership, GroupMembership.group_id == Group.id)
        .where(
            GroupMembership.student_id == student_id,
            GroupMembership.joined_on <= day,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
            Group.kind.in_(CLASS_KINDS),
        )
    )
    return (await session.scalars(query)).all()


async def staff_of_school(session: AsyncSession, school_id: int, day: date) -> Sequence[StaffMember]:
    """Everybody who works at the school on a day, with roles, by name."""
    query = (
        select(StaffMember)
        .where(
            StaffMember.school_id == school_id,
            or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day),
        )
        .options(selectinload(StaffMember.roles))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    )
    return (await session.scalars(query)).all()


async def active_links(session: AsyncSession, persons: Collection[Person]) -> Sequence[Link]:
    """Links of these persons that have not been revoked, the oldest first."""
    query = select(Link).where(is_any_of(Link, persons), Link.revoked_at.is_(None)).order_by(Link.id)
    return (await session.scalars(query)).all()


async def links_with_accounts(
    session: AsyncSession, persons: Collection[Person]
) -> Sequence[Row[Link, Account]]:
    """The same, each with its account."""
    query = (
        select(Link, Account)
        .join(Account, Account.id == Link.account_id)
        .where(is_any_of(Link, persons), Link.revoked_at.is_(None))
        .order_by(Link.id)
    )
    return (await session.execute(query)).all()


async def consents_of(
    session: AsyncSession, *, guardian_ids: Collection[int], persons: Collection[Person]
) -> Sequence[Row[Consent, int | None]]:
    """Consents in force of these guardians, for whichever child, and persons; with the guardian's id."""
    query = (
        select(Consent, Guardianship.guardian_id)
        .outerjoin(Guardianship, Guardianship.id == Consent.guardianship_id)
        .where(
            or_(Guardianship.guardian_id.in_(guardian_ids), is_any_of(Consent, persons)),
            Consent.withdrawn_at.is_(None),
        )
        .order_by(Consent.given_at, Consent.id)
    )
    return (await session.execute(query)).all()


async def classes_of_school(session: AsyncSession, school_id: int, day: date) -> Sequence[Group]:
    """The classes of the school year of a day, in holidays of the year before them; youngest first."""
    latest = (
        select(SchoolYear.id)
        .where(SchoolYear.school_id == school_id, SchoolYear.starts_on <= day)
        .order_by(SchoolYear.starts_on.desc())
        .limit(1)
    )
    query = (
        select(Group)
        .where(Group.school_year_id == latest.scalar_subquery(), Group.kind.in_(CLASS_KINDS))
        .order_by(Group.grade, Group.name)
    )
    return (await session.scalars(query)).all()


def _student_ids(group_id: int, day: date) -> Select[int]:
    return (
        select(GroupMembership.student_id)
        .join(Student, Student.id == GroupMembership.student_id)
        .where(
            GroupMembership.group_id == group_id,
            GroupMembership.joined_on <= day,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
            or_(Student.left_on.is_(None), Student.left_on >= day),
        )
    )
