"""The sample school in a fresh SQLite file, with a mother, a teacher and a lesson picked out of it."""

import tempfile
from collections.abc import AsyncIterator
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
from storage.migrate import migrate
from storage.models import (
    Account,
    Channel,
    Course,
    GroupMembership,
    Guardianship,
    Lesson,
    Link,
    StaffMember,
)

SECRET = b"a secret for measuring only, not for use"


@dataclass(frozen=True, slots=True)
class Scene:
    database: Database
    now: datetime
    parent: Account
    """Linked to one child."""
    accounts: int
    """How many families are linked."""
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
        await fill(database, now=now, secret=SECRET)
        async with database.transaction() as session:
            scene = await _scene(session, database, now)
        yield scene
        await database.dispose()


async def _scene(session: AsyncSession, database: Database, now: datetime) -> Scene:
    accounts = await _link_every_family(session, now)
    lesson = await _lesson(session, now)
    course = await session.get_one(Course, lesson.course_id)
    staff_id = lesson.substitute_id or course.teacher_id
    teacher = await session.get_one(StaffMember, staff_id, options=[selectinload(StaffMember.roles)])
    return Scene(database, now, accounts[0], len(accounts), teacher, lesson)


async def _link_every_family(session: AsyncSession, now: datetime) -> list[Account]:
    accounts = []
    for number, tie in enumerate((await session.scalars(select(Guardianship))).all(), 1_000_000):
        account = Account(channel=Channel.TELEGRAM, address=str(number), language="kk", created_at=now)
        session.add(account)
        await session.flush()
        session.add(
            Link(
                school_id=tie.school_id,
                account_id=account.id,
                guardianship_id=tie.id,
                linked_at=now,
            )
        )
        accounts.append(account)
    await session.flush()
    return accounts


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
