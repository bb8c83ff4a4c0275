"""Opening, reading and counting messages: by the addressee, for the sender."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from services.inbox import answers, count_unread, incoming, mark_read, open_message
from services.messages import reply
from services.receipts import State, receipts, sender_among, sent_by, told_about
from storage.models import Audience, LeaderKind, Link, OutboxItem, OutboxStatus, Relation
from tests.cast import Cast
from tests.clock import MONDAY_MORNING as NOW
from tests.correspondence import announced, caller_at, lettered, of
from tests.factories.people import link, make_guardianship, make_student

LATER: datetime = NOW + timedelta(hours=1)


async def test_reading_is_noted_once(session: AsyncSession, cast: Cast) -> None:
    row = await of(session, await announced(session, cast), guardian_id=cast.mother.id)
    mother = await caller_at(session, "101")
    await mark_read(session, caller=mother, recipient_id=row.id, now=NOW)
    await mark_read(session, caller=mother, recipient_id=row.id, now=LATER)
    assert (row.received_at, row.read_at) == (NOW, NOW)


@pytest.mark.parametrize("address", ["102", "103", "104", "201", "202", "203", "999"])
async def test_a_stranger_can_neither_open_nor_mark_a_message(
    session: AsyncSession, cast: Cast, address: str
) -> None:
    """A forged recipient id: every tap is authorised against the links as they are now."""
    row = await of(session, await announced(session, cast), guardian_id=cast.mother.id)
    stranger = await caller_at(session, address)
    for verb in (open_message, mark_read):
        with pytest.raises(Forbidden):
            await verb(session, caller=stranger, recipient_id=row.id, now=NOW)
    assert row.read_at is None


@pytest.mark.parametrize("recipient_id", [None, 0, -1, 999_999])
async def test_an_id_of_nothing_is_refused(
    session: AsyncSession, cast: Cast, recipient_id: int | None
) -> None:
    with pytest.raises(Forbidden):
        await open_message(
            session, caller=await caller_at(session, "101"), recipient_id=recipient_id, now=NOW
        )


async def test_a_shared_phone_reads_for_everybody_who_shares_it(session: AsyncSession, cast: Cast) -> None:
    await link(session, cast.mother_account, cast.father_of_son)
    message = await announced(session, cast)
    hers = await of(session, message, guardian_id=cast.mother.id)
    his = await of(session, message, guardian_id=cast.father.id)
    childs = await of(session, message, addressed_student_id=cast.son.id)
    await mark_read(session, caller=await caller_at(session, "101"), recipient_id=hers.id, now=NOW)
    assert his.read_at == NOW
    assert childs.read_at is None


async def test_a_message_tells_its_author_and_child(session: AsyncSession, cast: Cast) -> None:
    row = await of(session, await lettered(session, cast), guardian_id=cast.father.id)
    opened = await open_message(session, caller=await caller_at(session, "102"), recipient_id=row.id, now=NOW)
    assert opened.author.staff is not None
    assert opened.author.staff.id == cast.curator.id
    assert opened.author.leads is LeaderKind.CURATOR
    assert opened.setting.child is not None
    assert opened.setting.child.id == cast.son.id
    answer = await reply(
        session, caller=await caller_at(session, "102"), recipient_id=row.id, text="Понял", now=NOW
    )
    to_curator = await of(session, answer, staff_id=cast.curator.id)
    back = await open_message(
        session, caller=await caller_at(session, "203"), recipient_id=to_curator.id, now=NOW
    )
    assert back.author.relation is Relation.FATHER
    assert back.setting.answers == "Алихану нужна помощь"


async def test_copies_are_opened_only_by_the_accounts_they_are_for(session: AsyncSession, cast: Cast) -> None:
    message = await announced(session, cast)
    hers = await of(session, message, guardian_id=cast.mother.id)
    his = await of(session, message, guardian_id=cast.father.id)
    mother, father = cast.mother_account.id, cast.father_account.id
    copies = {(mother, hers.id), (father, hers.id), (father, his.id), (cast.teacher_account.id, his.id)}
    assert set(await incoming(session, copies=copies, now=NOW)) == {(mother, hers.id), (father, his.id)}


async def test_receipts_say_who_read_received_and_was_not_reached(session: AsyncSession, cast: Cast) -> None:
    message = await announced(session, cast)
    hers = await of(session, message, guardian_id=cast.mother.id)
    his = await of(session, message, guardian_id=cast.father.id)
    await mark_read(session, caller=await caller_at(session, "101"), recipient_id=hers.id, now=NOW)
    his.received_at = NOW
    shown = await receipts(session, staff=cast.class_teacher, message_id=message.id)
    names = {state: [receipt.person.short_name for receipt in shown.of(state)] for state in State}
    assert names == {
        State.READ: ["Нұрланова Айгерім"],
        State.RECEIVED: ["Нұрланов Марат"],
        State.ON_THE_WAY: ["Нұрланов Әлихан"],
        State.NOT_REACHED: ["Соколов Дмитрий"],
    }
    assert [child.id for child in shown.of(State.READ)[0].children] == [cast.son.id]


async def test_a_blocked_chat_counts_as_not_reached(session: AsyncSession, cast: Cast) -> None:
    message = await announced(session, cast, Audience.PARENTS)
    cast.father_account.unreachable_at = NOW
    await session.flush()
    shown = await receipts(session, staff=cast.class_teacher, message_id=message.id)
    assert [one.person.id for one in shown.of(State.NOT_REACHED)] == [cast.father.id]


async def test_a_shared_copy_is_on_the_way_to_everybody_it_is_for(session: AsyncSession, cast: Cast) -> None:
    tie = (await session.scalars(select(Link).where(Link.account_id == cast.father_account.id))).one()
    tie.revoked_at = NOW
    await link(session, cast.mother_account, cast.father_of_son)
    message = await announced(session, cast, Audience.PARENTS)
    shown = await receipts(session, staff=cast.class_teacher, message_id=message.id)
    assert len(shown.of(State.ON_THE_WAY)) == 2


async def test_a_copy_that_was_dropped_is_no_longer_on_the_way(session: AsyncSession, cast: Cast) -> None:
    message = await announced(session, cast, Audience.PARENTS)
    for item in await session.scalars(select(OutboxItem)):
        item.status = OutboxStatus.DROPPED
    await session.flush()
    shown = await receipts(session, staff=cast.class_teacher, message_id=message.id)
    assert len(shown.of(State.NOT_REACHED)) == 2


async def test_receipts_are_for_the_sender_alone(session: AsyncSession, cast: Cast) -> None:
    message = await announced(session, cast)
    for other in (cast.curator, cast.teacher, cast.administrator, cast.other_teacher):
        with pytest.raises(Forbidden):
            await receipts(session, staff=other, message_id=message.id)
    for address in ("101", "203", "204", "999"):
        with pytest.raises(Forbidden):
            await sender_among(session, caller=await caller_at(session, address), message_id=message.id)
    sender = await sender_among(session, caller=await caller_at(session, "202"), message_id=message.id)
    assert sender.id == cast.class_teacher.id
    with pytest.raises(Forbidden):
        await sender_among(session, caller=await caller_at(session, "202"), message_id=None)


async def test_receipts_of_one_message_do_not_mix_with_anothers(session: AsyncSession, cast: Cast) -> None:
    """``message:1:%`` must not match ``message:11:…``."""
    messages = [await announced(session, cast, Audience.STUDENTS) for _ in range(12)]
    for item in await session.scalars(
        select(OutboxItem).where(OutboxItem.event.like(f"message:{messages[0].id}:%"))
    ):
        item.status = OutboxStatus.DROPPED
    await session.flush()
    shown = await receipts(session, staff=cast.class_teacher, message_id=messages[0].id)
    assert shown.of(State.ON_THE_WAY) == []


async def test_what_somebody_sent_comes_latest_first_with_totals(session: AsyncSession, cast: Cast) -> None:
    first = await announced(session, cast, Audience.PARENTS)
    hers = await of(session, first, guardian_id=cast.mother.id)
    await mark_read(session, caller=await caller_at(session, "101"), recipient_id=hers.id, now=NOW)
    second = await announced(session, cast, Audience.STUDENTS)
    await lettered(session, cast)
    shown = await sent_by(session, staff=[cast.class_teacher])
    assert [one.message.id for one in shown] == [second.id, first.id]
    assert [(one.recipients, one.received, one.read) for one in shown] == [(2, 0, 0), (2, 1, 1)]


async def test_nothing_sent_is_an_empty_list(session: AsyncSession, cast: Cast) -> None:
    assert await sent_by(session, staff=[cast.class_teacher]) == []
    assert await sent_by(session, staff=[]) == []


async def test_it_can_be_shown_later_that_parents_were_told(session: AsyncSession, cast: Cast) -> None:
    """R9: each guardian with the day of the letter and of reading, for every leader of the class."""
    message = await lettered(session, cast)
    his = await of(session, message, guardian_id=cast.father.id)
    await mark_read(session, caller=await caller_at(session, "102"), recipient_id=his.id, now=LATER)
    shown = await told_about(session, staff=cast.class_teacher, student_id=cast.son.id, now=LATER)
    assert [(one.guardian and one.guardian.first_name, one.read_at) for one in shown] == [
        ("Айгерім", None),
        ("Марат", LATER),
    ]
    assert {one.message.sent_at for one in shown} == {NOW}
    assert {one.author and one.author.id for one in shown} == {cast.curator.id}


async def test_what_parents_were_told_is_for_leaders_of_the_class(session: AsyncSession, cast: Cast) -> None:
    await lettered(session, cast)
    for other in (cast.teacher, cast.administrator, cast.other_teacher):
        with pytest.raises(Forbidden):
            await told_about(session, staff=other, student_id=cast.son.id, now=NOW)


async def test_answers_wait_for_a_sender_who_links_again(session: AsyncSession, cast: Cast) -> None:
    row = await of(session, await lettered(session, cast), guardian_id=cast.father.id)
    tie = (await session.scalars(select(Link).where(Link.staff_id == cast.curator.id))).one()
    tie.revoked_at = NOW
    await session.flush()
    await reply(session, caller=await caller_at(session, "102"), recipient_id=row.id, text="Понял", now=NOW)
    tie.revoked_at = None
    await session.flush()
    curator = await caller_at(session, "203")
    [answer] = await answers(session, caller=curator)
    assert (answer.message.text, answer.is_answered) == ("Понял", False)
    assert await count_unread(session, caller=curator) == 1


async def test_answers_not_yet_answered_come_first(session: AsyncSession, cast: Cast) -> None:
    message = await lettered(session, cast)
    for address, guardian, text, at in (
        ("101", cast.mother, "Хорошо", NOW),
        ("102", cast.father, "Понял", LATER),
    ):
        row = await of(session, message, guardian_id=guardian.id)
        await reply(session, caller=await caller_at(session, address), recipient_id=row.id, text=text, now=at)
    curator = await caller_at(session, "203")
    latest = (await answers(session, caller=curator))[0]
    assert latest.message.text == "Понял"
    await reply(session, caller=curator, recipient_id=latest.recipient.id, text="Жду", now=LATER)
    shown = await answers(session, caller=curator)
    assert [(one.message.text, one.is_answered) for one in shown] == [("Хорошо", False), ("Понял", True)]
    assert await count_unread(session, caller=curator) == 1


async def test_answers_to_one_teacher_are_not_anothers(session: AsyncSession, cast: Cast) -> None:
    row = await of(session, await lettered(session, cast), guardian_id=cast.father.id)
    await reply(session, caller=await caller_at(session, "102"), recipient_id=row.id, text="Понял", now=NOW)
    for address in ("101", "102", "201", "202", "204", "999"):
        assert await answers(session, caller=await caller_at(session, address)) == []


async def test_a_guardians_children_in_the_class_are_all_named(session: AsyncSession, cast: Cast) -> None:
    twin = await make_student(session, cast.class_7a, "Нұрланова Аружан")
    await make_guardianship(session, cast.mother, twin)
    message = await announced(session, cast, Audience.PARENTS)
    shown = await receipts(session, staff=cast.class_teacher, message_id=message.id)
    children = {one.person.id: {child.id for child in one.children} for one in shown.people}
    assert children[cast.mother.id] == {cast.son.id, twin.id}
