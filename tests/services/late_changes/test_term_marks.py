"""The late change of term marks: applied for, decided, entered once, and nothing beside it (R35, R36, R37)."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    AlreadyFiled,
    EntriesClosed,
    Forbidden,
    LateChangeNotOpen,
    NothingClosed,
    ProtocolMissing,
    TooFewMarks,
    UnknownMark,
)
from services.gradebook import TermResult, save_term_marks
from services.late_changes import (
    Application,
    Approval,
    Document,
    Protocol,
    apply_for_term,
    decide,
    enter_term_marks,
    late_changes_for,
    open_entry,
    open_term_application,
    open_term_entry,
    table_of_changes,
)
from storage.files import Files
from storage.models import (
    Change,
    ChangeKind,
    Door,
    Grounds,
    LateChange,
    LateChangeStatus,
    Role,
    StaffMember,
    Term,
    TermMark,
)
from tests.cast import Cast
from tests.clock import SETTLE
from tests.factories.late_changes import PDF
from tests.factories.people import make_staff
from tests.factories.school import make_regulation

IN_TIME = datetime(2027, 1, 10, 5, 0, tzinfo=UTC)
AFTER = datetime(2027, 1, 11, 5, 0, tzinfo=UTC)
"""By preset A the marks of the second quarter closed last night."""
PROTOCOL = Protocol("3", date(2027, 1, 11), "Ким Е. В., Исаева Д.")


@pytest.fixture
async def quarter(session: AsyncSession, cast: Cast, director: StaffMember) -> Term:
    query = select(Term).where(Term.school_year_id == cast.year.id, Term.number == 2)
    return (await session.scalars(query)).one()


async def _apply(
    session: AsyncSession,
    cast: Cast,
    quarter: Term,
    folder: Path,
    grounds: Grounds = Grounds.STUDENT_ILLNESS,
    *,
    staff: StaffMember | None = None,
    students: frozenset[int] | None = None,
    now: datetime = AFTER,
) -> LateChange:
    chosen = frozenset({cast.son.id}) if students is None else students
    return await apply_for_term(
        session,
        staff=staff or cast.teacher,
        course_id=cast.algebra.id,
        term_id=quarter.id,
        application=Application(grounds, chosen, "Was ill", (Document("note.pdf", PDF),)),
        files=Files(folder),
        now=now,
    )


async def _approved(
    session: AsyncSession,
    cast: Cast,
    quarter: Term,
    director: StaffMember,
    folder: Path,
    grounds: Grounds = Grounds.STUDENT_ILLNESS,
) -> LateChange:
    filed = await _apply(session, cast, quarter, folder, grounds)
    approval = Approval("18-к", date(2027, 1, 11))
    return await decide(session, staff=director, change_id=filed.id, decision=approval, now=AFTER)


async def _enter(
    session: AsyncSession,
    cast: Cast,
    change: LateChange,
    typed: dict[int, str],
    *,
    staff: StaffMember | None = None,
    protocol: Protocol | None = None,
    now: datetime = AFTER,
) -> TermResult:
    return await enter_term_marks(
        session,
        staff=staff or cast.deputy_head,
        change_id=change.id,
        typed=typed,
        seen={},
        protocol=protocol or Protocol(),
        now=now,
        settle=SETTLE,
    )


async def test_what_was_permitted_is_entered_and_leaves_its_trace(
    session: AsyncSession, cast: Cast, quarter: Term, director: StaffMember, tmp_path: Path
) -> None:
    change = await _approved(session, cast, quarter, director, tmp_path)
    assert (await _enter(session, cast, change, {cast.son.id: "4"})).changed == 1
    given = (await session.scalars(select(TermMark))).one()
    assert (given.value, given.author_id) == ("4", cast.deputy_head.id)
    recorded = (await session.scalars(select(Change).where(Change.kind == ChangeKind.TERM_MARK))).one()
    assert (recorded.was or "", recorded.became, recorded.door) == ("", "4", Door.PERMISSION)
    assert (change.status, change.entered_by_id) == (LateChangeStatus.DONE, cast.deputy_head.id)
    (line,) = change.changed
    assert (line["student"], line["field"], line["became"]) == (str(cast.son.id), "term_mark", "4")
    (shown,) = await table_of_changes(session, staff=director, now=AFTER)
    assert shown.change.term is not None
    assert shown.change.course is not None


async def test_a_permission_for_term_marks_is_used_once_and_in_time(
    session: AsyncSession, cast: Cast, quarter: Term, director: StaffMember, tmp_path: Path
) -> None:
    change = await _approved(session, cast, quarter, director, tmp_path)
    assert change.valid_until is not None
    with pytest.raises(LateChangeNotOpen) as late:
        await _enter(session, cast, change, {cast.son.id: "4"}, now=change.valid_until)
    assert late.value.facts == {"state": "expired"}
    assert (await _enter(session, cast, change, {})).changed == 0
    last = change.valid_until - timedelta(seconds=1)
    assert (await _enter(session, cast, change, {cast.son.id: "4"}, now=last)).changed == 1
    with pytest.raises(LateChangeNotOpen) as again:
        await _enter(session, cast, change, {cast.son.id: "5"}, now=last)
    assert again.value.facts == {"state": "done"}


async def test_nothing_beside_the_permission_can_be_entered(
    session: AsyncSession, cast: Cast, quarter: Term, director: StaffMember, tmp_path: Path
) -> None:
    change = await _approved(session, cast, quarter, director, tmp_path)
    both = await _enter(session, cast, change, {cast.son.id: "4", cast.classmate.id: "5"})
    assert isinstance(both.faults[cast.classmate.id], EntriesClosed)
    wrong = await _enter(session, cast, change, {cast.son.id: "7"})
    assert isinstance(wrong.faults[cast.son.id], UnknownMark)
    for stranger in (cast.daughter, cast.other_student):
        with pytest.raises(Forbidden):
            await _enter(session, cast, change, {stranger.id: "5"})
    assert (await session.scalars(select(TermMark))).all() == []
    assert change.status is LateChangeStatus.APPROVED
    teacher = await save_term_marks(
        session,
        staff=cast.teacher,
        course_id=cast.algebra.id,
        term_id=quarter.id,
        typed={cast.son.id: "4"},
        seen={},
        now=AFTER,
        settle=SETTLE,
    )
    assert isinstance(teacher.faults[cast.son.id], EntriesClosed)


async def test_only_the_schools_deputy_head_enters(
    session: AsyncSession, cast: Cast, quarter: Term, director: StaffMember, tmp_path: Path
) -> None:
    change = await _approved(session, cast, quarter, director, tmp_path)
    stranger = await make_staff(session, cast.other_school, "Петров Пётр", Role.DEPUTY_HEAD)
    for person in (cast.teacher, cast.class_teacher, cast.administrator, director, stranger):
        with pytest.raises(Forbidden):
            await open_term_entry(session, staff=person, change_id=change.id, now=AFTER)
        with pytest.raises(Forbidden):
            await _enter(session, cast, change, {cast.son.id: "4"}, staff=person)
    with pytest.raises(Forbidden):
        await open_entry(session, staff=cast.deputy_head, change_id=change.id, now=AFTER)


async def test_who_teaches_the_course_applies_for_what_has_closed(
    session: AsyncSession, cast: Cast, quarter: Term, tmp_path: Path
) -> None:
    offer = await open_term_application(
        session, staff=cast.teacher, course_id=cast.algebra.id, term_id=quarter.id, now=AFTER
    )
    assert {student.id for student in offer.students} == {cast.son.id, cast.classmate.id}
    for person in (cast.class_teacher, cast.deputy_head, cast.other_teacher):
        with pytest.raises(Forbidden):
            await _apply(session, cast, quarter, tmp_path, staff=person)
    for stranger in (cast.daughter, cast.other_student):
        with pytest.raises(Forbidden):
            await _apply(session, cast, quarter, tmp_path, students=frozenset({stranger.id}))
    with pytest.raises(NothingClosed) as refused:
        await _apply(session, cast, quarter, tmp_path, now=IN_TIME)
    assert refused.value.facts["about"] == "term"
    filed = await _apply(session, cast, quarter, tmp_path)
    assert (filed.lesson_id, filed.course_id, filed.term_id) == (None, cast.algebra.id, quarter.id)
    with pytest.raises(AlreadyFiled):
        await _apply(session, cast, quarter, tmp_path)
    assert [one.change for one in await late_changes_for(session, staff=cast.teacher, now=AFTER)] == [filed]


async def test_a_window_still_to_come_is_not_closed(
    session: AsyncSession, cast: Cast, quarter: Term, tmp_path: Path
) -> None:
    await make_regulation(session, cast.school, "A", term_marks__opens_days=5)
    with pytest.raises(NothingClosed):
        await _apply(session, cast, quarter, tmp_path, now=datetime(2026, 12, 1, 5, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("grounds", "protocol", "is_enough"),
    [
        (Grounds.STUDENT_ILLNESS, Protocol(), False),
        (Grounds.TEACHER_ILLNESS, Protocol(), False),
        (Grounds.RETAKE, PROTOCOL, True),
        (Grounds.MISSED_ATTESTATION, PROTOCOL, True),
    ],
)
async def test_a_commissions_protocol_stands_for_the_marks_required(
    session: AsyncSession,
    cast: Cast,
    quarter: Term,
    director: StaffMember,
    tmp_path: Path,
    grounds: Grounds,
    protocol: Protocol,
    is_enough: bool,
) -> None:
    await make_regulation(session, cast.school, "A", term_marks__least_marks=3)
    change = await _approved(session, cast, quarter, director, tmp_path, grounds)
    result = await _enter(session, cast, change, {cast.son.id: "4"}, protocol=protocol)
    if is_enough:
        assert (result.changed, change.protocol_number) == (1, "3")
    else:
        assert isinstance(result.faults[cast.son.id], TooFewMarks)


async def test_without_its_protocol_a_missed_attestation_is_not_entered(
    session: AsyncSession, cast: Cast, quarter: Term, director: StaffMember, tmp_path: Path
) -> None:
    change = await _approved(session, cast, quarter, director, tmp_path, Grounds.MISSED_ATTESTATION)
    with pytest.raises(ProtocolMissing):
        await _enter(session, cast, change, {cast.son.id: "4"})
