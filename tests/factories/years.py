"""The year after the cast's, and who may open and close years."""

from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Group, GroupKind, GroupMembership, School, SchoolYear, Student
from tests.factories import keep
from tests.factories.people import YEAR_START

JUNE = datetime(2027, 6, 25, 6, 0, tzinfo=UTC)
"""A morning between the years."""
ORDER_DAY = date(2027, 6, 25)
NEXT_START = date(2027, 9, 1)


async def make_next_year(session: AsyncSession, school: School) -> SchoolYear:
    return await keep(
        session,
        SchoolYear(school_id=school.id, name="2027/2028", starts_on=NEXT_START, ends_on=date(2028, 5, 31)),
    )


async def make_subgroup(session: AsyncSession, parent: Group, name: str, *students: Student) -> Group:
    group = await keep(
        session,
        Group(
            school_id=parent.school_id,
            school_year_id=parent.school_year_id,
            kind=GroupKind.SUBGROUP,
            name=name,
            grade=parent.grade,
            parent_id=parent.id,
        ),
    )
    for student in students:
        session.add(
            GroupMembership(
                school_id=parent.school_id, group_id=group.id, student_id=student.id, joined_on=YEAR_START
            )
        )
    await session.flush()
    return group
