"""Classes go into the next year by order, on one day, and nothing of the past year changes (R38, R39, R45)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from services.years import (
    Apart,
    Choices,
    ClassChoice,
    Fate,
    Outcome,
    Promoted,
    StudentChoice,
    open_promotion,
    promote,
)
from storage.models import (
    AuditEntry,
    Course,
    Group,
    GroupLeader,
    GroupMembership,
    LeaderKind,
    SchoolYear,
    StaffMember,
    Student,
)
from tests.cast import Cast
from tests.factories.codes import make_code
from tests.factories.lessons import make_course
from tests.factories.people import make_group, make_student
from tests.factories.years import JUNE, NEXT_START, ORDER_DAY, make_subgroup

LAST_DAY = NEXT_START - timedelta(days=1)


def _up(cast: Cast, *, loads: bool = True) -> dict[int, ClassChoice]:
    return {
        cast.class_7a.id: ClassChoice(Outcome.PROMOTED, "8 «А»", loads),
        cast.class_3b.id: ClassChoice(Outcome.PROMOTED, "4 «Б»", loads),
    }


async def _promote(
    session: AsyncSession,
    staff: StaffMember,
    year: SchoolYear,
    classes: dict[int, ClassChoice],
    students: dict[int, StudentChoice] | None = None,
    number: str = "45-у",
    on_day: date | None = ORDER_DAY,
) -> Promoted:
    return await promote(
        session,
        staff=staff,
        year_id=year.id,
        choices=Choices(classes, students or {}),
        number=number,
        on_day=on_day,
        now=JUNE,
    )


async def _stays(session: AsyncSession, student: Student) -> list[tuple[str, date, date | None]]:
    query = (
        select(Group.name, GroupMembership.joined_on, GroupMembership.left_on)
        .join(Group, Group.id == GroupMembership.group_id)
        .where(GroupMembership.student_id == student.id)
        .order_by(GroupMembership.joined_on, Group.name)
    )
    return [tuple(row) for row in await session.execute(query)]


async def test_the_page_proposes_names_and_who_graduates(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    eleventh = await make_group(session, cast.year, "11 «А»", 11)
    await make_student(session, eleventh, "Выпускник Павел")
    page = await open_promotion(session, staff=director, year_id=next_year.id)
    assert [(one.group.name, one.proposed_name, one.proposed) for one in page.waiting] == [
        ("3 «Б»", "4 «Б»", Outcome.PROMOTED),
        ("7 «А»", "8 «А»", Outcome.PROMOTED),
        ("11 «А»", "", Outcome.GRADUATES),
    ]
    assert page.former.id == cast.year.id


async def test_classes_go_up_with_students_leaders_and_loads(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    english = await make_subgroup(session, cast.class_7a, "7 «А» англ. 1", cast.son)
    await make_course(session, cast.algebra.subject, english, cast.teacher)
    done = await _promote(session, director, next_year, _up(cast))
    assert done.counts == {Fate.PROMOTED: 3}
    assert await _stays(session, cast.son) == [
        ("7 «А»", date(2026, 9, 1), LAST_DAY),
        ("7 «А» англ. 1", date(2026, 9, 1), LAST_DAY),
        ("8 «А»", NEXT_START, None),
        ("8 «А» англ. 1", NEXT_START, None),
    ]
    groups = {
        group.name: group
        for group in await session.scalars(select(Group).where(Group.school_year_id == next_year.id))
    }
    assert {name: group.grade for name, group in groups.items()} == {
        "4 «Б»": 4,
        "8 «А»": 8,
        "8 «А» англ. 1": 8,
    }
    assert groups["8 «А» англ. 1"].parent_id == groups["8 «А»"].id
    new = groups["8 «А»"]
    leaders = await session.scalars(select(GroupLeader).where(GroupLeader.group_id == new.id))
    assert {(one.kind, one.staff_id, one.starts_on) for one in leaders} == {
        (LeaderKind.CLASS_TEACHER, cast.class_teacher.id, NEXT_START),
        (LeaderKind.CURATOR, cast.curator.id, NEXT_START),
    }
    courses = await session.scalars(
        select(Course).where(Course.group_id.in_([g.id for g in groups.values()]))
    )
    assert {(one.group_id, one.subject_id, one.teacher_id) for one in courses} == {
        (new.id, cast.algebra.subject_id, cast.teacher.id),
        (new.id, cast.kazakh.subject_id, cast.class_teacher.id),
        (groups["4 «Б»"].id, cast.reading.subject_id, cast.class_teacher.id),
        (groups["8 «А» англ. 1"].id, cast.algebra.subject_id, cast.teacher.id),
    }


async def test_who_does_not_go_along(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    sixth = await make_group(session, cast.year, "6 «А»", 6)
    pupil = await make_student(session, sixth, "Шестов Илья")
    classes = {**_up(cast, loads=False), sixth.id: ClassChoice(Outcome.PROMOTED, "7 «А»")}
    apart = {
        cast.son.id: StudentChoice(Apart.REPEATS),
        cast.classmate.id: StudentChoice(Apart.LEAVES),
        cast.daughter.id: StudentChoice(Apart.CONDITIONAL),
    }
    done = await _promote(session, director, next_year, classes, apart)
    assert done.counts == {Fate.PROMOTED: 1, Fate.REPEATS: 1, Fate.LEFT: 1, Fate.CONDITIONAL: 1}
    assert (await _stays(session, cast.son))[-1] == ("7 «А»", NEXT_START, None)
    assert (await _stays(session, pupil))[-1] == ("7 «А»", NEXT_START, None)
    assert await _stays(session, cast.classmate) == [("7 «А»", date(2026, 9, 1), ORDER_DAY)]
    assert (cast.classmate.left_on, cast.son.left_on) == (ORDER_DAY, None)
    new_ones = select(Course.id).join(Group, Group.id == Course.group_id)
    assert not list(await session.scalars(new_ones.where(Group.name == "8 «А»")))
    (entry,) = await session.scalars(select(AuditEntry))
    assert (entry.action, entry.facts["order"], entry.facts["order_on"]) == (
        "promote_classes",
        "45-у",
        "2027-06-25",
    )
    assert entry.facts["apart"] == {
        str(cast.son.id): "repeats",
        str(cast.classmate.id): "left",
        str(cast.daughter.id): "conditional",
    }


async def test_graduates_stay_till_the_end_of_the_year_whatever_the_orders_day(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    classes = {cast.class_7a.id: ClassChoice(Outcome.GRADUATES)}
    done = await _promote(session, director, next_year, classes, on_day=date(2027, 5, 20))
    assert done.counts == {Fate.GRADUATED: 2}
    assert cast.son.left_on == date(2027, 5, 31)
    page = await open_promotion(session, staff=director, year_id=next_year.id)
    assert [one.group.name for one in page.waiting] == ["3 «Б»"], "what was left for later still waits"
    assert [one.name for one in page.done] == ["7 «А»"]


async def test_unused_codes_of_graduates_open_nothing_any_more(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    """As for everybody who leaves by an order of their own (R21)."""
    of_graduate = await make_code(session, cast.son, "ABCD-EFGH-JKMN")
    of_other = await make_code(session, cast.daughter, "ABCD-EFGH-JKMP")
    await _promote(session, director, next_year, {cast.class_7a.id: ClassChoice(Outcome.GRADUATES)})
    for code in (of_graduate, of_other):
        await session.refresh(code)
    assert (of_graduate.revoked_at is not None, of_other.revoked_at) == (True, None)


async def test_a_class_that_an_import_brought_is_joined(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    imported = await make_group(session, next_year, "8А", 8)
    await make_course(session, cast.algebra.subject, imported, cast.class_teacher)
    newcomer = await make_student(session, imported, "Новиков Олег")
    await _promote(session, director, next_year, {cast.class_7a.id: ClassChoice(Outcome.PROMOTED, "8 «А»")})
    assert (await _stays(session, cast.son))[-1] == ("8А", NEXT_START, None)
    assert len(await _stays(session, newcomer)) == 1
    courses = await session.scalars(select(Course).where(Course.group_id == imported.id))
    assert {(one.subject_id, one.teacher_id) for one in courses} == {
        (cast.algebra.subject_id, cast.class_teacher.id),
        (cast.kazakh.subject_id, cast.class_teacher.id),
    }, "the load that was brought in stays, what it lacks is copied"


async def test_a_second_tap_moves_nobody_twice(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    apart = {cast.classmate.id: StudentChoice(Apart.LEAVES)}
    await _promote(session, director, next_year, _up(cast), apart)
    before = await _stays(session, cast.son)
    again = await _promote(session, cast.administrator, next_year, _up(cast), apart)
    assert (again.counts, again.faults) == ({}, {})
    assert await _stays(session, cast.son) == before
    assert len(list(await session.scalars(select(AuditEntry)))) == 1


@pytest.mark.parametrize(("number", "on_day"), [("", ORDER_DAY), ("45", None), ("9" * 41, ORDER_DAY)])
async def test_without_an_order_nothing_is_carried_out(
    session: AsyncSession,
    cast: Cast,
    director: StaffMember,
    next_year: SchoolYear,
    number: str,
    on_day: date | None,
) -> None:
    done = await _promote(session, director, next_year, _up(cast), number=number, on_day=on_day)
    assert {at: fault.code for at, fault in done.faults.items()} == {"order": "order_missing"}
    assert len(await _stays(session, cast.son)) == 1


async def test_whoever_is_not_of_the_past_year_is_refused(
    session: AsyncSession, cast: Cast, director: StaffMember, next_year: SchoolYear
) -> None:
    theirs = {cast.other_class.id: ClassChoice(Outcome.PROMOTED, "8 «А»")}
    stranger = {cast.other_student.id: StudentChoice(Apart.LEAVES)}
    for classes, students in ((theirs, {}), (_up(cast), stranger)):
        with pytest.raises(Forbidden):
            await _promote(session, director, next_year, classes, students)
    for staff in (cast.deputy_head, cast.teacher, cast.other_teacher):
        with pytest.raises(Forbidden):
            await _promote(session, staff, next_year, _up(cast))
    with pytest.raises(Forbidden):
        await open_promotion(session, staff=director, year_id=cast.year.id)
