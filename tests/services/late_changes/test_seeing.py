"""Who sees applications, their documents and the table of changes (R35)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from services.gradebook import LessonDraft, open_lesson, shown
from services.late_changes import (
    Protocol,
    enter,
    late_changes_for,
    open_document,
    open_late_change,
    table_of_changes,
)
from storage.files import Files
from storage.models import LateChange, Role, StaffMember, Work
from tests.cast import Cast
from tests.factories.late_changes import LATE, PDF, make_late_change
from tests.factories.people import make_staff
from tests.services.lesson_cells import mark


async def test_the_table_of_changes_is_for_heads(
    session: AsyncSession, cast: Cast, director: StaffMember, approved: LateChange, work: Work
) -> None:
    assert await table_of_changes(session, staff=cast.deputy_head, now=LATE) == []
    await _enter(session, cast, approved, work)
    for head in (cast.deputy_head, director, cast.administrator):
        (line,) = await table_of_changes(session, staff=head, now=LATE)
        assert (line.change.id, line.students) == (approved.id, (cast.son,))
    for person in (cast.teacher, cast.class_teacher, cast.curator):
        with pytest.raises(Forbidden):
            await table_of_changes(session, staff=person, now=LATE)
    assert await table_of_changes(session, staff=await _stranger(session, cast), now=LATE) == []


async def test_an_application_and_its_documents_are_for_those_involved(
    session: AsyncSession, cast: Cast, director: StaffMember, approved: LateChange, tmp_path: Path
) -> None:
    files = Files(tmp_path)
    for person in (cast.teacher, director, cast.deputy_head, cast.administrator):
        opened = await open_late_change(session, staff=person, change_id=approved.id, now=LATE)
        assert (opened.may_decide, opened.may_enter) == (False, person is cast.deputy_head)
        document, content = await open_document(
            session, staff=person, change_id=approved.id, number=1, files=files
        )
        assert (document.media_type, content) == ("application/pdf", PDF)
    for person in (cast.class_teacher, cast.curator, cast.other_teacher, await _stranger(session, cast)):
        with pytest.raises(Forbidden):
            await open_late_change(session, staff=person, change_id=approved.id, now=LATE)
        with pytest.raises(Forbidden):
            await open_document(session, staff=person, change_id=approved.id, number=1, files=files)
    for number in (0, 2, -1):
        with pytest.raises(Forbidden):
            await open_document(session, staff=director, change_id=approved.id, number=number, files=files)


async def test_the_list_begins_with_what_waits_for_the_reader(
    session: AsyncSession, cast: Cast, director: StaffMember, approved: LateChange, tmp_path: Path
) -> None:
    filed = await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.classmate)

    async def seen_by(staff: StaffMember) -> list[tuple[int, bool]]:
        found = await late_changes_for(session, staff=staff, now=LATE)
        return [(one.change.id, one.is_mine_to_act) for one in found]

    assert await seen_by(director) == [(filed.id, True), (approved.id, False)]
    assert await seen_by(cast.deputy_head) == [(approved.id, True), (filed.id, False)]
    assert await seen_by(cast.teacher) == [(filed.id, False), (approved.id, False)]
    assert await seen_by(cast.class_teacher) == []
    assert await seen_by(await _stranger(session, cast)) == []


async def _enter(session: AsyncSession, cast: Cast, change: LateChange, work: Work) -> None:
    seen = shown(await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id))
    await enter(
        session,
        staff=cast.deputy_head,
        change_id=change.id,
        draft=LessonDraft({**seen, mark(cast.son.id, work.id): "4"}, seen),
        protocol=Protocol(),
        now=LATE,
        settle=timedelta(minutes=5),
    )


async def _stranger(session: AsyncSession, cast: Cast) -> StaffMember:
    """A director of the other school."""
    return await make_staff(session, cast.other_school, "Петров Пётр", Role.DIRECTOR)
