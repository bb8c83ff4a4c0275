"""The whole way of a school's files: dry run, all or nothing, again."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from services.importing import (
    FaultCode,
    NotSound,
    SheetKind,
    apply,
    check,
    read_files,
)
from storage.models import (
    AuditEntry,
    Door,
    Group,
    GroupKind,
    GroupMembership,
    Guardian,
    Guardianship,
    Lesson,
    PerformanceRule,
    School,
    Student,
    Subject,
    WorkKind,
)
from storage.queries.staff import staff_member
from tests.cast import Cast
from tests.factories.files import as_csv, small_school
from tests.services.importing.way import NOW, TODAY, bring_in, count, dry_run


async def test_a_first_import_creates_the_school_with_everybody_in_it(session: AsyncSession) -> None:
    report = await bring_in(session, small_school())
    school = (await session.scalars(select(School))).one()
    assert (school.code, school.name, school.languages) == ("small", "Малая школа", ["kk", "ru"])
    assert school.scale["values"] == ["1", "2", "3", "4", "5"]
    assert report.school_id == school.id
    assert report.counts[SheetKind.STUDENTS].new == 3
    assert await count(session, Student) == 3
    assert await count(session, Guardian) == 2
    assert await count(session, Guardianship) == 3
    assert await count(session, PerformanceRule) == 3
    assert await count(session, WorkKind, WorkKind.is_default) == 1
    assert await count(session, Lesson) == report.lessons.made > 50


async def test_the_same_file_again_changes_nothing(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    before = await count(session, Lesson)
    plan = await dry_run(session, small_school())
    assert plan.changes_nothing
    assert all(one.new == one.changed == 0 for one in plan.counts.values())
    report = await apply(session, plan=plan, staff=None, now=NOW)
    assert await count(session, Lesson) == before
    assert (report.lessons.made, report.lessons.removed) == (0, 0)
    assert await count(session, AuditEntry) == 1, "an import that changed nothing is not news"


async def test_an_import_is_on_record(session: AsyncSession) -> None:
    report = await bring_in(session, small_school())
    entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.door, entry.action, entry.school_id) == (Door.IMPORT, "import_files", report.school_id)
    assert entry.facts["files"] == ["school.xlsx"]
    assert entry.facts["counts"]["students"] == [3, 0, 0]


async def test_a_plan_with_faults_writes_nothing(session: AsyncSession) -> None:
    sheets = small_school()
    sheets["Ученики"][2][2] = "32.13.2013"
    plan = await dry_run(session, sheets)
    with pytest.raises(NotSound):
        await apply(session, plan=plan, staff=None, now=NOW)
    assert await count(session, School) == 0


async def test_sheets_may_come_one_file_at_a_time(session: AsyncSession) -> None:
    sheets = small_school()
    for title, rows in sheets.items():
        files = {f"{title}.csv": as_csv(rows)}
        plan = await check(session, staff=None, tables=read_files(files), now=NOW)
        assert plan.faults == (), title
        await apply(session, plan=plan, staff=None, now=NOW)
    assert (await dry_run(session, sheets)).changes_nothing
    assert await count(session, Lesson) > 50


async def test_classes_are_found_however_they_are_written(session: AsyncSession) -> None:
    """``7А`` with a Latin or a Cyrillic letter, with quotes or a hyphen: one class."""
    sheets = small_school()
    for number, written in enumerate(("7A", '7 "А"'), 1):
        sheets["Ученики"][number][3] = written
    await bring_in(session, sheets)
    query = (
        select(Group.name, func.count(GroupMembership.id))
        .join(GroupMembership, GroupMembership.group_id == Group.id)
        .where(Group.kind == GroupKind.CLASS)
        .group_by(Group.name)
    )
    assert {row[0]: row[1] for row in await session.execute(query)} == {"7 «А»": 2, "3 «Б»": 1}


async def test_names_that_look_like_formulas_are_names(session: AsyncSession) -> None:
    """PITFALLS, access: formula injection through an import."""
    sheets = small_school()
    sheets["Предметы"][1][0] = sheets["Нагрузка"][1][0] = '=HYPERLINK("http://x")'
    sheets["Расписание"] = [sheets["Расписание"][0]]
    await bring_in(session, sheets)
    assert await count(session, Subject, Subject.name == '=HYPERLINK("http://x")') == 1


async def test_html_in_a_name_is_kept_as_it_is(session: AsyncSession) -> None:
    sheets = small_school()
    sheets["Ученики"][1][1] = "<b>Серікұлы</b> Әлихан&Co"
    await bring_in(session, sheets)
    student = (await session.scalars(select(Student).where(Student.number == "А-1"))).one()
    assert student.full_name == "<b>Серікұлы</b> Әлихан&Co"


async def test_two_schools_with_the_same_numbers_never_touch_each_other(session: AsyncSession) -> None:
    """PITFALLS, access: fan-out over two schools."""
    first = await bring_in(session, small_school())
    other = small_school()
    other["Школа"][1][0] = "second"
    for row in other["Сотрудники"][1:]:
        row[3] = ""
    other["Ученики"][1][1] = "Другой Ученик"
    second = await bring_in(session, other)
    assert first.school_id != second.school_id
    names = await session.scalars(
        select(Student.last_name).where(Student.number == "А-1").order_by(Student.school_id)
    )
    assert names.all() == ["Серікұлы", "Другой"]
    assert (await dry_run(session, small_school())).changes_nothing


async def test_only_an_administrator_imports(session: AsyncSession, cast: Cast) -> None:
    for person in (cast.teacher, cast.class_teacher, cast.deputy_head):
        staff = await staff_member(session, person.id)
        assert staff is not None
        with pytest.raises(Forbidden):
            await dry_run(session, small_school(), staff)


async def test_an_administrator_cannot_import_into_another_school(session: AsyncSession, cast: Cast) -> None:
    staff = await staff_member(session, cast.administrator.id)
    sheets = small_school()
    sheets["Школа"][1][0] = "msk"
    plan = await dry_run(session, sheets, staff)
    assert FaultCode.OTHER_SCHOOL in {fault.code for fault in plan.faults}


async def test_an_administrators_file_without_a_school_sheet_is_for_their_school(
    session: AsyncSession, cast: Cast
) -> None:
    staff = await staff_member(session, cast.administrator.id)
    rows = [["№ личного дела", "ФИО", "Дата рождения", "Класс"], ["Н-1", "Новый Ученик", "01.02.2013", "7а"]]
    report = await bring_in(session, {"Ученики": rows}, staff)
    student = (await session.scalars(select(Student).where(Student.number == "Н-1"))).one()
    assert report.school_id == student.school_id == cast.school.id
    joined = await session.scalar(
        select(GroupMembership.joined_on).where(GroupMembership.student_id == student.id)
    )
    assert joined == TODAY, "the class has been running: a new student joins today"
    assert staff is not None
    assert staff.full_name, "the caller's own rows are still readable"


async def test_the_next_year_takes_the_students_along(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    sheets = small_school()
    sheets["Школа"][1][5:] = ["2027/2028", "01.09.2027", "31.05.2028"]
    for row, (first, last) in zip(
        sheets["Четверти"][1:], (("01.09.2027", "24.10.2027"), ("01.11.2027", "26.12.2027")), strict=True
    ):
        row[2:] = [first, last]
    await bring_in(session, sheets)
    groups = await count(session, Group)
    open_ones = await count(session, GroupMembership, GroupMembership.left_on.is_(None))
    assert groups == 8
    assert open_ones == 5, "three students in a class, one of them in a subgroup and one in a club"
