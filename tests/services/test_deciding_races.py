"""Two people at once with one application, one permission, one report: the second hears that it is done."""

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import AlreadyFiled, LateChangeNotOpen, ReportDecided
from services.late_changes import (
    Application,
    Approval,
    Document,
    Protocol,
    Refusal,
    apply_for_term,
    decide,
    enter_term_marks,
)
from services.records import accept_report, decline_report
from storage.database import Database
from storage.files import Files
from storage.models import (
    Attestation,
    AttestationMark,
    AuditEntry,
    Change,
    DataField,
    DataReport,
    Grounds,
    LateChange,
    LateChangeStatus,
    OutboxItem,
    OutboxKind,
    ReportStatus,
    StaffMember,
    Student,
    TermMark,
)
from storage.queries.staff import staff_member
from tests.cast import Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.attestation import make_attestation, quarters_of
from tests.factories.late_changes import PDF, make_director
from tests.factories.records import make_report
from tests.waiting import both

AFTER = datetime(2027, 1, 11, 5, 0, tzinfo=UTC)
"""By preset A what sums up the second quarter closed last night."""
APPROVAL = Approval("18-к", date(2027, 1, 11))


async def as_now(session: AsyncSession, person: StaffMember) -> StaffMember:
    """The person in this transaction."""
    found = await staff_member(session, person.id)
    assert found is not None
    return found


async def applies(
    session: AsyncSession, cast: Cast, exam: Attestation, folder: Path, *, of_exam: bool
) -> LateChange:
    return await apply_for_term(
        session,
        staff=await as_now(session, cast.teacher),
        course_id=cast.algebra.id,
        term_id=exam.term_id,
        attestation_id=exam.id if of_exam else None,
        application=Application(
            Grounds.STUDENT_ILLNESS, frozenset({cast.son.id}), "Was ill", (Document("note.pdf", PDF),)
        ),
        files=Files(folder),
        now=AFTER,
    )


async def decides(
    session: AsyncSession, director: StaffMember, change: LateChange, decision: Approval | Refusal
) -> None:
    staff = await as_now(session, director)
    await decide(session, staff=staff, change_id=change.id, decision=decision, now=AFTER)


async def enters(session: AsyncSession, cast: Cast, change: LateChange, mark: str) -> int:
    result = await enter_term_marks(
        session,
        staff=await as_now(session, cast.deputy_head),
        change_id=change.id,
        typed={cast.son.id: mark},
        seen={},
        protocol=Protocol(),
        now=AFTER,
        settle=SETTLE,
    )
    return result.changed


async def stored(database: Database, what: Any) -> list[Any]:
    async with database.reading() as session:
        return list(await session.scalars(select(what)))


@pytest.fixture
async def director(database: Database, stored_cast: Cast) -> StaffMember:
    async with database.transaction() as session:
        return await make_director(session, stored_cast)


@pytest.fixture
async def exam(database: Database, stored_cast: Cast, director: StaffMember) -> Attestation:
    async with database.transaction() as session:
        quarter = (await quarters_of(session, stored_cast.year))[1]
        return await make_attestation(session, stored_cast.algebra, quarter)


@pytest.mark.parametrize("of_exam", [False, True])
async def test_one_permission_enters_marks_once(
    database: Database,
    stored_cast: Cast,
    director: StaffMember,
    exam: Attestation,
    tmp_path: Path,
    of_exam: bool,
) -> None:
    """Two tabs of the deputy head, or two deputies, over one permission."""
    async with database.transaction() as session:
        change = await applies(session, stored_cast, exam, tmp_path, of_exam=of_exam)
        await decides(session, director, change, APPROVAL)
    enter = partial(enters, cast=stored_cast, change=change)
    refused = await both(database, partial(enter, mark="4"), partial(enter, mark="5"))
    assert isinstance(refused, LateChangeNotOpen), refused
    assert refused.facts == {"state": "done"}
    model = AttestationMark if of_exam else TermMark
    assert await stored(database, model.value) == ["4"]
    assert await stored(database, Change.became) == ["4"]
    assert await stored(database, LateChange.status) == [LateChangeStatus.DONE]


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (APPROVAL, Refusal("No stamp"), LateChangeStatus.APPROVED),
        (Refusal("No stamp"), APPROVAL, LateChangeStatus.REFUSED),
        (APPROVAL, APPROVAL, LateChangeStatus.APPROVED),
    ],
)
async def test_an_application_is_decided_once(
    database: Database,
    stored_cast: Cast,
    director: StaffMember,
    exam: Attestation,
    tmp_path: Path,
    first: Approval | Refusal,
    second: Approval | Refusal,
    status: LateChangeStatus,
) -> None:
    async with database.transaction() as session:
        change = await applies(session, stored_cast, exam, tmp_path, of_exam=True)
    step = partial(decides, director=director, change=change)
    refused = await both(database, partial(step, decision=first), partial(step, decision=second))
    assert isinstance(refused, LateChangeNotOpen), refused
    (found,) = await stored(database, LateChange)
    assert (found.status, bool(found.refusal), bool(found.decision_number)) == (
        status,
        status is LateChangeStatus.REFUSED,
        status is LateChangeStatus.APPROVED,
    )


async def test_an_application_sent_twice_is_filed_once(
    database: Database, stored_cast: Cast, director: StaffMember, exam: Attestation, tmp_path: Path
) -> None:
    """A double click, or a form sent again over a slow line."""
    step = partial(applies, cast=stored_cast, exam=exam, folder=tmp_path, of_exam=True)
    refused = await both(database, step, step)
    assert isinstance(refused, AlreadyFiled), refused
    assert len(await stored(database, LateChange.id)) == 1


async def accepts(session: AsyncSession, cast: Cast, report: DataReport) -> None:
    staff = await as_now(session, cast.class_teacher)
    await accept_report(session, staff=staff, report_id=report.id, now=MONDAY_MORNING)


async def declines(session: AsyncSession, cast: Cast, report: DataReport) -> None:
    staff = await as_now(session, cast.class_teacher)
    await decline_report(
        session, staff=staff, report_id=report.id, reason="Bring the paper", now=MONDAY_MORNING
    )


@pytest.mark.parametrize(
    ("first", "second", "status", "name"),
    [
        (accepts, declines, ReportStatus.ACCEPTED, "Иной"),
        (declines, accepts, ReportStatus.DECLINED, "Нұрланов"),
        (accepts, accepts, ReportStatus.ACCEPTED, "Иной"),
    ],
)
async def test_a_familys_report_is_decided_once(
    database: Database, stored_cast: Cast, first: Any, second: Any, status: ReportStatus, name: str
) -> None:
    """The page and the button in the chat, pressed by two who lead the class."""
    async with database.transaction() as session:
        report = await make_report(session, "102", stored_cast.son, DataField.NAME, "Иной Әлихан")
    step = {"cast": stored_cast, "report": report}
    refused = await both(database, partial(first, **step), partial(second, **step))
    assert isinstance(refused, ReportDecided), refused
    (found,) = await stored(database, DataReport)
    assert found.status is status
    async with database.reading() as session:
        assert (await session.get_one(Student, stored_cast.son.id)).last_name == name
        decided = AuditEntry.action.in_(["accept_report", "decline_report"])
        assert len((await session.scalars(select(AuditEntry.id).where(decided))).all()) == 1
        told = select(OutboxItem).where(OutboxItem.kind == OutboxKind.DATA_OUTCOME)
        assert len((await session.scalars(told)).all()) <= 1
