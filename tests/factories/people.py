"""Students, guardians, staff and groups."""

from datetime import date
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Account,
    Channel,
    Group,
    GroupKind,
    GroupLeader,
    GroupMembership,
    Guardian,
    Guardianship,
    LeaderKind,
    Link,
    Relation,
    Role,
    School,
    SchoolYear,
    StaffMember,
    StaffRole,
    Student,
)
from tests.clock import MONDAY_MORNING
from tests.factories import keep

_numbers = count(1)
YEAR_START = date(2026, 9, 1)


async def make_group(
    session: AsyncSession, year: SchoolYear, name: str, grade: int, kind: GroupKind = GroupKind.CLASS
) -> Group:
    return await keep(
        session,
        Group(
            school_id=year.school_id,
            school_year_id=year.id,
            kind=kind,
            name=name,
            grade=grade,
            bell_schedule="1",
        ),
    )


async def make_student(
    session: AsyncSession, group: Group, name: str, birth_date: date = date(2013, 3, 14)
) -> Student:
    """``name`` is ``"Family Given [Patronymic]"``; the student is in the group since 1 September."""
    last, first, *rest = name.split()
    student = await keep(
        session,
        Student(
            school_id=group.school_id,
            number=f"S{next(_numbers)}",
            last_name=last,
            first_name=first,
            patronymic=" ".join(rest),
            birth_date=birth_date,
        ),
    )
    session.add(
        GroupMembership(
            school_id=group.school_id, group_id=group.id, student_id=student.id, joined_on=YEAR_START
        )
    )
    await session.flush()
    return student


async def make_guardian(session: AsyncSession, school: School, name: str) -> Guardian:
    last, first, *rest = name.split()
    return await keep(
        session,
        Guardian(
            school_id=school.id,
            number=f"G{next(_numbers)}",
            last_name=last,
            first_name=first,
            patronymic=" ".join(rest),
        ),
    )


async def make_guardianship(
    session: AsyncSession, guardian: Guardian, student: Student, relation: Relation = Relation.MOTHER
) -> Guardianship:
    return await keep(
        session,
        Guardianship(
            school_id=student.school_id, guardian_id=guardian.id, student_id=student.id, relation=relation
        ),
    )


async def make_staff(session: AsyncSession, school: School, name: str, *roles: Role) -> StaffMember:
    last, first, *rest = name.split()
    return await keep(
        session,
        StaffMember(
            school_id=school.id,
            number=f"T{next(_numbers)}",
            last_name=last,
            first_name=first,
            patronymic=" ".join(rest),
            roles=[StaffRole(role=role) for role in roles],
        ),
    )


async def make_leader(
    session: AsyncSession, group: Group, staff: StaffMember, kind: LeaderKind = LeaderKind.CLASS_TEACHER
) -> GroupLeader:
    return await keep(
        session,
        GroupLeader(
            school_id=group.school_id,
            group_id=group.id,
            staff_id=staff.id,
            kind=kind,
            starts_on=YEAR_START,
        ),
    )


async def make_account(session: AsyncSession, address: str, language: str = "ru") -> Account:
    return await keep(
        session,
        Account(channel=Channel.TELEGRAM, address=address, language=language, created_at=MONDAY_MORNING),
    )


async def link(session: AsyncSession, account: Account, person: Guardianship | Student | StaffMember) -> Link:
    """Tie an account to a guardianship, a student or a member of staff."""
    made = Link(school_id=person.school_id, account_id=account.id, linked_at=MONDAY_MORNING)
    if isinstance(person, Guardianship):
        made.guardianship_id = person.id
    elif isinstance(person, Student):
        made.student_id = person.id
    else:
        made.staff_id = person.id
    return await keep(session, made)
