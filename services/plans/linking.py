"""Which lesson gives which topic of the plan: told by the lesson's text, in the plan's order (R42)."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Lesson, LessonStatus, PlanTopic
from storage.queries import plans as queries


@dataclass(frozen=True, slots=True)
class Told:
    """What a lesson that takes place says it gave, and the topic it counts for so far."""

    lesson_id: int
    title: str
    topic_id: int | None = None


def title_key(text: str) -> str:
    """What makes two topics the same text: neither case nor spaces nor a full stop at the end."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(plain.split()).rstrip(" .")


def links(topics: Sequence[PlanTopic], lessons: Sequence[Told]) -> dict[int, int]:
    """Lesson → topic, for lessons and topics in their order. Pure; the same whatever was saved first.

    Lessons that say a topic's title take its hours one after the other, from the first topic of that
    title on; whoever comes when they are used up is outside the plan. A lesson whose title the plan no
    longer has keeps its topic: the plan was reworded after the lesson was given.
    """
    titles = {title_key(topic.title) for topic in topics}
    free = {topic.id: topic.hours for topic in topics}
    found: dict[int, int] = {}
    for told in lessons:
        if told.topic_id is not None and title_key(told.title) not in titles and free.get(told.topic_id, 0):
            found[told.lesson_id] = told.topic_id
            free[told.topic_id] -= 1
    hours: defaultdict[str, list[int]] = defaultdict(list)
    for topic in topics:
        hours[title_key(topic.title)] += [topic.id] * free[topic.id]
    places = {key: iter(ids) for key, ids in hours.items()}
    for told in lessons:
        place = next(places.get(title_key(told.title), iter(())), None)
        if place is not None:
            found[told.lesson_id] = place
    return found


def still_to_give(topics: Sequence[PlanTopic], taken: Iterable[int]) -> tuple[PlanTopic, ...]:
    """The topics with hours left, in the plan's order. ``taken`` names a topic once for each of its lessons."""
    left = {topic.id: topic.hours for topic in topics}
    for topic_id in taken:
        if topic_id in left:
            left[topic_id] -= 1
    return tuple(topic for topic in topics if left[topic.id] > 0)


async def topic_changed(session: AsyncSession, *, lesson: Lesson) -> None:
    """Find anew what a lesson gives after its topic was written, and what the others of its course do."""
    lesson.plan_topic_id = None
    await link_lessons(session, course_ids=[lesson.course_id])


async def link_lessons(session: AsyncSession, *, course_ids: Collection[int]) -> None:
    """Bring the lessons of courses in step with their plans as they are now."""
    await queries.lock_plans(session, course_ids)
    topics = topics_by_course(await queries.topics_of(session, course_ids))
    lessons = await queries.lessons_with_topic(session, list(topics))
    for course_id, of_course in groupby(lessons, key=lambda lesson: lesson.course_id):
        own = list(of_course)
        found = links(topics[course_id], [_told(one) for one in own if _takes_place(one)])
        for lesson in own:
            lesson.plan_topic_id = found.get(lesson.id)
    await session.flush()


def topics_by_course(rows: Iterable[tuple[int, PlanTopic]]) -> Mapping[int, list[PlanTopic]]:
    """Course → its topics, from ``(course, topic)``."""
    topics: defaultdict[int, list[PlanTopic]] = defaultdict(list)
    for course_id, topic in rows:
        topics[course_id].append(topic)
    return topics


def _told(lesson: Lesson) -> Told:
    return Told(lesson.id, lesson.topic, lesson.plan_topic_id)


def _takes_place(lesson: Lesson) -> bool:
    return lesson.status is not LessonStatus.CANCELLED
