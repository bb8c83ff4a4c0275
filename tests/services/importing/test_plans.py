"""Topic plans from a file: for several classes at once, all or nothing, again, and after lessons were given."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.importing import FaultCode, NoteCode, Report, SheetKind, check, read_files
from storage.models import Course, Group, Lesson, PlanTopic, Subject, TopicPlan
from tests.cast import Cast
from tests.factories.files import as_csv, small_school
from tests.services.importing.way import NOW, bring_in, count, dry_run
from tests.services.lesson_cells import TOPIC, save

HEADINGS = [
    "Класс",
    "Предмет",
    "№ п/п",
    "Раздел",
    "Тема урока",
    "Кол-во часов",
    "Тип урока",
    "Домашнее задание",
]
PLAN: list[list[Any]] = [
    HEADINGS,
    ["7а", "Алгебра", 1, "Числа", "Дроби", 2, "", "§ 1"],
    ["7 «А»", "Алгебра", 2, "Числа", "Проценты", "", "практикум", ""],
    ["7 «А»", "Алгебра", 3, "Итоги", "Повторение", 1, "", ""],
]


def plan(*rows: list[Any]) -> dict[str, list[list[Any]]]:
    return {"КТП": [list(row) for row in (rows or PLAN)]}


async def school_with(session: AsyncSession, *rows: list[Any]) -> Report:
    return await bring_in(session, small_school() | plan(*rows))


async def topics(session: AsyncSession, subject: str = "Алгебра") -> list[tuple[Any, ...]]:
    query = (
        select(PlanTopic.position, PlanTopic.title, PlanTopic.hours)
        .join(TopicPlan, TopicPlan.id == PlanTopic.plan_id)
        .join(Course, Course.id == TopicPlan.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .where(Subject.name == subject)
        .order_by(TopicPlan.id, PlanTopic.position)
    )
    return [tuple(row) for row in await session.execute(query)]


async def test_a_plan_is_brought_in_with_its_topics_in_order(session: AsyncSession) -> None:
    report = await school_with(session)
    assert report.counts[SheetKind.PLANS].new == 3
    assert await topics(session) == [(1, "Дроби", 2), (2, "Проценты", 1), (3, "Повторение", 1)]
    first = (await session.scalars(select(PlanTopic).order_by(PlanTopic.position))).first()
    assert first is not None
    assert (first.section, first.lesson_kind, first.homework) == ("Числа", "", "§ 1")


async def test_the_same_plan_again_changes_nothing(session: AsyncSession) -> None:
    await school_with(session)
    again = await dry_run(session, plan())
    assert again.changes_nothing
    assert again.counts[SheetKind.PLANS].unchanged == 3


async def test_one_text_serves_several_classes(session: AsyncSession) -> None:
    rows = [
        ["Сыныптар", "Пән", "Реті", "Тақырып"],
        ["3б; 7 «А» 1 подгруппа, 3 «Б»", "Казахский язык", 1, "Отбасы"],
    ]
    report = await bring_in(session, small_school() | {"КТЖ": rows})
    assert report.counts[SheetKind.PLANS].new == 1
    assert await topics(session, "Казахский язык") == [(1, "Отбасы", 1)] * 2
    assert (await dry_run(session, {"КТЖ": rows})).changes_nothing


async def test_a_class_added_to_a_row_is_new_and_the_others_stay(session: AsyncSession) -> None:
    headings = ["Classes", "Subject", "No.", "Topic", "Hours"]
    await bring_in(
        session, small_school() | {"Topic plans": [headings, ["3 «Б»", "Казахский язык", 1, "Отбасы", 2]]}
    )
    before = set(await session.scalars(select(PlanTopic.id)))
    both = {"Topic plans": [headings, ["3 «Б»; 7 «А» 1 подгруппа", "Казахский язык", 1, "Отбасы", 2]]}
    await bring_in(session, both)
    assert before < set(await session.scalars(select(PlanTopic.id)))
    assert await count(session, TopicPlan) == 2


async def test_a_plan_is_recognised_by_its_headings_alone(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    tables = read_files({"алгебра 7.csv": as_csv(PLAN)})
    found = await check(session, staff=None, tables=tables, now=NOW)
    assert (found.faults, found.counts[SheetKind.PLANS].new) == ((), 3)


@pytest.mark.parametrize(
    ("place", "value", "code", "heading"),
    [
        (0, "9 «Ы»", FaultCode.UNKNOWN_REFERENCE, "Класс"),
        (0, "7 «А»; 9 «Ы»", FaultCode.UNKNOWN_REFERENCE, "Класс"),
        (0, ";", FaultCode.EMPTY, "Класс"),
        (0, "3 «Б»", FaultCode.NO_COURSE, "Предмет"),
        (0, "3 «Б»; 7 «А»", FaultCode.NO_COURSE, "Предмет"),
        (1, "Магия", FaultCode.UNKNOWN_REFERENCE, "Предмет"),
        (1, "", FaultCode.EMPTY, "Предмет"),
        (2, 1, FaultCode.DUPLICATE, None),
        (2, "первая", FaultCode.NOT_A_NUMBER, "№ п/п"),
        (2, 0, FaultCode.OUT_OF_RANGE, "№ п/п"),
        (4, "", FaultCode.EMPTY, "Тема урока"),
        (4, "Ы" * 301, FaultCode.TOO_LONG, "Тема урока"),
        (5, "много", FaultCode.NOT_A_NUMBER, "Кол-во часов"),
        (5, 0, FaultCode.OUT_OF_RANGE, "Кол-во часов"),
    ],
)
async def test_every_fault_is_found_at_its_row_and_column(
    session: AsyncSession, place: int, value: Any, code: FaultCode, heading: str | None
) -> None:
    await bring_in(session, small_school())
    sheets = plan()
    sheets["КТП"][2][place] = value
    found = await dry_run(session, sheets)
    assert [(fault.code, fault.row, fault.column) for fault in found.faults] == [(code, 3, heading)]
    assert await count(session, PlanTopic) == 0


async def test_a_fault_of_a_row_with_many_classes_is_named_once(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    found = await dry_run(session, plan(HEADINGS, ["7 «А»; 3 «Б»", "Магия", 1, "", "Зелья", 1, "", ""]))
    assert [fault.code for fault in found.faults] == [FaultCode.UNKNOWN_REFERENCE]


async def test_a_teacher_is_asked_for_only_where_two_give_the_subject(session: AsyncSession) -> None:
    sheets = small_school()
    sheets["Нагрузка"].append(["Алгебра", "7 «А»", "003"])
    sheets["Расписание"][2][4] = "002"
    await bring_in(session, sheets)
    found = await dry_run(session, plan(*PLAN[:2]))
    assert [(fault.code, fault.facts) for fault in found.faults] == [
        (FaultCode.WHICH_TEACHER, {"group": "7а"})
    ]
    named = plan([*HEADINGS, "Учитель"], [*PLAN[1], "003"])
    assert (await dry_run(session, named)).faults == ()


async def test_a_plan_shortened_loses_the_topics_nobody_gave(session: AsyncSession, cast: Cast) -> None:
    await bring_in(session, plan(HEADINGS, *PLAN[1:]), cast.administrator)
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Повторение"})
    shorter = await dry_run(session, plan(*PLAN[:2]), cast.administrator)
    assert [(note.code, note.items) for note in shorter.notes] == [
        (NoteCode.GIVEN_TOPIC, ("7 «А», Алгебра: Повторение",))
    ]
    await bring_in(session, plan(*PLAN[:2]), cast.administrator)
    assert [one[1] for one in await topics(session)] == ["Дроби", "Повторение"]
    assert (await dry_run(session, plan(*PLAN[:2]), cast.administrator)).changes_nothing


async def test_lessons_given_keep_their_topics_when_the_plan_changes(
    session: AsyncSession, cast: Cast
) -> None:
    await bring_in(session, plan(), cast.administrator)
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Дроби"})
    link = cast.lesson.plan_topic_id
    reworded = plan()
    reworded["КТП"][1][4:6] = ["Обыкновенные дроби", 1]
    report = await bring_in(session, reworded, cast.administrator)
    assert report.counts[SheetKind.PLANS].changed == 1
    await session.refresh(cast.lesson)
    assert cast.lesson.plan_topic_id == link is not None
    await save(session, cast.teacher, cast.next_lesson, {TOPIC: "Обыкновенные дроби"})
    await session.refresh(cast.next_lesson)
    assert cast.next_lesson.plan_topic_id is None, "its only hour was given on Monday"


async def test_a_plan_that_comes_late_finds_the_lessons_already_given(
    session: AsyncSession, cast: Cast
) -> None:
    await save(session, cast.teacher, cast.lesson, {TOPIC: "проценты"})
    await save(session, cast.class_teacher, cast.kazakh_lesson, {TOPIC: "Проценты"})
    await bring_in(session, plan(), cast.administrator)
    linked = select(Lesson.id).where(Lesson.plan_topic_id.is_not(None))
    assert list(await session.scalars(linked)) == [cast.lesson.id]


async def test_a_plan_is_for_the_administrators_own_school(session: AsyncSession, cast: Cast) -> None:
    await bring_in(session, plan(), cast.administrator)
    query = select(Group.school_id).join(Course).join(TopicPlan, TopicPlan.course_id == Course.id)
    assert set(await session.scalars(query)) == {cast.school.id}
