"""No rule freezes anything for ever: under each of the five regulations what has closed has a recorded way."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day
from services.gradebook import LessonDraft, open_lesson, shown
from services.late_changes import Application, Approval, Document, Protocol, apply_for, decide, enter
from services.regulation import PRESETS, Entry
from storage.files import Files
from storage.models import Change, ChangeKind, Door, Grounds
from tests.cast import Cast
from tests.factories.late_changes import PDF, make_director
from tests.factories.lessons import make_mark, make_work
from tests.factories.school import make_regulation
from tests.services.lesson_cells import mark, save


@pytest.mark.parametrize("preset", PRESETS)
async def test_what_has_closed_is_changed_by_permission(
    session: AsyncSession, cast: Cast, tmp_path: Path, preset: str
) -> None:
    director = await make_director(session, cast)
    await make_regulation(session, cast.school, preset)
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    given = await make_mark(session, work, cast.son, "2")
    cell = mark(cast.son.id, work.id)
    record = await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id)
    now = record.windows.closes_at(Entry.MARKS) + timedelta(minutes=1)
    refused = await save(session, cast.teacher, cast.lesson, {cell: "4"}, now=now)
    assert not refused.is_saved
    filed = await apply_for(
        session,
        staff=cast.teacher,
        lesson_id=cast.lesson.id,
        application=Application(
            Grounds.STUDENT_ILLNESS, frozenset({cast.son.id}), "Was ill", (Document("note.pdf", PDF),)
        ),
        files=Files(tmp_path),
        now=now,
    )
    approval = Approval("17-к", school_day(cast.school, now))
    await decide(session, staff=director, change_id=filed.id, decision=approval, now=now)
    seen = shown(await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id))
    result = await enter(
        session,
        staff=cast.deputy_head,
        change_id=filed.id,
        draft=LessonDraft({**seen, cell: "4"}, seen),
        protocol=Protocol(),
        now=now,
        settle=timedelta(minutes=5),
    )
    assert result.is_saved
    assert given.value == "4"
    recorded = (await session.scalars(select(Change).where(Change.kind == ChangeKind.MARK))).all()
    assert [(one.was, one.became, one.door) for one in recorded] == [("2", "4", Door.PERMISSION)]
