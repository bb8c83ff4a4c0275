"""The deputy head's entry: what was permitted, while it was, once, and nothing beside it (R35, R36)."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    CommentWithoutMark,
    EntriesClosed,
    Forbidden,
    LateChangeNotOpen,
    NotPermitted,
    ProtocolMissing,
    SchoolError,
    UnknownMark,
    WrongDay,
)
from services.gradebook import OF_MARK, Field, LessonDraft, Permit, Place, SaveResult, open_lesson, shown
from services.gradebook.checking import check
from services.late_changes import (
    Protocol,
    Refusal,
    decide,
    enter,
    open_entry,
)
from storage.models import (
    Attendance,
    AuditEntry,
    Change,
    ChangeKind,
    Door,
    Grounds,
    LateChange,
    LateChangeStatus,
    Mark,
    MarkRevision,
    Presence,
    Role,
    StaffMember,
    Work,
)
from tests.cast import MONDAY, Cast
from tests.factories.late_changes import LATE, LATE_DAY, approve, make_late_change
from tests.factories.lessons import make_work
from tests.factories.people import make_staff
from tests.factories.school import make_regulation
from tests.services.lesson_cells import HOMEWORK, TOPIC, comment, mark, presence, save

PROTOCOL = Protocol("3", LATE_DAY, "Ким Е. В., Исаева Д.")


async def _enter(
    session: AsyncSession,
    cast: Cast,
    change: LateChange,
    typed: Mapping[Place, str],
    *,
    staff: StaffMember | None = None,
    protocol: Protocol | None = None,
    now=LATE,
) -> SaveResult:
    seen = shown(await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id))
    return await enter(
        session,
        staff=staff or cast.deputy_head,
        change_id=change.id,
        draft=LessonDraft({**seen, **typed}, seen),
        protocol=protocol or Protocol(),
        now=now,
        settle=timedelta(minutes=5),
    )


async def test_what_was_permitted_is_entered_and_leaves_its_trace(
    session: AsyncSession, cast: Cast, approved: LateChange, work: Work
) -> None:
    cells = {
        mark(cast.son.id, work.id): "4",
        comment(cast.son.id, work.id): "Rewritten",
        presence(cast.son.id): "absent",
    }
    assert (await _enter(session, cast, approved, cells)).changed == 3
    given = (await session.scalars(select(Mark).where(Mark.student_id == cast.son.id))).one()
    revision = (await session.scalars(select(MarkRevision).where(MarkRevision.version == 2))).one()
    assert (given.value, given.version) == ("4", 2)
    assert (revision.door, revision.author_id) == (Door.PERMISSION, cast.deputy_head.id)
    assert (await session.scalars(select(Attendance.presence))).all() == [Presence.ABSENT]
    assert (approved.status, approved.entered_by_id, approved.entered_at) == (
        LateChangeStatus.DONE,
        cast.deputy_head.id,
        LATE,
    )
    son, test = str(cast.son.id), str(cast.kinds["test"].id)
    lines = {line["field"]: line for line in approved.changed}
    assert lines["mark"] == {"student": son, "kind": test, "field": "mark", "was": "2", "became": "4"}
    assert lines["presence"]["became"] == "absent"
    actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-1] == "enter_late_change"
    recorded = (await session.scalars(select(Change).where(Change.kind == ChangeKind.MARK))).one()
    assert (recorded.was, recorded.became, recorded.door) == ("2", "4", Door.PERMISSION)


@pytest.mark.usefixtures("approved")
async def test_without_the_permission_everything_stays_closed(
    session: AsyncSession, cast: Cast, work: Work
) -> None:
    """Whatever was approved, the teacher's own page is as closed as it was."""
    cells = {mark(cast.son.id, work.id): "5", presence(cast.son.id): "absent", TOPIC: "Fractions"}
    result = await save(session, cast.teacher, cast.lesson, cells, now=LATE)
    assert set(result.faults) == set(cells)
    assert all(isinstance(fault, EntriesClosed) for fault in result.faults.values())


async def test_nothing_beside_the_permission_can_be_entered(
    session: AsyncSession, cast: Cast, approved: LateChange, work: Work
) -> None:
    fitting = {mark(cast.son.id, work.id): "4"}
    for place, text in {
        TOPIC: "Fractions",
        HOMEWORK: "No. 5",
        mark(cast.classmate.id, work.id): "5",
        comment(cast.classmate.id, work.id): "Well done",
        presence(cast.classmate.id): "absent",
        Place(Field.WEIGHT, str(work.id)): "9",
        Place(Field.KIND, str(work.id)): str(cast.kinds["notes"].id),
        Place(Field.TITLE, "new1"): "A work for nobody",
    }.items():
        result = await _enter(session, cast, approved, {**fitting, place: text})
        assert isinstance(result.faults[place], EntriesClosed), place
    assert approved.status is LateChangeStatus.APPROVED
    assert set(await session.scalars(select(Mark.version))) == {1}


async def test_not_even_what_the_regulation_leaves_open(
    session: AsyncSession, cast: Cast, approved: LateChange, work: Work
) -> None:
    await make_regulation(
        session, cast.school, "A", starts_at=LATE - timedelta(days=60), locks__topic_days=None
    )
    result = await _enter(session, cast, approved, {mark(cast.son.id, work.id): "4", TOPIC: "Fractions"})
    assert isinstance(result.faults[TOPIC], NotPermitted)


async def test_a_student_or_a_work_of_elsewhere_is_forbidden(
    session: AsyncSession, cast: Cast, approved: LateChange
) -> None:
    elsewhere = await make_work(session, cast.kazakh_lesson, cast.kinds["answer"])
    for place in (mark(cast.daughter.id), mark(cast.other_student.id), mark(cast.son.id, elsewhere.id)):
        with pytest.raises(Forbidden):
            await _enter(session, cast, approved, {place: "5"})


async def test_a_work_that_was_missing_is_entered_with_its_kind(
    session: AsyncSession, cast: Cast, approved: LateChange
) -> None:
    """A teacher who was ill has left no column to write into."""
    notes = str(cast.kinds["notes"].id)
    cells = {mark(cast.son.id): "5", Place(Field.KIND, "new1"): notes}
    assert (await _enter(session, cast, approved, cells)).is_saved
    assert [line["kind"] for line in approved.changed] == [notes]


async def test_one_students_presence_says_nothing_about_the_others(
    session: AsyncSession, cast: Cast, approved: LateChange
) -> None:
    """ "All others were there" must not follow from one entry by permission."""
    assert cast.lesson.attendance_taken_at is None
    assert (await _enter(session, cast, approved, {presence(cast.son.id): "absent"})).is_saved
    assert cast.lesson.attendance_taken_at is None


async def test_what_is_wrong_is_said_at_its_cell_and_the_permission_stays(
    session: AsyncSession, cast: Cast, approved: LateChange, work: Work
) -> None:
    place = mark(cast.son.id, work.id)
    result = await _enter(session, cast, approved, {place: "7"})
    assert isinstance(result.faults[place], UnknownMark)
    lonely = await _enter(session, cast, approved, {comment(cast.son.id): "Well done"})
    assert isinstance(lonely.faults[comment(cast.son.id)], CommentWithoutMark)
    assert (await _enter(session, cast, approved, {})).changed == 0
    assert approved.status is LateChangeStatus.APPROVED


async def test_a_permission_is_used_once(
    session: AsyncSession, cast: Cast, approved: LateChange, work: Work
) -> None:
    place = mark(cast.son.id, work.id)
    await _enter(session, cast, approved, {place: "4"})
    with pytest.raises(LateChangeNotOpen) as refused:
        await _enter(session, cast, approved, {place: "5"})
    assert refused.value.facts == {"state": "done"}


async def test_a_permission_ends(session: AsyncSession, cast: Cast, approved: LateChange, work: Work) -> None:
    assert approved.valid_until is not None
    with pytest.raises(LateChangeNotOpen) as refused:
        await _enter(session, cast, approved, {mark(cast.son.id, work.id): "4"}, now=approved.valid_until)
    assert refused.value.facts == {"state": "expired"}
    last = approved.valid_until - timedelta(seconds=1)
    assert (await _enter(session, cast, approved, {mark(cast.son.id, work.id): "4"}, now=last)).is_saved


async def test_what_is_not_approved_opens_nothing(
    session: AsyncSession, cast: Cast, director: StaffMember, work: Work, tmp_path: Path
) -> None:
    filed = await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.son)
    cells = {mark(cast.son.id, work.id): "4"}
    with pytest.raises(LateChangeNotOpen, match="late_change_not_open"):
        await _enter(session, cast, filed, cells)
    await decide(session, staff=director, change_id=filed.id, decision=Refusal("No"), now=LATE)
    with pytest.raises(LateChangeNotOpen) as refused:
        await _enter(session, cast, filed, cells)
    assert refused.value.facts == {"state": "refused"}


async def test_only_the_schools_deputy_head_enters(
    session: AsyncSession, cast: Cast, director: StaffMember, approved: LateChange, work: Work
) -> None:
    stranger = await make_staff(session, cast.other_school, "Петров Пётр", Role.DEPUTY_HEAD)
    cells = {mark(cast.son.id, work.id): "4"}
    for person in (cast.teacher, cast.class_teacher, cast.administrator, director, stranger):
        with pytest.raises(Forbidden):
            await _enter(session, cast, approved, cells, staff=person)
        with pytest.raises(Forbidden):
            await open_entry(session, staff=person, change_id=approved.id, now=LATE)
    entry = await open_entry(session, staff=cast.deputy_head, change_id=approved.id, now=LATE)
    assert entry.permit == Permit(frozenset({cast.son.id}))


@pytest.mark.parametrize("grounds", [Grounds.RETAKE, Grounds.MISSED_ATTESTATION])
async def test_a_retake_is_entered_with_its_protocol(
    session: AsyncSession, cast: Cast, director: StaffMember, work: Work, tmp_path: Path, grounds: Grounds
) -> None:
    change = await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.son, grounds=grounds)
    await approve(session, director, change)
    cells = {mark(cast.son.id, work.id): "4"}
    wrong: list[tuple[Protocol, type[SchoolError]]] = [
        (Protocol(), ProtocolMissing),
        (Protocol(" ", LATE_DAY, "Ким Е. В."), ProtocolMissing),
        (Protocol("3", None, "Ким Е. В."), ProtocolMissing),
        (Protocol("3", LATE_DAY, " "), ProtocolMissing),
        (Protocol("3", LATE_DAY + timedelta(days=1), "Ким Е. В."), WrongDay),
        (Protocol("3", MONDAY - timedelta(days=1), "Ким Е. В."), WrongDay),
    ]
    for protocol, refusal in wrong:
        with pytest.raises(refusal):
            await _enter(session, cast, change, cells, protocol=protocol)
    assert (await _enter(session, cast, change, cells, protocol=PROTOCOL)).is_saved
    assert Protocol(change.protocol_number, change.protocol_on, change.commission) == PROTOCOL


async def test_without_a_permit_a_page_is_checked_as_ever(
    session: AsyncSession, cast: Cast, approved: LateChange, work: Work
) -> None:
    """Cell by cell: no permit, all closed; with it, the cells of the student it names and no others."""
    record = await open_lesson(session, staff=cast.teacher, lesson_id=cast.lesson.id)
    seen = shown(record)
    column = str(work.id)
    cells = {TOPIC: "Fractions", HOMEWORK: "No. 5", Place(Field.TITLE, column): "Other"}
    for student in record.students:
        cells[mark(student.id, column)] = "5"
        cells[comment(student.id, column)] = "Other"
        cells[presence(student.id)] = "late"
    for place, text in cells.items():
        draft = LessonDraft({**seen, place: text}, seen)
        assert not check(draft, record, LATE).changes, place
        permitted = check(draft, record, LATE, Permit(frozenset({cast.son.id})))
        is_open = place.student == cast.son.id and place.field in OF_MARK | {Field.PRESENCE}
        assert (set(permitted.changes) == {place}) is is_open, place
