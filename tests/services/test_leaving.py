"""Revoking, leaving, and ties that are over."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import conversations
from services.accounts import identify
from services.errors import Forbidden
from services.leaving import forget_departed, forget_me, revoke_link
from services.outbox import tell
from storage.models import (
    Account,
    AlertKind,
    AuditEntry,
    Channel,
    Consent,
    Conversation,
    JoinAttempt,
    Link,
    Mark,
    Message,
    MessageKind,
    MessageRecipient,
    OutboxItem,
    OutboxKind,
    Preference,
    SeenUpdate,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.lessons import make_mark, make_work

LATER = MONDAY_MORNING + timedelta(days=31)


async def _link_of(session: AsyncSession, account: Account, index: int = 0) -> Link:
    query = select(Link).where(Link.account_id == account.id).order_by(Link.id)
    return (await session.scalars(query)).all()[index]


async def _count(session: AsyncSession, model: type[Any], *conditions: Any) -> int:
    return (await session.scalars(select(func.count()).select_from(model).where(*conditions))).one()


async def _caller(session: AsyncSession, address: str):
    return await identify(session, channel=Channel.TELEGRAM, address=address, now=MONDAY_MORNING)


async def _consent(session: AsyncSession, link: Link) -> Consent:
    return await keep(
        session,
        Consent(
            school_id=link.school_id,
            account_id=link.account_id,
            guardianship_id=link.guardianship_id,
            student_id=link.student_id,
            staff_id=link.staff_id,
            version="2026-11",
            language="ru",
            given_at=MONDAY_MORNING,
        ),
    )


@pytest.mark.parametrize("who", ["class_teacher", "curator", "administrator"])
async def test_a_revoked_parent_loses_access_at_once(session: AsyncSession, cast: Cast, who: str) -> None:
    link = await _link_of(session, cast.father_account)
    await revoke_link(session, staff=getattr(cast, who), link_id=link.id, now=MONDAY_MORNING)
    await session.flush()
    assert not (await _caller(session, "102")).is_linked


async def test_revoking_one_childs_link_leaves_the_other(session: AsyncSession, cast: Cast) -> None:
    link = await _link_of(session, cast.mother_account, 0)
    await revoke_link(session, staff=cast.class_teacher, link_id=link.id, now=MONDAY_MORNING)
    await session.flush()
    caller = await _caller(session, "101")
    assert [child.student.id for child in caller.children] == [cast.daughter.id]


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "other_teacher"])
async def test_nobody_else_revokes_a_familys_link(session: AsyncSession, cast: Cast, who: str) -> None:
    link = await _link_of(session, cast.father_account)
    with pytest.raises(Forbidden):
        await revoke_link(session, staff=getattr(cast, who), link_id=link.id, now=MONDAY_MORNING)


async def test_a_class_teacher_revokes_no_link_of_another_class_school_or_of_staff(
    session: AsyncSession, cast: Cast
) -> None:
    links = [
        await _link_of(session, cast.mother_account, 1),
        await _link_of(session, cast.other_mother_account),
        await _link_of(session, cast.teacher_account),
    ]
    for link in links:
        with pytest.raises(Forbidden):
            await revoke_link(session, staff=cast.class_teacher, link_id=link.id, now=MONDAY_MORNING)
    with pytest.raises(Forbidden):
        await revoke_link(session, staff=cast.class_teacher, link_id=10**6, now=MONDAY_MORNING)


async def test_the_administrator_revokes_staff_but_not_of_another_school(
    session: AsyncSession, cast: Cast
) -> None:
    link = await _link_of(session, cast.teacher_account)
    await revoke_link(session, staff=cast.administrator, link_id=link.id, now=MONDAY_MORNING)
    await session.flush()
    assert not (await _caller(session, "201")).is_linked
    other = await _link_of(session, cast.other_mother_account)
    with pytest.raises(Forbidden):
        await revoke_link(session, staff=cast.administrator, link_id=other.id, now=MONDAY_MORNING)


async def test_revoking_twice_keeps_the_first_moment_and_one_entry(session: AsyncSession, cast: Cast) -> None:
    link = await _link_of(session, cast.father_account)
    await revoke_link(session, staff=cast.class_teacher, link_id=link.id, now=MONDAY_MORNING)
    await revoke_link(session, staff=cast.class_teacher, link_id=link.id, now=LATER)
    await session.flush()
    assert link.revoked_at == MONDAY_MORNING
    assert await _count(session, AuditEntry, AuditEntry.action == "revoke_link") == 1


async def _live(session: AsyncSession, cast: Cast) -> Consent:
    """The mother has used everything there is."""
    account = cast.mother_account
    consent = await _consent(session, await _link_of(session, account))
    session.add(Preference(account_id=account.id, kind=AlertKind.MARKS, enabled=False))
    session.add(JoinAttempt(channel=Channel.TELEGRAM, address="101", at=MONDAY_MORNING))
    for key in ("m101:7", "m1010:7", "q55"):
        session.add(SeenUpdate(channel=Channel.TELEGRAM, update_key=key, at=MONDAY_MORNING))
    await conversations.begin(
        session, channel=Channel.TELEGRAM, address="101", step="x", facts={}, now=MONDAY_MORNING
    )
    await tell(
        session,
        kind=OutboxKind.MARKS,
        account_ids=[account.id],
        event="mark:1:1",
        facts={},
        school_id=cast.school.id,
        now=MONDAY_MORNING,
        lasts=timedelta(days=1),
    )
    return consent


async def test_forget_me_removes_everything_that_names_the_account(session: AsyncSession, cast: Cast) -> None:
    consent = await _live(session, cast)
    account_id = cast.mother_account.id
    await forget_me(session, account=cast.mother_account, now=LATER)
    for model in (Link, Preference, OutboxItem):
        assert await _count(session, model, model.account_id == account_id) == 0
    assert await _count(session, Account, Account.id == account_id) == 0
    assert await _count(session, Conversation, Conversation.address == "101") == 0
    assert await _count(session, JoinAttempt, JoinAttempt.address == "101") == 0
    await session.refresh(consent)
    assert (consent.account_id, consent.withdrawn_at) == (None, LATER)
    assert not (await _caller(session, "101")).is_linked


async def test_forget_me_keeps_this_taps_own_key_and_other_chats(session: AsyncSession, cast: Cast) -> None:
    await _live(session, cast)
    await forget_me(session, account=cast.mother_account, now=LATER)
    keys = (await session.scalars(select(SeenUpdate.update_key).order_by(SeenUpdate.update_key))).all()
    assert keys == ["m1010:7", "q55"]


async def test_forget_me_keeps_the_schools_record_and_the_proof_of_letters(
    session: AsyncSession, cast: Cast
) -> None:
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    await make_mark(session, work, cast.son, "5")
    letter = await keep(
        session,
        Message(
            school_id=cast.school.id,
            kind=MessageKind.LETTER,
            text="…",
            sent_at=MONDAY_MORNING,
            staff_id=cast.curator.id,
            student_id=cast.son.id,
        ),
    )
    proof = await keep(
        session,
        MessageRecipient(
            school_id=cast.school.id,
            message_id=letter.id,
            guardian_id=cast.mother.id,
            received_at=MONDAY_MORNING,
            read_at=MONDAY_MORNING,
        ),
    )
    await forget_me(session, account=cast.mother_account, now=LATER)
    await session.refresh(proof)
    assert proof.read_at == MONDAY_MORNING
    assert await _count(session, Mark) == 1
    await session.refresh(cast.mother_of_son)
    assert cast.mother_of_son.revoked_at is None


async def test_forget_me_leaves_other_accounts_of_the_child_alone(session: AsyncSession, cast: Cast) -> None:
    await forget_me(session, account=cast.mother_account, now=LATER)
    assert (await _caller(session, "102")).is_linked
    assert (await _caller(session, "103")).is_linked


async def test_leaving_is_on_record_without_the_address(session: AsyncSession, cast: Cast) -> None:
    await forget_me(session, account=cast.father_account, now=LATER)
    await session.flush()
    entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.action, entry.subject_id) == ("leave", cast.father_of_son.id)
    assert set(entry.facts) == {"link_id"}


async def test_a_family_is_forgotten_a_month_after_the_child_left(session: AsyncSession, cast: Cast) -> None:
    cast.son.left_on = date(2026, 11, 23)
    consent = await _consent(session, await _link_of(session, cast.father_account))
    await session.flush()
    assert await forget_departed(session, now=MONDAY_MORNING + timedelta(days=29)) == 0
    assert await forget_departed(session, now=LATER) == 2  # the father and the boy himself
    assert await forget_departed(session, now=LATER) == 0
    await session.refresh(consent)
    assert consent.withdrawn_at == LATER
    assert (await _caller(session, "101")).children[0].student.id == cast.daughter.id


async def test_a_mothers_consent_holds_while_another_child_is_at_school(
    session: AsyncSession, cast: Cast
) -> None:
    consent = await _consent(session, await _link_of(session, cast.mother_account))
    cast.son.left_on = date(2026, 11, 23)
    await session.flush()
    await forget_departed(session, now=LATER)
    await session.refresh(consent)
    assert consent.withdrawn_at is None
    cast.daughter.left_on = date(2026, 11, 23)
    await session.flush()
    await forget_departed(session, now=LATER)
    await session.refresh(consent)
    assert (consent.withdrawn_at, consent.account_id) == (LATER, None)


async def test_a_revoked_link_is_forgotten_after_a_month(session: AsyncSession, cast: Cast) -> None:
    link = await _link_of(session, cast.father_account)
    await revoke_link(session, staff=cast.class_teacher, link_id=link.id, now=MONDAY_MORNING)
    await session.flush()
    assert await forget_departed(session, now=LATER) == 1
    assert await _count(session, Account, Account.address == "102") == 0


async def test_staff_who_left_are_forgotten_others_stay(session: AsyncSession, cast: Cast) -> None:
    cast.teacher.left_on = date(2026, 11, 1)
    await session.flush()
    assert await forget_departed(session, now=LATER) == 1
    assert (await _caller(session, "202")).is_linked
