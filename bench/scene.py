"""The sample school in a fresh SQLite file, with a mother, a teacher and a lesson picked out of it."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.clock import wall_clock
from demo.sample.load import fill
from storage.database import Database
from storage.files import Files
from storage.migrate import migrate
from storage.models import (
    Account,
    Channel,
    Course,
    GroupMembership,
    Guardianship,
    Lesson,
    Link,
    Mark,
    StaffMember,
    Work,
    WorkKind,
)

SECRET = b"a secret for measuring only, not for use"
MANY_MARKS = 500
WORKS_A_LESSON = 5
FAMILIES = 1000
FIRST_CHAT = 1_000_000


@dataclass(frozen=True, slots=True)
class Scene:
    database: Database
    database_url: str
    now: datetime
    chats: list[int]
    """A linked guardian each. The child of the first has ``MANY_MARKS`` marks in this term."""
    teacher: StaffMember
    lesson: Lesson
    """The teacher's most recent one, in a large class."""


@asynccontextmanager
async def sample_school() -> AsyncIterator[Scene]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        await migrate(url)
        database = Database(url)
        now = wall_clock()
        await fill(database, now=now, secret=SECRET, files=Files(Path(folder) / "files"))
        async with database.transaction() as session:
            scene = await _scene(session, database, url, now)
        yield scene
        await database.dispose()


async def _scene(session: AsyncSession, database: Database, url: str, now: datetime) -> Scene:
    lesson = await _lesson(session, now)
    course = await session.get_one(Course, lesson.course_id)
    student_id = await _student(session, course)
    await _mark(session, student_id, now)
    staff_id = lesson.substitute_id or course.teacher_id
    teacher = await session.get_one(StaffMember, staff_id, options=[selectinload(StaffMember.roles)])
    chats = await _link_families(session, student_id, now)
    return Scene(database, url, now, chats, teacher, lesson)


async def _student(session: AsyncSession, course: Course) -> int:
    query = select(func.min(GroupMembership.student_id)).where(GroupMembership.group_id == course.group_id)
    return (await session.scalars(query)).one()


async def _mark(session: AsyncSession, student_id: int, now: datetime) -> None:
    """Give the student ``MANY_MARKS`` more in the term, spread over its lessons."""
    kind_id = (await session.scalars(select(func.min(WorkKind.id)))).one()
    works = [
        Work(
            school_id=lesson.school_id,
            lesson_id=lesson.id,
            kind_id=kind_id,
            title=f"Work {position}",
            position=position,
        )
        for lesson in await _lessons_of(session, student_id, now)
        for position in range(10, 10 + WORKS_A_LESSON)
    ]
    session.add_all(works)
    await session.flush()
    mark = {"student_id": student_id, "changed_at": now}
    session.add_all(
        Mark(school_id=work.school_id, work_id=work.id, value="45"[work.id % 2], **mark) for work in works
    )


async def _lessons_of(session: AsyncSession, student_id: int, now: datetime) -> Sequence[Lesson]:
    query = (
        select(Lesson)
        .join(Course, Course.id == Lesson.course_id)
        .join(GroupMembership, GroupMembership.group_id == Course.group_id)
        .where(GroupMembership.student_id == student_id, Lesson.ends_at < now)
        .order_by(Lesson.on_day.desc())
        .limit(MANY_MARKS // WORKS_A_LESSON)
    )
    return (await session.scalars(query)).all()


async def _link_families(session: AsyncSession, first: int, now: datetime) -> list[int]:
    """Accounts of ``FAMILIES`` guardians, the ``first`` student's before all others."""
    query = select(Guardianship).order_by(Guardianship.student_id != first, Guardianship.id).limit(FAMILIES)
    ties = (await session.scalars(query)).all()
    chats = [FIRST_CHAT + number for number in range(len(ties))]
    accounts = [
        Account(channel=Channel.TELEGRAM, address=str(chat), language="kk", created_at=now) for chat in chats
    ]
    session.add_all(accounts)
    await session.flush()
    session.add_all(
        Link(school_id=tie.school_id, account_id=account.id, guardianship_id=tie.id, linked_at=now)
        for tie, account in zip(ties, accounts, strict=True)
    )
    return chats


async def _lesson(session: AsyncSession, now: datetime) -> Lesson:
    size = func.count(GroupMembership.id)
    query = (
        select(Lesson)
        .join(Course, Course.id == Lesson.course_id)
        .join(GroupMembership, GroupMembership.group_id == Course.group_id)
        .where(Lesson.ends_at < now)
        .group_by(Lesson.id)
        .order_by(Lesson.on_day.desc(), size.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one()
