"""The late change of marks of exams, credits and final marks, on the same path as term marks (R35, R36, R37)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.attestation import remove_attestation
from services.errors import (
    AttestationMarked,
    EntriesClosed,
    Forbidden,
    LateChangeNotOpen,
    NothingClosed,
    NotPermitted,
    ProtocolMissing,
    UnknownMark,
    WrongDay,
)
from services.gradebook import Entered, TermPermit, TermResult, save_term_marks
from services.late_changes import (
    Application,
    Approval,
    Document,
    Protocol,
    apply_for_term,
    decide,
    enter_term_marks,
    open_term_application,
    open_term_entry,
    table_of_changes,
)
from storage.files import Files
from storage.models import (
    Attestation,
    AttestationKind,
    AttestationMark,
    Change,
    ChangeKind,
    Door,
    Grounds,
    LateChange,
    LateChangeStatus,
    OutboxItem,
    StaffMember,
    TermMark,
)
from tests.cast import Cast
from tests.clock import SETTLE
from tests.factories.attestation import make_attestation, make_exam_mark, quarters_of
from tests.factories.late_changes import PDF
from tests.factories.people import link, make_account
from tests.factories.school import make_regulation

EXAM_DAY = date(2026, 12, 21)
IN_TIME = datetime(2027, 1, 10, 5, 0, tzinfo=UTC)
AFTER = datetime(2027, 1, 11, 5, 0, tzinfo=UTC)
"""By preset A what sums up the second quarter closed last night."""
PROTOCOL = Protocol("3", date(2027, 1, 11), "Ким Е. В., Исаева Д.")


@dataclass
class Way:
    """The way of one exam's mark, with those who go it."""

    session: AsyncSession
    cast: Cast
    director: StaffMember
    exam: Attestation
    folder: Path

    async def applies(
        self,
        grounds: Grounds = Grounds.RETAKE,
        *,
        staff: StaffMember | None = None,
        students: frozenset[int] | None = None,
        now: datetime = AFTER,
        attestation_id: int | None = None,
    ) -> LateChange:
        chosen = frozenset({self.cast.son.id}) if students is None else students
        return await apply_for_term(
            self.session,
            staff=staff or self.cast.teacher,
            course_id=self.cast.algebra.id,
            term_id=self.exam.term_id,
            attestation_id=attestation_id or self.exam.id,
            application=Application(grounds, chosen, "Was ill", (Document("note.pdf", PDF),)),
            files=Files(self.folder),
            now=now,
        )

    async def is_permitted(self, grounds: Grounds = Grounds.RETAKE) -> LateChange:
        filed = await self.applies(grounds)
        approval = Approval("18-к", date(2027, 1, 11))
        return await decide(
            self.session, staff=self.director, change_id=filed.id, decision=approval, now=AFTER
        )

    async def enters(
        self,
        change: LateChange,
        typed: dict[int, str],
        protocol: Protocol = PROTOCOL,
        *,
        staff: StaffMember | None = None,
        seen: dict[int, str] | None = None,
        now: datetime = AFTER,
    ) -> TermResult:
        return await enter_term_marks(
            self.session,
            staff=staff or self.cast.deputy_head,
            change_id=change.id,
            typed=typed,
            seen=seen or {},
            protocol=protocol,
            now=now,
            settle=SETTLE,
        )

    async def marks(self) -> list[tuple[int, str | None]]:
        query = select(AttestationMark.student_id, AttestationMark.value).order_by(AttestationMark.student_id)
        return [(student, value) for student, value in await self.session.execute(query)]


@pytest.fixture
async def way(session: AsyncSession, cast: Cast, director: StaffMember, tmp_path: Path) -> Way:
    quarter = (await quarters_of(session, cast.year))[1]
    exam = await make_attestation(session, cast.algebra, quarter, AttestationKind.EXAM, EXAM_DAY)
    return Way(session, cast, director, exam, tmp_path)


async def test_a_retake_is_entered_with_its_protocol_and_leaves_its_trace(
    session: AsyncSession, way: Way
) -> None:
    son, deputy = way.cast.son, way.cast.deputy_head
    await make_exam_mark(session, way.exam, son, "2")
    change = await way.is_permitted()
    assert (change.attestation_id, change.course_id) == (way.exam.id, way.cast.algebra.id)
    assert (await way.enters(change, {son.id: "4"}, seen={son.id: "2"})).changed == 1
    assert await way.marks() == [(son.id, "4")]
    recorded = (await session.scalars(select(Change))).one()
    assert (recorded.kind, recorded.was, recorded.became, recorded.door, recorded.staff_id) == (
        ChangeKind.EXAM_MARK,
        "2",
        "4",
        Door.PERMISSION,
        deputy.id,
    )
    assert (change.status, change.protocol_number, change.commission) == (
        LateChangeStatus.DONE,
        "3",
        PROTOCOL.commission,
    )
    assert change.changed == [
        {"student": str(son.id), "kind": "", "field": "exam_mark", "was": "2", "became": "4"}
    ]
    (shown,) = await table_of_changes(session, staff=way.director, now=AFTER)
    assert shown.change.attestation is not None
    with pytest.raises(LateChangeNotOpen):
        await way.enters(change, {son.id: "5"}, seen={son.id: "4"})


@pytest.mark.parametrize("grounds", [Grounds.RETAKE, Grounds.MISSED_ATTESTATION])
async def test_a_commission_proves_it_and_not_before_the_exam(way: Way, grounds: Grounds) -> None:
    change, typed = await way.is_permitted(grounds), {way.cast.son.id: "4"}
    with pytest.raises(ProtocolMissing):
        await way.enters(change, typed, Protocol())
    with pytest.raises(WrongDay) as wrong:
        await way.enters(change, typed, Protocol("3", date(2026, 12, 20), "Ким Е. В."))
    assert wrong.value.facts["first"] == EXAM_DAY
    assert (await way.enters(change, typed)).changed == 1


async def test_illness_needs_its_document_and_no_protocol(way: Way) -> None:
    change = await way.is_permitted(Grounds.STUDENT_ILLNESS)
    assert (await way.enters(change, {way.cast.son.id: "4"}, Protocol())).changed == 1
    assert change.protocol_number == ""


async def test_nothing_beside_the_permission_can_be_entered(session: AsyncSession, way: Way) -> None:
    cast, exam = way.cast, way.exam
    quarter = (await quarters_of(session, cast.year))[1]
    final = await make_attestation(session, cast.algebra, quarter, AttestationKind.FINAL)
    change = await way.is_permitted()
    both = await way.enters(change, {cast.son.id: "4", cast.classmate.id: "5"})
    assert isinstance(both.faults[cast.classmate.id], EntriesClosed)
    wrong = await way.enters(change, {cast.son.id: "7"})
    assert isinstance(wrong.faults[cast.son.id], UnknownMark)
    with pytest.raises(Forbidden):
        await way.enters(change, {cast.daughter.id: "5"})
    # A form that names the permission of the exam opens neither the term's marks nor the final ones.
    beside = await save_term_marks(
        session,
        staff=cast.deputy_head,
        course_id=cast.algebra.id,
        term_id=exam.term_id,
        typed={cast.son.id: "5"},
        seen={},
        columns={final.id: Entered({cast.son.id: "5"}, {})},
        now=IN_TIME,
        settle=SETTLE,
        permit=TermPermit(frozenset({cast.son.id}), exam.id, is_proven=True),
    )
    assert isinstance(beside.faults[cast.son.id], NotPermitted)
    assert isinstance(beside.beside[final.id][cast.son.id], NotPermitted)
    assert await way.marks() == []
    assert (await session.scalars(select(TermMark))).all() == []
    assert change.status is LateChangeStatus.APPROVED


async def test_a_permission_for_the_terms_marks_opens_no_exam(session: AsyncSession, way: Way) -> None:
    result = await save_term_marks(
        session,
        staff=way.cast.deputy_head,
        course_id=way.cast.algebra.id,
        term_id=way.exam.term_id,
        typed={},
        seen={},
        columns={way.exam.id: Entered({way.cast.son.id: "5"}, {})},
        now=AFTER,
        settle=SETTLE,
        permit=TermPermit(frozenset({way.cast.son.id})),
    )
    assert isinstance(result.beside[way.exam.id][way.cast.son.id], EntriesClosed)


async def test_only_who_teaches_applies_and_only_deputies_enter(session: AsyncSession, way: Way) -> None:
    cast = way.cast
    for person in (cast.class_teacher, cast.deputy_head, cast.other_teacher):
        with pytest.raises(Forbidden):
            await way.applies(staff=person)
    elsewhere = await make_attestation(session, cast.kazakh, (await quarters_of(session, cast.year))[1])
    for forged in (elsewhere.id, 2**31 - 1):
        with pytest.raises(Forbidden):
            await way.applies(attestation_id=forged)
    change = await way.is_permitted()
    for person in (cast.teacher, cast.class_teacher, cast.administrator, way.director):
        with pytest.raises(Forbidden):
            await open_term_entry(session, staff=person, change_id=change.id, now=AFTER)
        with pytest.raises(Forbidden):
            await way.enters(change, {cast.son.id: "4"}, staff=person)


@pytest.mark.parametrize("now", [datetime(2026, 12, 20, 5, 0, tzinfo=UTC), IN_TIME])
async def test_what_is_open_or_yet_to_come_needs_no_permission(way: Way, now: datetime) -> None:
    with pytest.raises(NothingClosed):
        await way.applies(now=now)


async def test_at_the_college_a_mark_given_is_retaken_while_the_others_are_open(
    session: AsyncSession, way: Way
) -> None:
    """B knows no correcting: who has a mark needs permission, who has none does not (R36)."""
    cast = way.cast
    await make_regulation(session, cast.school, "B")
    await make_exam_mark(session, way.exam, cast.son, "2", at=datetime(2026, 12, 21, 5, 0, tzinfo=UTC))
    now = datetime(2026, 12, 22, 5, 0, tzinfo=UTC)
    offer = await open_term_application(
        session,
        staff=cast.teacher,
        course_id=cast.algebra.id,
        term_id=way.exam.term_id,
        attestation_id=way.exam.id,
        now=now,
    )
    assert (offer.attestation, [student.id for student in offer.students]) == (way.exam, [cast.son.id])
    with pytest.raises(NothingClosed):
        await way.applies(students=frozenset({cast.classmate.id}), now=now)


async def test_an_exam_that_somebody_applied_for_is_not_taken_away(session: AsyncSession, way: Way) -> None:
    await way.applies()
    with pytest.raises(AttestationMarked):
        await remove_attestation(
            session,
            staff=way.cast.deputy_head,
            course_id=way.cast.algebra.id,
            attestation_id=way.exam.id,
            now=AFTER,
        )


async def test_every_step_is_told_to_whose_turn_it_is(session: AsyncSession, way: Way) -> None:
    accounts = {}
    for address, person in (("301", way.director), ("302", way.cast.deputy_head)):
        accounts[person.id] = await make_account(session, address, "kk")
        await link(session, accounts[person.id], person)
    change = await way.is_permitted()
    await way.enters(change, {way.cast.son.id: "4"})
    items = (await session.scalars(select(OutboxItem).order_by(OutboxItem.id))).all()
    told = [(item.account_id, item.facts["status"]) for item in items if "late_change" in item.facts]
    assert told[:2] == [
        (accounts[way.director.id].id, "filed"),
        (accounts[way.cast.deputy_head.id].id, "approved"),
    ]
    assert [status for _, status in told[2:]] == ["done"]
