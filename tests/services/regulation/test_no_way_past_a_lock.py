"""Whatever is done, and in whatever order, no entry moves once its lock has closed (PITFALLS: locks)."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.gradebook import Entered, LessonDraft, open_lesson, save_lesson, save_term_marks, shown
from services.regulation import choose_regulation, note_imported
from storage.database import Database
from storage.models import Attestation, AttestationMark, Mark, School, SchoolYear
from storage.queries.staff import staff_member
from tests.cast import Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.attestation import make_attestation, quarters_of
from tests.services.lesson_cells import mark, presence
from tests.stores import Shape

CLOSES = datetime(2026, 12, 7, 19, 0, tzinfo=UTC)
"""The lesson of Monday obeys the A that was chosen before it: fourteen days, as Almaty counts them."""
BEFORE = datetime(2026, 9, 1, tzinfo=UTC)
MARKS = ("", "2", "3", "4", "5", "осв", "н")
EXAM_MARKS = ("", "2", "3", "4", "5")
ZONES = ("Asia/Almaty", "Europe/Kaliningrad", "Pacific/Kiritimati", "America/Anchorage")

steps = st.one_of(
    st.tuples(st.just("mark"), st.sampled_from(MARKS)),
    st.tuples(st.just("exam"), st.sampled_from(EXAM_MARKS)),
    st.tuples(st.just("presence"), st.sampled_from(("", "absent", "late"))),
    st.tuples(st.just("wait"), st.sampled_from((0.2, 24, 24 * 7))),
    st.tuples(st.just("zone"), st.sampled_from(ZONES)),
    st.tuples(st.just("regulation"), st.sampled_from(("A", "B", "C", "D", "E"))),
    st.tuples(st.just("year"), st.sampled_from(("closed", "open"))),
)
Story = list[tuple[str, Any]]
stories = st.lists(steps, min_size=1, max_size=5)


@dataclass
class Life:
    """The life of one lesson, and of an exam on the same day, told by its steps."""

    database: Database
    cast: Cast
    now: datetime = MONDAY_MORNING
    frozen: dict[Any, str] | None = None
    is_year_closed: bool = False
    as_closed: dict[Any, str] | None = None
    """What stood there when the year was closed; it moves again only once the year is reopened."""

    async def live(self, story: Story) -> None:
        await self._do(lambda session: self._choose(session, "A", BEFORE))
        await self._do(self._plan_exam)
        for step, value in story:
            if step == "closes":
                self.now = max(self.now, CLOSES)
            elif step == "wait":
                self.now += timedelta(hours=value)
            else:
                await self._do(lambda session, step=step, value=value: self._take(session, step, value))
            await self._do(self._look)

    async def _do(self, work: Callable[[AsyncSession], Any]) -> None:
        async with self.database.transaction() as session:
            await work(session)

    async def _take(self, session: AsyncSession, step: str, value: str) -> None:
        if step == "regulation":
            await self._choose(session, value, self.now)
        elif step == "zone":
            school = await session.get_one(School, self.cast.school.id)
            school.time_zone = value
            await note_imported(session, school=school, now=self.now)
        elif step == "year":
            await self._keep_year(session, is_closed=value == "closed")
        elif step == "exam":
            await self._examine(session, value)
        else:
            await self._save(session, step, value)

    async def _plan_exam(self, session: AsyncSession) -> None:
        """Of the first quarter, which is over: so it closes by its own day, together with the lesson."""
        quarter = (await quarters_of(session, self.cast.year))[0]
        await make_attestation(session, self.cast.algebra, quarter, on_day=self.cast.lesson.on_day)

    async def _keep_year(self, session: AsyncSession, *, is_closed: bool) -> None:
        """As closing and reopening write it down; who may is told elsewhere."""
        year = await session.get_one(SchoolYear, self.cast.year.id)
        if is_closed is not self.is_year_closed:
            year.closed_at = self.now if is_closed else None
        self.is_year_closed = is_closed

    async def _choose(self, session: AsyncSession, name: str, at: datetime) -> None:
        staff = await staff_member(session, self.cast.administrator.id)
        assert staff is not None
        scale = {"scale.values": ["1", "2", "3", "4", "5"]}
        await choose_regulation(session, staff=staff, name=name, overrides=scale, now=at)

    async def _save(self, session: AsyncSession, step: str, value: str) -> None:
        work = await session.scalar(select(Mark.work_id))
        son = self.cast.son.id
        place = mark(son, work or "new1") if step == "mark" else presence(son)
        record = await open_lesson(session, staff=self.cast.teacher, lesson_id=self.cast.lesson.id)
        seen = shown(record)
        result = await save_lesson(
            session,
            staff=self.cast.teacher,
            lesson_id=self.cast.lesson.id,
            draft=LessonDraft({**seen, place: value}, seen),
            now=self.now,
            settle=timedelta(minutes=5),
        )
        assert result.is_saved or self._is_closed, "an open lesson was closed"

    async def _examine(self, session: AsyncSession, value: str) -> None:
        exam = (await session.scalars(select(Attestation))).one()
        son = self.cast.son.id
        given = await session.scalar(select(AttestationMark.value))
        result = await save_term_marks(
            session,
            staff=self.cast.teacher,
            course_id=exam.course_id,
            term_id=exam.term_id,
            typed={},
            seen={},
            columns={exam.id: Entered({son: value}, {son: given or ""})},
            now=self.now,
            settle=SETTLE,
        )
        assert result.is_saved or self._is_closed, "an open exam was closed"

    @property
    def _is_closed(self) -> bool:
        return self.now >= CLOSES or self.is_year_closed

    async def _look(self, session: AsyncSession) -> None:
        record = await open_lesson(session, staff=self.cast.teacher, lesson_id=self.cast.lesson.id)
        cells = {str(place): text for place, text in shown(record).items()}
        cells["exam"] = await session.scalar(select(AttestationMark.value)) or ""
        if self.frozen is not None:
            assert cells == self.frozen, "an entry moved after its lock"
        if self.now >= CLOSES:
            self.frozen = cells
        if self.as_closed is not None and self.is_year_closed:
            assert cells == self.as_closed, "an entry moved in a closed year"
        self.as_closed = cells if self.is_year_closed else None


@settings(max_examples=15, deadline=None)
@given(before=stories, after=stories)
def test_no_story_moves_an_entry_past_its_lock(
    shapes: Callable[..., Shape], before: Story, after: Story
) -> None:
    shape = shapes("sqlite", with_cast=True)
    story = [*before, ("closes", None), *after]

    async def tell(folder: str) -> None:
        shutil.copy(shape.name, Path(folder) / "life.db")
        database = Database(f"sqlite:///{Path(folder) / 'life.db'}")
        try:
            await Life(database, shape.cast()).live(story)
        finally:
            await database.dispose()

    with TemporaryDirectory() as folder:
        asyncio.run(tell(folder))
