"""The director's decision, and nobody else's (R35)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    DecisionIncomplete,
    EntryTooLong,
    Forbidden,
    LateChangeNotOpen,
    SchoolError,
    TextEmpty,
    WrongDay,
    WrongNumber,
)
from services.late_changes import Approval, Refusal, decide
from storage.models import AuditEntry, LateChange, LateChangeStatus, Role, StaffMember
from tests.cast import Cast
from tests.factories.late_changes import LATE, LATE_DAY, approve
from tests.factories.people import make_staff

DAY = timedelta(days=1)


async def test_an_approval_has_a_number_a_date_and_an_end(
    session: AsyncSession, director: StaffMember, filed: LateChange
) -> None:
    await approve(session, director, filed)
    assert (filed.status, filed.decision_number, filed.decision_on) == (
        LateChangeStatus.APPROVED,
        "17-к",
        LATE_DAY,
    )
    assert (filed.decided_by_id, filed.decided_at) == (director.id, LATE)
    assert filed.valid_until == datetime(2026, 12, 11, 19, tzinfo=UTC), "the end of Friday in Almaty"
    actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions == ["file_late_change", "decide_late_change"]


async def test_a_refusal_has_a_reason(
    session: AsyncSession, director: StaffMember, filed: LateChange
) -> None:
    with pytest.raises(TextEmpty):
        await decide(session, staff=director, change_id=filed.id, decision=Refusal(" "), now=LATE)
    with pytest.raises(EntryTooLong):
        await decide(session, staff=director, change_id=filed.id, decision=Refusal("x" * 1001), now=LATE)
    await decide(session, staff=director, change_id=filed.id, decision=Refusal("No document"), now=LATE)
    assert (filed.status, filed.refusal) == (LateChangeStatus.REFUSED, "No document")


@pytest.mark.usefixtures("director")
@pytest.mark.parametrize(
    ("approval", "refusal"),
    [
        (Approval(" ", LATE_DAY), DecisionIncomplete),
        (Approval("9" * 41, LATE_DAY), EntryTooLong),
        (Approval("17", LATE_DAY + DAY), WrongDay),
        (Approval("17", LATE_DAY - DAY), WrongDay),
        (Approval("17", LATE_DAY, days=0), WrongNumber),
        (Approval("17", LATE_DAY, days=31), WrongNumber),
    ],
)
async def test_an_incomplete_approval_approves_nothing(
    session: AsyncSession,
    director: StaffMember,
    filed: LateChange,
    approval: Approval,
    refusal: type[SchoolError],
) -> None:
    with pytest.raises(refusal):
        await decide(session, staff=director, change_id=filed.id, decision=approval, now=LATE)
    assert filed.status is LateChangeStatus.FILED


async def test_it_is_decided_once(session: AsyncSession, director: StaffMember, filed: LateChange) -> None:
    await approve(session, director, filed)
    for decision in (Approval("18", LATE_DAY), Refusal("No")):
        with pytest.raises(LateChangeNotOpen) as refused:
            await decide(session, staff=director, change_id=filed.id, decision=decision, now=LATE)
        assert refused.value.facts == {"state": "approved"}


async def test_only_the_schools_director_decides(
    session: AsyncSession, cast: Cast, filed: LateChange
) -> None:
    stranger = await make_staff(session, cast.other_school, "Петров Пётр", Role.DIRECTOR)
    others = (cast.teacher, cast.class_teacher, cast.deputy_head, cast.administrator, stranger)
    for person in others:
        for decision in (Approval("17", LATE_DAY), Refusal("No")):
            with pytest.raises(Forbidden):
                await decide(session, staff=person, change_id=filed.id, decision=decision, now=LATE)
    assert filed.status is LateChangeStatus.FILED
