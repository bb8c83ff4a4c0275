"""Writes into the cells of a lesson's page, as the web form does."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.gradebook import Field, LessonDraft, Place, SaveResult, open_lesson, save_lesson, shown
from storage.models import Lesson, StaffMember
from tests.clock import MONDAY_MORNING

LATER = MONDAY_MORNING + timedelta(minutes=10)
TOPIC, HOMEWORK, DUE, TAKEN = (
    Place(Field.TOPIC),
    Place(Field.HOMEWORK),
    Place(Field.DUE),
    Place(Field.TAKEN),
)


def mark(student_id: int, column: object = "new1") -> Place:
    return Place(Field.MARK, str(column), student_id)


def comment(student_id: int, column: object = "new1") -> Place:
    return Place(Field.COMMENT, str(column), student_id)


def presence(student_id: int) -> Place:
    return Place(Field.PRESENCE, "", student_id)


async def seen_by(session: AsyncSession, staff: StaffMember, lesson: Lesson) -> Mapping[Place, str]:
    return shown(await open_lesson(session, staff=staff, lesson_id=lesson.id))


async def save(
    session: AsyncSession,
    staff: StaffMember,
    lesson: Lesson,
    typed: Mapping[Place, str],
    seen: Mapping[Place, str] | None = None,
    now: datetime = MONDAY_MORNING,
) -> SaveResult:
    """Save cells over what is stored, or over what an older page had ``seen``."""
    if seen is None:
        seen = await seen_by(session, staff, lesson)
    draft = LessonDraft({**seen, **typed}, seen)
    return await save_lesson(
        session, staff=staff, lesson_id=lesson.id, draft=draft, now=now, settle=timedelta(minutes=5)
    )


async def count(session: AsyncSession, model: type) -> int:
    return await session.scalar(select(func.count()).select_from(model)) or 0
