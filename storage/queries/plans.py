"""Topic plans, and what the lessons of their courses gave of them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Lesson, LessonStatus, PlanTopic, TopicPlan


async def lock_plans(session: AsyncSession, course_ids: Collection[int]) -> None:
    """Let the lessons of these courses be linked by one at a time, until the transaction ends."""
    query = select(TopicPlan.id).where(TopicPlan.course_id.in_(course_ids)).order_by(TopicPlan.id)
    await session.execute(query.with_for_update())


async def topics_of(session: AsyncSession, course_ids: Collection[int]) -> Sequence[Row[int, PlanTopic]]:
    """``(course, topic)`` in the order of the plans."""
    query = (
        select(TopicPlan.course_id, PlanTopic)
        .join(PlanTopic, PlanTopic.plan_id == TopicPlan.id)
        .where(TopicPlan.course_id.in_(course_ids))
        .order_by(TopicPlan.course_id, PlanTopic.position)
    )
    return (await session.execute(query)).all()


async def lessons_with_topic(session: AsyncSession, course_ids: Collection[int]) -> Sequence[Lesson]:
    """The lessons of courses that say what they give or count for a topic, cancelled ones too, in order."""
    query = (
        select(Lesson)
        .where(
            Lesson.course_id.in_(course_ids),
            or_(Lesson.topic != "", Lesson.plan_topic_id.is_not(None)),
        )
        .order_by(Lesson.course_id, Lesson.on_day, Lesson.number)
    )
    return (await session.scalars(query)).all()


async def topics_taken(session: AsyncSession, course_id: int, but_lesson_id: int) -> Sequence[int]:
    """The topics that the course's other lessons count for, each as often as they do."""
    query = select(Lesson.plan_topic_id).where(
        Lesson.course_id == course_id,
        Lesson.id != but_lesson_id,
        Lesson.plan_topic_id.is_not(None),
        Lesson.status != LessonStatus.CANCELLED,
    )
    return [topic_id for topic_id in await session.scalars(query) if topic_id is not None]


async def hours_planned(session: AsyncSession, course_ids: Collection[int]) -> dict[int, int]:
    """Course → hours of its plan; a course without a plan is left out."""
    query = (
        select(TopicPlan.course_id, func.coalesce(func.sum(PlanTopic.hours), 0))
        .outerjoin(PlanTopic, PlanTopic.plan_id == TopicPlan.id)
        .where(TopicPlan.course_id.in_(course_ids))
        .group_by(TopicPlan.course_id)
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def lessons_counted(
    session: AsyncSession, course_ids: Collection[int], now: datetime
) -> Sequence[Row[int, int, int, int, int]]:
    """``(course, due by now, given by the plan, outside it, still to come)``: lessons of each course.

    A cancelled lesson was due and is neither given nor to come; one without a topic is neither given
    by the plan nor outside it.
    """
    begun, takes_place = Lesson.starts_at <= now, Lesson.status != LessonStatus.CANCELLED
    is_linked, says_something = Lesson.plan_topic_id.is_not(None), Lesson.topic != ""
    query = (
        select(
            Lesson.course_id,
            func.sum(case((begun, 1), else_=0)),
            func.sum(case((begun & takes_place & is_linked, 1), else_=0)),
            func.sum(case((begun & takes_place & ~is_linked & says_something, 1), else_=0)),
            func.sum(case((~begun & takes_place, 1), else_=0)),
        )
        .where(Lesson.course_id.in_(course_ids))
        .group_by(Lesson.course_id)
    )
    counted: Sequence[Row[int, int, int, int, int]] = (await session.execute(query)).all()
    return counted


async def lessons_given(session: AsyncSession, course_id: int, now: datetime) -> Sequence[Lesson]:
    """The course's lessons that took place by now and say what they gave, in order."""
    query = (
        select(Lesson)
        .where(
            Lesson.course_id == course_id,
            Lesson.starts_at <= now,
            Lesson.status != LessonStatus.CANCELLED,
            Lesson.topic != "",
        )
        .order_by(Lesson.on_day, Lesson.number)
    )
    return (await session.scalars(query)).all()
