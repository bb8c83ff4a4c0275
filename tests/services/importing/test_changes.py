"""What a second import changes, ends, leaves alone."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.importing import (
    NoteCode,
    SheetKind,
    apply,
)
from services.movement import Order, let_go, transfer
from services.regulation import in_force
from storage.models import (
    Course,
    Group,
    GroupKind,
    GroupLeader,
    GroupMembership,
    Guardianship,
    LeaderKind,
    Lesson,
    RegulationVersion,
    Role,
    School,
    StaffMember,
    StaffRole,
    Student,
    Subject,
    TimetableEntry,
    WorkKind,
)
from tests.factories.files import small_school
from tests.factories.people import make_staff
from tests.services.importing.way import NOW, TODAY, bring_in, count, dry_run


async def test_a_student_who_changes_class_leaves_the_old_one(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    sheets = small_school()
    sheets["Ученики"][2][3] = "3 «Б»"
    report = await bring_in(session, sheets)
    assert report.counts[SheetKind.STUDENTS].changed == 1
    query = (
        select(Group.name, GroupMembership.joined_on, GroupMembership.left_on)
        .join(Group, Group.id == GroupMembership.group_id)
        .join(Student, Student.id == GroupMembership.student_id)
        .where(Student.number == "А-2", Group.kind == GroupKind.CLASS)
        .order_by(GroupMembership.joined_on)
    )
    assert [tuple(row) for row in await session.execute(query)] == [
        ("7 «А»", date(2026, 9, 1), TODAY - timedelta(days=1)),
        ("3 «Б»", TODAY, None),
    ]
    assert (await dry_run(session, sheets)).changes_nothing


async def test_a_subgroup_no_longer_listed_ends_but_only_where_the_column_is(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    silent = {"Ученики": [row[:4] for row in small_school()["Ученики"]]}
    assert (await dry_run(session, silent)).changes_nothing
    sheets = {"Ученики": small_school()["Ученики"]}
    sheets["Ученики"][1][4] = ""
    await bring_in(session, sheets)
    assert await count(session, GroupMembership, GroupMembership.left_on.is_not(None)) == 1


async def test_a_new_class_teacher_replaces_the_old_and_may_return(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    sheets = {"Классы": small_school()["Классы"]}
    for number in ("001", "002"):
        sheets["Классы"][1][4] = number
        await bring_in(session, sheets)
        query = (
            select(StaffMember.number)
            .join(GroupLeader, GroupLeader.staff_id == StaffMember.id)
            .join(Group, Group.id == GroupLeader.group_id)
            .where(
                Group.name == "7 «А»",
                GroupLeader.kind == LeaderKind.CLASS_TEACHER,
                GroupLeader.ends_on.is_(None),
            )
        )
        assert (await session.scalars(query)).all() == [number]
        assert (await dry_run(session, sheets)).changes_nothing


async def test_roles_become_those_of_the_file(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    sheets = {"Сотрудники": small_school()["Сотрудники"]}
    sheets["Сотрудники"][3][2] = "директор"
    report = await bring_in(session, sheets)
    query = select(StaffRole.role).join(StaffMember).where(StaffMember.number == "003")
    assert (await session.scalars(query)).all() == [Role.DIRECTOR]
    assert report.counts[SheetKind.STAFF].changed == 1


async def test_a_changed_timetable_moves_only_lessons_to_come(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    past = await count(session, Lesson, Lesson.starts_at <= NOW)
    sheets = {"Расписание": small_school()["Расписание"]}
    sheets["Расписание"][1][1] = "пятница"
    report = await bring_in(session, sheets)
    assert await count(session, Lesson, Lesson.starts_at <= NOW) == past
    assert (report.lessons.made, report.lessons.removed) == (5, 4), "five Fridays are left, four Mondays"
    days = await session.scalars(
        select(Lesson.on_day)
        .join(Course)
        .join(Subject)
        .where(Subject.name == "Алгебра", Lesson.starts_at > NOW)
    )
    assert {day.isoweekday() for day in days} == {3, 5}
    assert (await dry_run(session, sheets)).changes_nothing


async def test_a_timetable_of_one_class_leaves_the_others_alone(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    rows = small_school()["Расписание"]
    await bring_in(session, {"Расписание": [rows[0], rows[1]]})
    ended = select(func.count(TimetableEntry.id)).where(TimetableEntry.ends_on < TODAY)
    assert await session.scalar(ended) == 1, "the second algebra lesson of 7 «А», nothing of 3 «Б»"


async def test_people_who_vanish_from_the_file_stay_and_are_named(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    sheets = {"Ученики": small_school()["Ученики"][:3]}
    plan = await dry_run(session, sheets)
    assert plan.changes_nothing
    assert [(note.code, note.items) for note in plan.notes] == [
        (NoteCode.NOT_IN_FILE, ("А-3 Серікқызы Амина",))
    ]
    await apply(session, plan=plan, staff=None, now=NOW)
    assert await count(session, Student) == 3


async def test_terms_that_the_regulation_does_not_know_are_said(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    terms = small_school()["Четверти"]
    head, first = terms[0], list(terms[1])
    first[0] = "Семестр"
    plan = await dry_run(session, {"Четверти": [head, first]})
    assert [(note.code, note.items) for note in plan.notes] == [(NoteCode.OTHER_TERMS, ("Семестр",))]


async def test_the_regulation_keeps_its_languages(session: AsyncSession) -> None:
    """They are the regulation's: a new school's file begins them, no later file changes them unseen."""
    sheets = small_school()
    sheets["Школа"][1][3] = "русский, казахский"
    await bring_in(session, sheets)
    school = (await session.scalars(select(School))).one()
    assert school.languages == ["ru", "kk"]
    assert (await in_force(session, school, NOW)).regulation.languages == ("ru", "kk")
    sheets["Школа"][1][3] = "русский"
    plan = await dry_run(session, sheets)
    assert plan.changes_nothing
    assert [(note.code, note.items) for note in plan.notes] == [(NoteCode.CHOSEN_IN_FORM, ("русский",))]
    await apply(session, plan=plan, staff=None, now=NOW)
    await session.refresh(school)
    assert school.languages == ["ru", "kk"]
    assert await count(session, RegulationVersion) == 1


async def test_a_revoked_guardianship_is_not_given_back_by_an_old_file(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    tie = (await session.scalars(select(Guardianship).order_by(Guardianship.id))).first()
    assert tie is not None
    tie.revoked_at = NOW
    await session.flush()
    plan = await dry_run(session, small_school())
    assert plan.changes_nothing
    assert [note.code for note in plan.notes] == [NoteCode.REVOKED_GUARDIANSHIP]
    await apply(session, plan=plan, staff=None, now=NOW)
    await session.refresh(tie)
    assert tie.revoked_at == NOW


@pytest.fixture
def kinds() -> Callable[[], list[list[Any]]]:
    return lambda: [
        ["Код", "Вид работы", "Қазақша", "Вес", "По умолчанию"],
        ["oral", "Устный ответ", "Ауызша жауап", "1,5", "да"],
        ["exam", "Экзамен", "", 3, ""],
    ]


async def test_kinds_of_work_come_from_the_sheet_instead_of_the_usual_ones(
    session: AsyncSession, kinds: Callable[[], list[list[Any]]]
) -> None:
    await bring_in(session, small_school() | {"Виды работ": kinds()})
    found = (await session.scalars(select(WorkKind).order_by(WorkKind.position))).all()
    assert [(one.code, str(one.weight), one.is_default) for one in found] == [
        ("oral", "1.5", True),
        ("exam", "3", False),
    ]
    assert found[0].names == {"ru": "Устный ответ", "kk": "Ауызша жауап"}
    school = (await session.scalars(select(School))).one()
    works = (await in_force(session, school, NOW)).regulation.works
    assert (works.weight_of("oral"), works.weight_of("exam")) == (Decimal("1.5"), 3)


async def test_another_weight_in_a_later_file_leaves_averages_as_they_are(
    session: AsyncSession, kinds: Callable[[], list[list[Any]]]
) -> None:
    """What a kind weighs is chosen in the form; a kind that is new brings its weight along."""
    await bring_in(session, small_school() | {"Виды работ": kinds()})
    later = [*kinds(), ["quiz", "Опрос", "", 2, ""]]
    later[1][3] = 5
    plan = await dry_run(session, {"Виды работ": later})
    assert [(note.code, note.items) for note in plan.notes] == [(NoteCode.CHOSEN_IN_FORM, ("5",))]
    await apply(session, plan=plan, staff=None, now=NOW)
    found = dict((await session.execute(select(WorkKind.code, WorkKind.weight))).all())
    assert found == {"oral": Decimal("1.5"), "exam": 3, "quiz": 2}
    school = (await session.scalars(select(School))).one()
    assert (await in_force(session, school, NOW)).overrides["works.weights.quiz"] == "2"


async def test_a_new_default_kind_takes_over_from_the_old(
    session: AsyncSession, kinds: Callable[[], list[list[Any]]]
) -> None:
    await bring_in(session, small_school())
    await bring_in(session, {"Виды работ": kinds()})
    defaults = await session.scalars(select(WorkKind.code).where(WorkKind.is_default))
    assert defaults.all() == ["oral"]
    assert (await dry_run(session, {"Виды работ": kinds()})).changes_nothing


async def test_an_old_file_does_not_undo_an_order(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    rows = {student.number: student for student in await session.scalars(select(Student))}
    groups = {group.name: group for group in await session.scalars(select(Group))}
    moved, gone = rows["А-1"], rows["А-2"]
    clerk = await make_staff(
        session, await session.get_one(School, moved.school_id), "Әбенова Сәуле", Role.RECORDS_CLERK
    )
    order = Order("45-у", TODAY, TODAY - timedelta(days=1))
    about: dict[str, Any] = {"staff": clerk, "order": order, "now": NOW}
    await transfer(session, student_id=moved.id, group_id=groups["3 «Б»"].id, **about)
    await let_go(session, student_id=gone.id, **about)
    plan = await dry_run(session, small_school())
    assert plan.changes_nothing
    notes = {note.code: len(note.items) for note in plan.notes}
    assert notes[NoteCode.MOVED_BY_ORDER] == 2
    sheets = {"Ученики": [small_school()["Ученики"][0], small_school()["Ученики"][1]]}
    sheets["Ученики"][1] = ["3 «Б»" if cell == "7А" else cell for cell in sheets["Ученики"][1]]
    assert NoteCode.MOVED_BY_ORDER not in {one.code for one in (await dry_run(session, sheets)).notes}
