"""Topic plans of courses."""

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Course, PlanTopic, TopicPlan
from tests.factories import keep


async def make_plan(session: AsyncSession, course: Course, *topics: tuple[str, int]) -> list[PlanTopic]:
    """A plan of ``(title, hours)``, numbered from 1; its topics."""
    plan = await keep(session, TopicPlan(school_id=course.school_id, course_id=course.id))
    return [
        await keep(
            session,
            PlanTopic(
                school_id=course.school_id, plan_id=plan.id, position=position, title=title, hours=hours
            ),
        )
        for position, (title, hours) in enumerate(topics, 1)
    ]
