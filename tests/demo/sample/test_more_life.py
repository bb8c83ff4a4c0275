"""What else goes on in the sample school: last year, orders about students, records, points, hand-outs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.diary import homework_on
from services.gradebook import open_class_gradebook
from services.points import Points
from services.records import oversee
from services.years import open_closing, open_promotion
from storage.files import Files
from storage.models import (
    Course,
    DataReport,
    Group,
    GroupKind,
    GroupMembership,
    IndividualHomework,
    IndividualHomeworkStudent,
    Mark,
    Material,
    Movement,
    MovementKind,
    ReportStatus,
    Role,
    School,
    SchoolYear,
    Student,
    StudentRecord,
    Term,
    TermKind,
    TermMark,
    Work,
    WorkKind,
)
from storage.queries import bulk
from tests.demo.sample.conftest import NOW, Filled

pytestmark = pytest.mark.xdist_group("sample")


@pytest_asyncio.fixture
async def session(filled: Filled) -> AsyncIterator[AsyncSession]:
    async with filled[0].reading() as session:
        yield session


async def years_of(session: AsyncSession) -> tuple[SchoolYear, SchoolYear]:
    last, this = (await session.scalars(select(SchoolYear).order_by(SchoolYear.starts_on))).all()
    return last, this


async def test_last_year_is_whole_and_closed(session: AsyncSession) -> None:
    last, _ = await years_of(session)
    assert (last.name, last.closing_order) == ("2025/2026", "86-ө")
    (school,) = (await session.scalars(select(School))).all()
    (director,) = await bulk.staff_with_role(session, school.id, Role.DIRECTOR)
    page = await open_closing(session, staff=director, year_id=last.id, now=NOW)
    assert not page.gaps, page.gaps.counts()
    whole = (
        select(func.count(TermMark.id))
        .join(Term, Term.id == TermMark.term_id)
        .where(Term.school_year_id == last.id, Term.kind == TermKind.YEAR)
    )
    assert (await session.scalar(whole) or 0) > 700


async def test_its_classes_were_promoted_with_everybody_in_them(session: AsyncSession) -> None:
    last, this = await years_of(session)
    (school,) = (await session.scalars(select(School))).all()
    (director,) = await bulk.staff_with_role(session, school.id, Role.DIRECTOR)
    page = await open_promotion(session, staff=director, year_id=this.id)
    assert (page.former.id, page.waiting) == (last.id, ())
    assert [group.name for group in page.done] == ["2 «А»", "7 «Б»", "9 «А»"]


async def test_nobody_is_in_two_classes_on_one_day(session: AsyncSession) -> None:
    stays = (
        select(GroupMembership.student_id, func.count())
        .join(Group, Group.id == GroupMembership.group_id)
        .where(
            Group.kind == GroupKind.CLASS,
            GroupMembership.joined_on <= NOW.date(),
            GroupMembership.left_on.is_(None) | (GroupMembership.left_on >= NOW.date()),
        )
        .group_by(GroupMembership.student_id)
        .having(func.count() > 1)
    )
    assert (await session.execute(stays)).all() == []


async def test_students_came_went_and_changed_classes_by_order(session: AsyncSession) -> None:
    movements = (await session.scalars(select(Movement).order_by(Movement.id))).all()
    kinds = {kind: sum(one.kind is kind for one in movements) for kind in MovementKind}
    assert kinds.pop(MovementKind.PROMOTED) == 73
    assert kinds.pop(MovementKind.CONDITIONAL) == kinds.pop(MovementKind.REPEATS) == 0
    assert kinds == {
        MovementKind.ENROLLED: 2,
        MovementKind.TRANSFERRED: 2,
        MovementKind.LEFT: 3,
        MovementKind.RETURNED: 1,
        MovementKind.GRADUATED: 0,
    }
    assert all(one.order_on < one.on_day <= NOW.date() for one in movements)


async def test_marks_are_brought_along_into_the_new_class(session: AsyncSession) -> None:
    moved = select(Movement).where(Movement.kind == MovementKind.TRANSFERRED)
    movement = (await session.scalars(moved.order_by(Movement.id))).first()
    assert movement is not None
    (school,) = (await session.scalars(select(School))).all()
    deputy = (await bulk.staff_with_role(session, school.id, Role.DEPUTY_HEAD))[0]
    courses = await session.scalars(select(Course.id).where(Course.group_id == movement.to_group_id))
    brought = []
    for course_id in courses.all():
        book = await open_class_gradebook(session, staff=deputy, course_id=course_id, term_id=None, now=NOW)
        brought += [
            line for line in book.lines if line.student.id == movement.student_id and line.brought.marks
        ]
    assert brought


async def test_most_records_are_complete_and_checks_differ(session: AsyncSession) -> None:
    (school,) = (await session.scalars(select(School))).all()
    (administrator,) = await bulk.staff_with_role(session, school.id, Role.ADMINISTRATOR)
    classes = await oversee(session, staff=administrator, now=NOW)
    students, incomplete = sum(one.students for one in classes), sum(one.incomplete for one in classes)
    assert 20 < incomplete < students / 4
    due = [one for one in classes if one.check.is_due]
    assert 6 <= len(due) <= 12
    assert len(classes) == 24
    assert all(one.check.last for one in classes)
    assert await session.scalar(select(func.count(StudentRecord.id)))


async def test_reports_of_two_families_wait_in_the_class_that_is_played(session: AsyncSession) -> None:
    reports = (await session.scalars(select(DataReport))).all()
    assert [one.status for one in reports] == [ReportStatus.WAITING, ReportStatus.WAITING]
    assert {one.about_guardian for one in reports} == {True, False}


async def test_section_works_are_given_in_points_and_never_above_them(session: AsyncSession) -> None:
    query = (
        select(Mark.value, Work.most_points, WorkKind.code)
        .join(Work, Work.id == Mark.work_id)
        .join(WorkKind, WorkKind.id == Work.kind_id)
        .where(Work.most_points.is_not(None))
    )
    rows = (await session.execute(query)).all()
    assert len(rows) > 500
    assert {row.code for row in rows} == {"section_summative"}
    points = [Points.read(row.value) for row in rows]
    assert all(
        one and one.given <= one.most == row.most_points for one, row in zip(points, rows, strict=True)
    )


async def test_homework_for_some_and_materials_are_in_the_classes_of_the_family(
    filled: Filled, session: AsyncSession
) -> None:
    folder = Files(Path(filled[0].engine.url.database or "").parent / "files")
    materials = (await session.scalars(select(Material).order_by(Material.id))).all()
    assert [one.media_type for one in materials] == ["application/pdf", "image/png"] * 2
    assert all(folder.read(one.sha256) for one in materials)
    own = (await session.scalars(select(IndividualHomework))).all()
    assert {one.lesson_id for one in own} == {one.lesson_id for one in materials}
    about = filled[1]["people"][0]["slips"]
    assert len(own) == len(about) == 2
    for homework in own:
        chosen = select(IndividualHomeworkStudent.student_id).where(
            IndividualHomeworkStudent.homework_id == homework.id
        )
        students = (await session.scalars(chosen)).all()
        assert len(students) == 3
        student = await session.get_one(Student, students[0])
        school = await session.get_one(School, student.school_id)
        days = await homework_on(session, child=Child(student, school, None, None), day=homework.due_on)
        items = [item for _, found in days.days for item in found if item.lesson_id == homework.lesson_id]
        assert any(item.is_own and item.text == homework.text for item in items)
        assert sum(len(item.materials) for item in items) == 2
