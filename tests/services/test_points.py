"""Section and quarter works in the gradebook: points of a maximum, saved, locked, kept and never counted (R31, R37)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    ChangedMeanwhile,
    EntriesClosed,
    OtherMarksGiven,
    PointsAboveMost,
    UnknownMark,
    WrongMostPoints,
    WrongPoints,
)
from services.gradebook import (
    Field,
    LessonDraft,
    Place,
)
from services.late_changes import Protocol, enter
from storage.models import (
    Attendance,
    Change,
    ChangeKind,
    LateChange,
    Mark,
    MarkRevision,
    OutboxItem,
    Presence,
    Work,
    WorkKind,
)
from tests.cast import Cast
from tests.factories.late_changes import LATE, approve, make_director, make_late_change
from tests.factories.lessons import make_mark, make_work
from tests.factories.points import QUARTER, SECTION, make_points, make_points_work, make_scheme
from tests.services.lesson_cells import LATER, comment, count, mark, presence, save, seen_by


@pytest.fixture
async def kinds(session: AsyncSession, cast: Cast) -> dict[str, WorkKind]:
    return await make_scheme(session, cast.school)


def of(field: Field, work: Work | str) -> Place:
    return Place(field, work if isinstance(work, str) else str(work.id))


async def values(session: AsyncSession) -> dict[int, str | None]:
    return {row[0]: row[1] for row in await session.execute(select(Mark.student_id, Mark.value))}


async def test_points_are_typed_alone_and_kept_with_their_maximum(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    cells = {
        of(Field.KIND, "new1"): str(kinds[SECTION].id),
        of(Field.NUMBER, "new1"): "2",
        of(Field.MOST, "new1"): "15",
        mark(cast.son.id): "12",
        mark(cast.classmate.id): "0",
    }
    assert (await save(session, cast.teacher, cast.lesson, cells)).is_saved
    assert await values(session) == {cast.son.id: "12/15", cast.classmate.id: "0/15"}
    assert (await session.scalars(select(Work.most_points))).one() == 15
    steps = {(one.kind, one.was, one.became) for one in await session.scalars(select(Change))}
    assert {("mark", "", "12/15"), ("work_points", "", "15"), ("work_kind", "", SECTION)} <= steps
    assert (await save(session, cast.teacher, cast.lesson, {})).changed == 0


@pytest.mark.parametrize("text", ["16", "-1", "4.5", "4,5", "12/20", "five", "²", "1/", "/15"])
async def test_other_points_are_refused_with_what_is_possible(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind], text: str
) -> None:
    work = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    result = await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, work.id): text})
    fault = result.faults[mark(cast.son.id, work.id)]
    assert isinstance(fault, WrongPoints)
    assert fault.facts["most"] == 15
    assert await count(session, Mark) == 0


async def test_a_letter_is_absence_and_a_code_a_code(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    work = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    cells = {mark(cast.son.id, work.id): "н", mark(cast.classmate.id, work.id): "12/15"}
    assert (await save(session, cast.teacher, cast.lesson, cells)).is_saved
    assert await values(session) == {cast.classmate.id: "12/15"}
    assert (await session.scalars(select(Attendance.presence))).all() == [Presence.ABSENT]


async def test_points_stay_out_of_works_that_have_marks(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    cells = {mark(cast.son.id): "12/15", of(Field.MOST, "new1"): "15"}
    result = await save(session, cast.teacher, cast.lesson, cells)
    assert isinstance(result.faults[mark(cast.son.id)], UnknownMark)
    cells = {mark(cast.son.id): "5", of(Field.MOST, "new1"): "15"}
    assert (await save(session, cast.teacher, cast.lesson, cells)).is_saved
    assert (await session.scalars(select(Work.most_points))).one() is None, "nobody asked for it"


@pytest.mark.parametrize("most", ["", "0", "101", "x", "1.5"])
async def test_a_work_in_points_needs_its_maximum(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind], most: str
) -> None:
    cells = {
        of(Field.KIND, "new1"): str(kinds[QUARTER].id),
        of(Field.MOST, "new1"): most,
        mark(cast.son.id): "5",
    }
    result = await save(session, cast.teacher, cast.lesson, cells)
    assert {place: type(fault) for place, fault in result.faults.items()} == {
        of(Field.MOST, "new1"): WrongMostPoints
    }
    assert await count(session, Work) == 0


async def test_another_maximum_is_that_of_all_its_marks(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    work = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    given = await make_points(session, work, cast.son, 12)
    cells = {of(Field.MOST, work): "20", mark(cast.classmate.id, work.id): "18"}
    result = await save(session, cast.teacher, cast.lesson, cells)
    assert await values(session) == {cast.son.id: "12/20", cast.classmate.id: "18/20"}
    assert mark(cast.son.id, work.id) in result.written
    query = select(MarkRevision.value).where(MarkRevision.mark_id == given.id).order_by(MarkRevision.version)
    assert (await session.scalars(query)).all() == ["12/15", "12/20"]
    rows = (await session.scalars(select(Change).where(Change.student_id == cast.son.id))).all()
    assert [(one.was, one.became) for one in rows] == [("12/15", "12/20")]
    assert await count(session, OutboxItem) > 0, "the family is told"


async def test_a_maximum_below_points_that_were_given_is_refused_at_its_field(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    work = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    await make_points(session, work, cast.son, 12)
    result = await save(session, cast.teacher, cast.lesson, {of(Field.MOST, work): "11"})
    fault = result.faults[of(Field.MOST, work)]
    assert isinstance(fault, PointsAboveMost)
    assert fault.facts["given"] == 12
    assert await values(session) == {cast.son.id: "12/15"}
    cells = {of(Field.MOST, work): "11", mark(cast.son.id, work.id): "10"}
    assert (await save(session, cast.teacher, cast.lesson, cells)).is_saved, "corrected together"
    assert await values(session) == {cast.son.id: "10/11"}


async def test_marks_do_not_become_points_nor_points_marks(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    in_points = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    with_marks = await make_work(session, cast.lesson, cast.kinds["test"])
    given = await make_points(session, in_points, cast.son, 5)
    await make_mark(session, with_marks, cast.son, "5")
    for cells, work in (
        ({of(Field.KIND, in_points): str(cast.kinds["test"].id)}, in_points),
        ({of(Field.KIND, with_marks): str(kinds[SECTION].id), of(Field.MOST, with_marks): "15"}, with_marks),
    ):
        result = await save(session, cast.teacher, cast.lesson, cells)
        assert isinstance(result.faults[of(Field.KIND, work)], OtherMarksGiven)
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, in_points.id): ""})
    assert given.value is None
    cells = {of(Field.KIND, in_points): str(cast.kinds["test"].id)}
    assert (await save(session, cast.teacher, cast.lesson, cells)).is_saved
    assert in_points.most_points is None


async def test_somebody_elses_points_are_never_overwritten_unseen(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    work = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    cell = mark(cast.son.id, work.id)
    await save(session, cast.teacher, cast.lesson, {cell: "9"})
    page = await seen_by(session, cast.teacher, cast.lesson)
    await save(session, cast.teacher, cast.lesson, {cell: "12"}, now=LATER)
    result = await save(session, cast.teacher, cast.lesson, {cell: "14"}, seen=page, now=LATER)
    assert isinstance(result.faults[cell], ChangedMeanwhile)
    assert result.faults[cell].facts["theirs"] == "12/15"
    same = await save(session, cast.teacher, cast.lesson, {cell: "12"}, seen=page, now=LATER)
    assert (same.is_saved, same.changed) == (True, 0)
    await save(session, cast.teacher, cast.lesson, {of(Field.MOST, work): "20"}, now=LATER)
    result = await save(session, cast.teacher, cast.lesson, {cell: "13"}, seen=page, now=LATER)
    assert result.faults[cell].facts["theirs"] == "12/20", "typed with another maximum in mind"


async def test_comments_go_with_points_as_with_marks(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    work = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    cells = {mark(cast.son.id, work.id): "12", comment(cast.son.id, work.id): "Tasks 3 and 4"}
    assert (await save(session, cast.teacher, cast.lesson, cells)).is_saved
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, work.id): ""})
    assert (await session.scalars(select(Mark.comment))).one() == ""


CLOSED = datetime(2026, 12, 4, 5, 0, tzinfo=UTC)
"""Eleven days after the lesson."""


async def test_points_close_as_marks_do_and_after_their_own_checking_time(
    session: AsyncSession, cast: Cast
) -> None:
    own = {"locks__marks_days": 7, "works__checking_days__section_summative": 12}
    kinds = await make_scheme(session, cast.school, **own)
    section = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    quarter = await make_points_work(session, cast.lesson, kinds[QUARTER], 25)
    await make_points(session, quarter, cast.son, 20)
    cells = {mark(cast.son.id, section.id): "12", of(Field.MOST, section): "20"}
    assert (await save(session, cast.teacher, cast.lesson, cells, now=CLOSED)).is_saved
    for cell, text in (
        (mark(cast.son.id, quarter.id), "21"),
        (mark(cast.son.id, quarter.id), ""),
        (mark(cast.classmate.id, quarter.id), "3"),
        (of(Field.MOST, quarter), "30"),
    ):
        result = await save(session, cast.teacher, cast.lesson, {cell: text}, now=CLOSED)
        assert isinstance(result.faults[cell], EntriesClosed), cell
    after = await save(
        session, cast.teacher, cast.lesson, {mark(cast.son.id, section.id): "1"}, now=CLOSED + timedelta(7)
    )
    assert not after.is_saved


async def test_a_permission_opens_points_of_those_it_names(
    session: AsyncSession, cast: Cast, tmp_path: Path
) -> None:
    director = await make_director(session, cast)
    kinds = await make_scheme(session, cast.school, locks__marks_days=7, locks__attendance_days=7)
    work = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    await make_points(session, work, cast.son, 3)
    await make_points(session, work, cast.classmate, 4)
    change = await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.son)
    await approve(session, director, change)

    async def enters(cells: dict[Place, str]) -> dict[Place, object]:
        seen = await seen_by(session, cast.teacher, cast.lesson)
        result = await enter(
            session,
            staff=cast.deputy_head,
            change_id=change.id,
            draft=LessonDraft({**seen, **cells}, seen),
            protocol=Protocol(),
            now=LATE,
            settle=timedelta(minutes=5),
        )
        return dict(result.faults)

    assert set(await enters({of(Field.MOST, work): "20"})) >= {of(Field.MOST, work)}
    assert await enters({mark(cast.classmate.id, work.id): "14"})
    assert not await enters({mark(cast.son.id, work.id): "14"})
    (line,) = (await session.scalars(select(LateChange.changed))).one()
    assert (line["was"], line["became"]) == ("3/15", "14/15")


async def test_an_absent_students_presence_is_no_points(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    work = await make_points_work(session, cast.lesson, kinds[SECTION], 15)
    await make_points(session, work, cast.son, 12)
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id, work.id): "ж"})
    assert await values(session) == {cast.son.id: "12/15"}
    cells = await seen_by(session, cast.teacher, cast.lesson)
    assert cells[presence(cast.son.id)] == "absent"
    marks = select(Change).where(Change.kind == ChangeKind.MARK)
    assert (await session.scalars(marks)).all() == []


async def test_a_weight_of_its_own_is_none_of_points(
    session: AsyncSession, cast: Cast, kinds: dict[str, WorkKind]
) -> None:
    """The page hides the field: what stood there neither stays nor is in the way."""
    work = await make_work(session, cast.lesson, cast.kinds["test"])
    work.own_weight = Decimal(3)
    await session.flush()
    cells = {
        of(Field.KIND, work): str(kinds[SECTION].id),
        of(Field.MOST, work): "15",
        of(Field.KIND, "new1"): str(kinds[QUARTER].id),
        of(Field.MOST, "new1"): "25",
        of(Field.WEIGHT, "new1"): "heavy",
    }
    assert (await save(session, cast.teacher, cast.lesson, cells)).is_saved
    works = (await session.scalars(select(Work).order_by(Work.most_points))).all()
    assert [(one.most_points, one.own_weight) for one in works] == [(15, None), (25, None)]
