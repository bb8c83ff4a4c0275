"""A delivery over a stored cast, with a messenger made by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from notifications.delivery import Delivery
from services.alerts import attendance_saved, marks_saved
from services.gradebook import Entered, save_term_marks
from storage.database import Database
from storage.models import (
    Attendance,
    Attestation,
    Channel,
    Course,
    Door,
    Group,
    Lesson,
    Mark,
    MarkRevision,
    OutboxItem,
    OutboxStatus,
    Presence,
    SchoolYear,
    StaffMember,
    Student,
    Term,
)
from tests.carrier import FakeCarrier
from tests.cast import Cast
from tests.clock import SETTLE, Clock
from tests.factories.attestation import quarters_of
from tests.factories.lessons import make_attendance, make_mark, make_work


@dataclass
class Post:
    """The school writes, the clock moves, the messenger shows what arrived."""

    database: Database
    cast: Cast
    clock: Clock
    carrier: FakeCarrier
    delivery: Delivery

    async def gives(
        self, value: str, student: Student | None = None, lesson: Lesson | None = None, comment: str = ""
    ) -> Mark:
        """A teacher saves a new mark."""
        lesson = lesson or self.cast.lesson
        kinds = self.cast.kinds if lesson.school_id == self.cast.school.id else self.cast.other_kinds
        async with self.database.transaction() as session:
            work = await make_work(session, lesson, kinds["answer"])
            mark = await make_mark(session, work, student or self.cast.son, value, self.clock(), comment)
            await marks_saved(session, lesson=lesson, marks=[mark], now=self.clock(), settle=SETTLE)
        return mark

    async def changes(self, mark: Mark, value: str | None, comment: str = "") -> None:
        """A teacher changes a mark, or removes it (``None``)."""
        async with self.database.transaction() as session:
            mark = await session.get_one(Mark, mark.id)
            mark.value, mark.comment = value, comment
            mark.version, mark.changed_at = mark.version + 1, self.clock()
            session.add(
                MarkRevision(
                    school_id=mark.school_id,
                    mark_id=mark.id,
                    version=mark.version,
                    value=value,
                    comment=comment,
                    door=Door.WEB,
                    at=self.clock(),
                )
            )
            await marks_saved(session, lesson=self.cast.lesson, marks=[mark], now=self.clock(), settle=SETTLE)

    async def sums_up(
        self,
        value: str,
        seen: str = "",
        *,
        of: Attestation | Term | None = None,
        course: Course | None = None,
        student: Student | None = None,
        door: Door = Door.WEB,
    ) -> None:
        """The course's teacher saves a mark of the second quarter, or of an exam or of another term."""
        course, student = course or self.cast.algebra, (student or self.cast.son).id
        async with self.database.transaction() as session:
            year = (await session.get_one(Group, course.group_id)).school_year_id
            term = of or (await quarters_of(session, await session.get_one(SchoolYear, year)))[1]
            exam = term.id if isinstance(term, Attestation) else None
            result = await save_term_marks(
                session,
                staff=await session.get_one(StaffMember, course.teacher_id),
                course_id=course.id,
                term_id=term.term_id if isinstance(term, Attestation) else term.id,
                typed={} if exam else {student: value},
                seen={} if exam else {student: seen},
                columns={exam: Entered({student: value}, {student: seen})} if exam else {},
                now=self.clock(),
                settle=SETTLE,
                door=door,
            )
        assert result.changed == 1, (result.faults, result.beside)

    async def misses(
        self,
        lesson: Lesson | None = None,
        presence: Presence = Presence.ABSENT,
        student: Student | None = None,
    ) -> Attendance:
        """A teacher notes that somebody was absent or late."""
        lesson = lesson or self.cast.lesson
        async with self.database.transaction() as session:
            entry = await make_attendance(session, lesson, student or self.cast.son, presence)
            await attendance_saved(session, lesson=lesson, entries=[entry], now=self.clock(), settle=SETTLE)
        return entry

    async def corrects(self, entry: Attendance, presence: Presence | None) -> None:
        async with self.database.transaction() as session:
            entry = await session.get_one(Attendance, entry.id)
            entry.presence, entry.version = presence, entry.version + 1
            await attendance_saved(
                session, lesson=self.cast.lesson, entries=[entry], now=self.clock(), settle=SETTLE
            )

    async def delivers(self, **after: float) -> int:
        """So much later, everything that is due leaves."""
        self.clock.advance(**after)
        rounds = 0
        while await self.delivery.deliver_due():
            rounds += 1
            assert rounds < 50, "delivery goes round in circles"
        return rounds

    def another_worker(self) -> Delivery:
        return Delivery(self.database, {Channel.TELEGRAM: self.carrier}, self.clock, chance=lambda: 1.0)

    async def items(self, status: OutboxStatus | None = None) -> Sequence[OutboxItem]:
        query = select(OutboxItem).order_by(OutboxItem.id)
        if status is not None:
            query = query.where(OutboxItem.status == status)
        async with self.database.reading() as session:
            return (await session.scalars(query)).all()

    async def alters(self, *rows: object, **values: object) -> None:
        """Set columns of stored rows."""
        async with self.database.transaction() as session:
            for row in rows:
                merged = await session.merge(row)
                for name, value in values.items():
                    setattr(merged, name, value)

    async def adds(self, *rows: object) -> None:
        async with self.database.transaction() as session:
            session.add_all(rows)


@pytest.fixture
def post(database: Database, stored_cast: Cast, clock: Clock) -> Post:
    carrier = FakeCarrier()
    delivery = Delivery(database, {Channel.TELEGRAM: carrier}, clock, chance=lambda: 1.0)
    return Post(database, stored_cast, clock, carrier, delivery)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """A moment of November 2026 by Almaty's clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Almaty"))
