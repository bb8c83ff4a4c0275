"""Topic plans in the store: links made by saving, coverage, who sees what."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.errors import Forbidden
from services.gradebook import open_lesson
from services.plans import Coverage, open_plan, plans_for
from services.plans.coverage import CourseCoverage, covered, worst_first
from storage.database import Database
from storage.models import Course, Lesson, LessonStatus, PlanTopic
from storage.queries.staff import staff_member
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_lesson
from tests.factories.plans import make_plan
from tests.services.lesson_cells import TOPIC, save

WEDNESDAY_NIGHT = MONDAY_MORNING + timedelta(days=2, hours=12)
FRIDAY = date(2026, 11, 27)


async def link_of(session: AsyncSession, lesson: Lesson) -> int | None:
    await session.refresh(lesson, ["plan_topic_id"])
    return lesson.plan_topic_id


async def a_plan(session: AsyncSession, cast: Cast) -> list[PlanTopic]:
    return await make_plan(session, cast.algebra, ("Дроби", 2), ("Проценты", 1), ("Повторение", 1))


async def test_saving_a_topic_of_the_plan_links_the_lesson_to_it(session: AsyncSession, cast: Cast) -> None:
    fractions, percent, _ = await a_plan(session, cast)
    await save(session, cast.teacher, cast.lesson, {TOPIC: "дроби."})
    assert await link_of(session, cast.lesson) == fractions.id
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Проценты"})
    assert await link_of(session, cast.lesson) == percent.id
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Экскурсия"})
    assert await link_of(session, cast.lesson) is None
    assert cast.lesson.topic == "Экскурсия", "a topic outside the plan is nothing wrong"


async def test_an_hour_given_back_is_taken_by_the_next_lesson(session: AsyncSession, cast: Cast) -> None:
    topics = await make_plan(session, cast.algebra, ("Дроби", 1), ("Проценты", 1))
    await save(session, cast.teacher, cast.next_lesson, {TOPIC: "Дроби"})
    assert await link_of(session, cast.next_lesson) == topics[0].id
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Дроби"})
    assert await link_of(session, cast.lesson) == topics[0].id, "the earlier lesson gave it"
    assert await link_of(session, cast.next_lesson) is None
    await save(session, cast.teacher, cast.lesson, {TOPIC: ""})
    assert await link_of(session, cast.next_lesson) == topics[0].id


async def test_a_cancelled_lesson_gives_nothing_until_it_is_restored(
    session: AsyncSession, cast: Cast
) -> None:
    topics = await a_plan(session, cast)
    deputy = await staff_member(session, cast.deputy_head.id)
    assert deputy is not None
    await save(session, cast.teacher, cast.next_lesson, {TOPIC: "Проценты"})
    await timetable.cancel_lesson(session, staff=deputy, lesson_id=cast.next_lesson.id, now=MONDAY_MORNING)
    assert await link_of(session, cast.next_lesson) is None
    await timetable.restore_lesson(session, staff=deputy, lesson_id=cast.next_lesson.id, now=MONDAY_MORNING)
    assert await link_of(session, cast.next_lesson) == topics[1].id


async def test_plans_of_two_courses_with_the_same_titles_never_mix(session: AsyncSession, cast: Cast) -> None:
    """Fan-out over two courses, two schools."""
    here = await make_plan(session, cast.algebra, ("Дроби", 1))
    there = await make_plan(session, cast.other_algebra, ("Дроби", 1))
    await make_plan(session, cast.kazakh, ("Дроби", 1))
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Дроби"})
    await save(session, cast.other_teacher, cast.other_lesson, {TOPIC: "Дроби"})
    assert await link_of(session, cast.lesson) == here[0].id
    assert await link_of(session, cast.other_lesson) == there[0].id
    assert await link_of(session, cast.kazakh_lesson) is None


async def test_a_lesson_is_offered_what_the_others_have_not_given(session: AsyncSession, cast: Cast) -> None:
    await make_plan(session, cast.algebra, ("Дроби", 1), ("Проценты", 2))
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Дроби"})
    offered: Mapping[str, list[str]] = {
        name: [
            topic.title for topic in (await open_lesson(session, staff=cast.teacher, lesson_id=one.id)).topics
        ]
        for name, one in (("given", cast.lesson), ("next", cast.next_lesson))
    }
    assert offered == {"given": ["Дроби", "Проценты"], "next": ["Проценты"]}
    record = await open_lesson(session, staff=cast.class_teacher, lesson_id=cast.kazakh_lesson.id)
    assert record.topics == (), "a course without a plan"


async def test_coverage_counts_hours_given_and_due_by_now(session: AsyncSession, cast: Cast) -> None:
    await a_plan(session, cast)
    cancelled = await make_lesson(session, cast.algebra, date(2026, 11, 25), 1)
    cancelled.status = LessonStatus.CANCELLED
    await make_lesson(session, cast.algebra, FRIDAY, 1)
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Дроби"})
    await save(session, cast.teacher, cast.next_lesson, {TOPIC: "Экскурсия"})
    before = await open_plan(session, staff=cast.teacher, course_id=cast.algebra.id, now=MONDAY_MORNING)
    assert before.coverage == Coverage(planned=4, given=1, outside=0, due=1, to_come=2)
    after = await open_plan(session, staff=cast.teacher, course_id=cast.algebra.id, now=WEDNESDAY_NIGHT)
    assert after.coverage == Coverage(planned=4, given=1, outside=1, due=3, to_come=1)
    assert (after.coverage.behind, after.coverage.spare) == (2, -2)
    assert [[lesson.on_day for lesson in line.lessons] for line in after.lines] == [[MONDAY], [], []]
    assert [lesson.on_day for lesson in after.outside] == [TUESDAY]


def test_nothing_is_due_beyond_the_plan() -> None:
    over = covered(2, begun=5, given=2, outside=3, to_come=4)
    assert (over.due, over.behind, over.spare) == (2, 0, 4)


def test_the_course_most_behind_comes_first_and_those_without_a_plan_last() -> None:
    courses = [
        CourseCoverage(Course(id=number), coverage)
        for number, coverage in enumerate(
            (
                None,
                covered(10, begun=5, given=5, outside=0, to_come=5),
                covered(10, begun=5, given=3, outside=2, to_come=9),
                covered(10, begun=5, given=5, outside=0, to_come=3),
            )
        )
    ]
    assert [one.course.id for one in worst_first(courses)] == [2, 3, 1, 0]


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("teacher", {"algebra"}),
        ("class_teacher", {"kazakh", "reading"}),
        ("curator", set()),
        ("deputy_head", {"algebra", "kazakh", "reading"}),
        ("administrator", {"algebra", "kazakh", "reading"}),
        ("other_teacher", {"other_algebra"}),
    ],
)
async def test_heads_see_all_plans_and_teachers_their_own(
    session: AsyncSession, cast: Cast, person: str, sees: set[str]
) -> None:
    staff = await staff_member(session, getattr(cast, person).id)
    assert staff is not None
    found = (await plans_for(session, staff=staff, now=MONDAY_MORNING)).courses
    assert {one.course.id for one in found} == {getattr(cast, name).id for name in sees}


@pytest.mark.parametrize("person", ["curator", "class_teacher", "deputy_head"])
async def test_who_may_look_at_a_course_may_look_at_its_plan(
    session: AsyncSession, cast: Cast, person: str
) -> None:
    staff = await staff_member(session, getattr(cast, person).id)
    assert staff is not None
    plan = await open_plan(session, staff=staff, course_id=cast.algebra.id, now=MONDAY_MORNING)
    assert (plan.lines, plan.outside, plan.coverage) == ((), (), None)


@pytest.mark.parametrize(("person", "course"), [("teacher", "kazakh"), ("other_teacher", "algebra")])
async def test_a_plan_that_is_not_ones_business_is_refused(
    session: AsyncSession, cast: Cast, person: str, course: str
) -> None:
    staff = await staff_member(session, getattr(cast, person).id)
    assert staff is not None
    with pytest.raises(Forbidden):
        await open_plan(session, staff=staff, course_id=getattr(cast, course).id, now=MONDAY_MORNING)


async def test_two_lessons_saved_at_the_same_moment_never_share_an_hour(
    database: Database, stored_cast: Cast
) -> None:
    """Two tabs, two people: the second waits for the first and sees what it took."""
    cast = stored_cast
    async with database.transaction() as session:
        topics = await make_plan(session, cast.algebra, ("Дроби", 1), ("Дроби", 1))

    async def saves(lesson: Lesson) -> None:
        async with database.transaction() as session:
            await save(session, cast.teacher, lesson, {TOPIC: "Дроби"})

    await asyncio.gather(saves(cast.next_lesson), saves(cast.lesson))
    async with database.reading() as session:
        query = (
            select(Lesson.plan_topic_id).where(Lesson.course_id == cast.algebra.id).order_by(Lesson.on_day)
        )
        assert list(await session.scalars(query)) == [topic.id for topic in topics]
