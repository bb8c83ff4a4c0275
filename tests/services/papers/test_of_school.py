"""The register of the whole school: for heads, by year, group and teacher (R43)."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from services.papers import (
    Filters,
    SchoolRegister,
    may_open_school_register,
    open_school_register,
)
from storage.models import GroupMembership, Role, StaffMember
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.attestation import quarters_of
from tests.factories.papers import make_paper, make_register
from tests.factories.people import make_staff


async def register(
    session: AsyncSession, cast: Cast, filters: Filters | None = None, staff: StaffMember | None = None
) -> SchoolRegister:
    return await open_school_register(
        session,
        staff=staff or cast.deputy_head,
        school=cast.school,
        filters=filters or Filters(),
        now=MONDAY_MORNING,
    )


async def two_registers(session: AsyncSession, cast: Cast) -> None:
    term = (await quarters_of(session, cast.year))[1]
    algebra = await make_register(session, cast.algebra, term)
    await make_register(session, cast.reading, term)
    await make_paper(session, algebra, cast.son, "Привод", "5", cast.curator)


async def test_every_student_of_a_course_stands_there(session: AsyncSession, cast: Cast) -> None:
    await two_registers(session, cast)
    found = await register(session, cast)
    assert [one.register.course.subject.name for one in found.courses] == ["Чтение", "Алгебра"]
    son, classmate = found.courses[1].lines
    assert (son[0].id, son[1].value if son[1] else None) == (cast.son.id, "5")
    assert (classmate[0].id, classmate[1]) == (cast.classmate.id, None)
    assert found.courses[1].supervisor(son[1]).id == cast.curator.id
    assert found.courses[1].supervisor(None).id == cast.teacher.id


async def test_it_is_filtered_by_year_group_and_teacher(session: AsyncSession, cast: Cast) -> None:
    await two_registers(session, cast)
    everything = await register(session, cast)
    assert [one.id for one in everything.groups] == [cast.class_3b.id, cast.class_7a.id]
    assert {one.id for one in everything.teachers} == {cast.teacher.id, cast.class_teacher.id}
    for filters in (
        Filters(group_id=cast.class_7a.id),
        Filters(teacher_id=cast.teacher.id),
        Filters(year_id=cast.year.id, group_id=cast.class_7a.id, teacher_id=cast.teacher.id),
    ):
        (only,) = (await register(session, cast, filters)).courses
        assert only.register.course_id == cast.algebra.id
    elsewhere = await register(
        session, cast, Filters(group_id=cast.other_class.id, teacher_id=cast.other_teacher.id)
    )
    assert len(elsewhere.courses) == 2, "what is left from another year does not matter"
    with pytest.raises(Forbidden):
        await register(session, cast, Filters(year_id=cast.other_class.school_year_id))


async def test_who_left_before_the_term_is_not_in_it_unless_with_a_paper(
    session: AsyncSession, cast: Cast
) -> None:
    await two_registers(session, cast)
    term = (await quarters_of(session, cast.year))[1]
    for stay in await session.scalars(
        GroupMembership.__table__.select().with_only_columns(GroupMembership.id)
    ):
        (await session.get_one(GroupMembership, stay)).left_on = term.starts_on - timedelta(days=1)
    await session.flush()
    reading, algebra = (await register(session, cast)).courses
    assert reading.lines == ()
    assert [student.id for student, _paper in algebra.lines] == [cast.son.id]


@pytest.mark.parametrize("role", list(Role))
async def test_heads_of_the_school_and_of_departments_read_it(
    session: AsyncSession, cast: Cast, role: Role
) -> None:
    person = await make_staff(session, cast.school, "Новый Человек", role)
    assert await may_open_school_register(session, staff=person) is False, "no course has papers yet"
    await two_registers(session, cast)
    if role in {Role.TEACHER, Role.RECORDS_CLERK}:
        assert await may_open_school_register(session, staff=person) is False
        with pytest.raises(Forbidden):
            await register(session, cast, staff=person)
    else:
        assert await may_open_school_register(session, staff=person) is True
        assert len((await register(session, cast, staff=person)).courses) == 2
