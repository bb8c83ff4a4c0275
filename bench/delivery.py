"""Telling every family of a school of a new mark, over HTTP, against a loop that only sends.

Both are counted from their first message to their last; how the diary finds out that something is
due, once a second, is no part of it.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.measuring import Measure
from bench.scene import FIRST_CHAT, Scene
from bench.stage import running, stage
from services.alerts import marks_saved
from storage.models import Course, Door, GroupMembership, Lesson, Mark, MarkRevision, Work, WorkKind

TEXT = "Әлихан · <b>5</b> — Алгебра\n\nСегодня, урок 3, контрольная работа № 4 «Квадратные уравнения»"
LIMIT = 30.0
"""What Telegram lets through in a second."""


async def measure(scene: Scene) -> list[Measure]:
    bare = await _bare(scene)
    free, _ = await _alerts(scene)
    limited, refused = await _alerts(scene, "paced")
    many = len(scene.chats)
    return [
        Measure(
            f"{many} families are alerted", "bare send_message", free, bare, at_least=0.5, unit="a second"
        ),
        Measure(
            f"within Telegram's limits, {refused} answered 429",
            "the limit",
            limited,
            LIMIT,
            at_least=29.5 / LIMIT,
            unit="a second",
        ),
    ]


async def _bare(scene: Scene) -> float:
    async with stage() as (stand_in, url):
        stand_in.add_people(scene.chats)
        stand_in.begin()
        arguments = ("sender", str(FIRST_CHAT), str(len(scene.chats)))
        async with running(url, scene.database_url, *arguments, text=TEXT) as process:
            await process.wait()
        return stand_in.rate


async def _alerts(scene: Scene, *flags: str) -> tuple[float, int]:
    """Alerts a second, and how many times Telegram had to say that they were too many."""
    await _queue_a_mark_for_everybody(scene)
    async with stage(limited="paced" in flags) as (stand_in, url):
        stand_in.add_people(scene.chats)
        stand_in.begin()
        async with running(url, scene.database_url, "diary", *flags):
            await stand_in.until_said(len(scene.chats))
        return stand_in.rate, stand_in.limits.refusals


async def _queue_a_mark_for_everybody(scene: Scene) -> None:
    """One new mark for each student of the school, each at the last lesson there was."""
    told: set[int] = set()
    async with scene.database.transaction() as session:
        kinds = await session.scalars(select(WorkKind).where(WorkKind.is_default))
        kind = kinds.one()
        day = scene.lesson.on_day
        lessons = await session.scalars(
            select(Lesson)
            .where(Lesson.on_day.between(day - timedelta(days=6), day))
            .order_by(Lesson.on_day.desc(), Lesson.id)
        )
        for lesson in lessons.all():
            new = await _members(session, lesson) - told
            told |= new
            marks = await _mark(session, scene, lesson, kind, sorted(new))
            await marks_saved(session, lesson=lesson, marks=marks, now=scene.now, settle=timedelta(0))


async def _members(session: AsyncSession, lesson: Lesson) -> set[int]:
    query = (
        select(GroupMembership.student_id)
        .join(Course, Course.group_id == GroupMembership.group_id)
        .where(Course.id == lesson.course_id)
    )
    return set((await session.scalars(query)).all())


async def _mark(
    session: AsyncSession, scene: Scene, lesson: Lesson, kind: WorkKind, students: list[int]
) -> list[Mark]:
    school_id, now = lesson.school_id, scene.now
    work = Work(school_id=school_id, lesson_id=lesson.id, kind_id=kind.id)
    session.add(work)
    await session.flush()
    marks = [
        Mark(school_id=school_id, work_id=work.id, student_id=student, value="5", changed_at=now)
        for student in students
    ]
    session.add_all(marks)
    await session.flush()
    history = {"school_id": school_id, "version": 1, "value": "5", "comment": "", "door": Door.WEB, "at": now}
    session.add_all(MarkRevision(mark_id=mark.id, **history) for mark in marks)
    return marks
