"""Whom an announcement goes to, who may make one, and which texts are taken."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden, NobodyToTell, TextEmpty, TextTooLong
from services.messages import TEXT_LIMIT, announce, fitting, reply
from storage.models import (
    Audience,
    GroupLeader,
    GroupMembership,
    Link,
    Message,
    OutboxItem,
    OutboxKind,
    StaffMember,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING as NOW
from tests.correspondence import announced, caller_at, of, recipients, told
from tests.factories.people import (
    link,
    make_account,
    make_group,
    make_guardian,
    make_guardianship,
    make_leader,
    make_staff,
    make_student,
)


async def another_family_everywhere(session: AsyncSession, cast: Cast) -> None:
    """A family in 3 «Б» and one in Moscow, both linked, next to the cast's own."""
    student = await make_student(session, cast.class_3b, "Орлова Анна")
    guardian = await make_guardian(session, cast.school, "Орлов Иван")
    await link(
        session, await make_account(session, "111"), await make_guardianship(session, guardian, student)
    )
    await link(session, await make_account(session, "112"), student)
    await link(session, await make_account(session, "113"), cast.other_student)


async def test_fan_out_reaches_only_this_classes_families(session: AsyncSession, cast: Cast) -> None:
    """Roster data mailed to the wrong parents: two families, two classes, two schools."""
    await another_family_everywhere(session, cast)
    message = await announced(session, cast)
    assert await told(session, message) == ["101", "102", "103"]
    rows = await recipients(session, message)
    assert {row.guardian_id for row in rows} - {None} == {cast.mother.id, cast.father.id}
    assert {row.addressed_student_id for row in rows} - {None} == {cast.son.id, cast.classmate.id}
    assert {row.staff_id for row in rows} == {None}


@pytest.mark.parametrize(
    ("audience", "addresses", "people"),
    [
        (Audience.PARENTS, ["101", "102"], 2),
        (Audience.STUDENTS, ["103"], 2),
        (Audience.BOTH, ["101", "102", "103"], 4),
    ],
)
async def test_only_the_chosen_audience_is_told(
    session: AsyncSession, cast: Cast, audience: Audience, addresses: list[str], people: int
) -> None:
    message = await announced(session, cast, audience)
    assert await told(session, message) == addresses
    assert len(await recipients(session, message)) == people


async def test_an_announcement_for_families_never_reaches_teachers_chats(
    session: AsyncSession, cast: Cast
) -> None:
    """A chat meant for teachers went to all parents — and the other way round."""
    message = await announced(session, cast)
    assert not set(await told(session, message)) & {"201", "202", "203", "204"}


async def test_an_answer_to_a_teacher_never_reaches_parents(session: AsyncSession, cast: Cast) -> None:
    """A chat meant for teachers went to all parents."""
    message = await announced(session, cast)
    received = await of(session, message, guardian_id=cast.mother.id)
    answer = await reply(
        session, caller=await caller_at(session, "101"), recipient_id=received.id, text="Приду", now=NOW
    )
    assert await told(session, answer) == ["202"]


async def test_who_has_no_chat_is_a_recipient_who_has_not_received_it(
    session: AsyncSession, cast: Cast
) -> None:
    message = await announced(session, cast)
    row = await of(session, message, addressed_student_id=cast.classmate.id)
    assert row.received_at is None
    assert row.read_at is None


async def test_a_guardian_of_two_children_in_the_class_gets_one(session: AsyncSession, cast: Cast) -> None:
    twin = await make_student(session, cast.class_7a, "Нұрланова Аружан")
    await link(session, cast.mother_account, await make_guardianship(session, cast.mother, twin))
    message = await announced(session, cast, Audience.PARENTS)
    rows = await recipients(session, message)
    assert [row.guardian_id for row in rows].count(cast.mother.id) == 1
    assert await told(session, message) == ["101", "102"]


async def test_a_phone_shared_by_two_recipients_gets_one(session: AsyncSession, cast: Cast) -> None:
    await link(session, cast.mother_account, cast.father_of_son)
    await link(session, cast.mother_account, cast.son)
    message = await announced(session, cast)
    assert (await told(session, message)).count("101") == 1
    item = (
        await session.scalars(
            select(OutboxItem).where(
                OutboxItem.account_id == cast.mother_account.id, OutboxItem.kind == OutboxKind.MESSAGE
            )
        )
    ).one()
    assert len(item.facts["also"]) == 2


async def test_two_phones_of_one_parent_both_get_it(session: AsyncSession, cast: Cast) -> None:
    second = await make_account(session, "109")
    await link(session, second, cast.mother_of_son)
    message = await announced(session, cast, Audience.PARENTS)
    assert await told(session, message) == ["101", "102", "109"]
    assert len(await recipients(session, message)) == 2


async def test_a_teacher_who_is_a_parent_in_the_class_is_told_as_a_parent(
    session: AsyncSession, cast: Cast
) -> None:
    guardian = await make_guardian(session, cast.school, "Ким Елена")
    await link(session, cast.teacher_account, await make_guardianship(session, guardian, cast.classmate))
    assert "201" in await told(session, await announced(session, cast, Audience.PARENTS))
    assert "201" not in await told(session, await announced(session, cast, Audience.STUDENTS))


async def test_a_revoked_parent_gets_nothing(session: AsyncSession, cast: Cast) -> None:
    cast.father_of_son.revoked_at = NOW
    await session.flush()
    message = await announced(session, cast, Audience.PARENTS)
    assert await told(session, message) == ["101"]
    assert {row.guardian_id for row in await recipients(session, message)} == {cast.mother.id}


async def test_a_revoked_link_gets_nothing(session: AsyncSession, cast: Cast) -> None:
    for tie in await session.scalars(select(Link).where(Link.account_id == cast.mother_account.id)):
        tie.revoked_at = NOW
    await session.flush()
    assert await told(session, await announced(session, cast, Audience.PARENTS)) == ["102"]


async def test_who_left_the_class_or_the_school_is_not_told(session: AsyncSession, cast: Cast) -> None:
    membership = (
        await session.scalars(select(GroupMembership).where(GroupMembership.student_id == cast.son.id))
    ).one()
    membership.left_on = date(2026, 11, 22)
    cast.classmate.left_on = date(2026, 11, 1)
    await session.flush()
    with pytest.raises(NobodyToTell):
        await announced(session, cast)


async def test_a_class_nobody_is_on_record_for_has_nobody_to_tell(session: AsyncSession, cast: Cast) -> None:
    empty = await make_group(session, cast.year, "1 «А»", 1)
    await make_leader(session, empty, cast.class_teacher)
    with pytest.raises(NobodyToTell):
        await announce(
            session,
            staff=cast.class_teacher,
            group_id=empty.id,
            audience=Audience.BOTH,
            text="Здравствуйте",
            now=NOW,
        )


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "administrator", "other_teacher"])
async def test_only_the_leader_of_the_class_may_announce(session: AsyncSession, cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        await announce(
            session,
            staff=getattr(cast, who),
            group_id=cast.class_7a.id,
            audience=Audience.PARENTS,
            text="Привет",
            now=NOW,
        )
    assert not (await session.scalars(select(Message))).all()


async def test_a_leader_of_one_class_may_not_announce_to_another(session: AsyncSession, cast: Cast) -> None:
    for group in (cast.class_3b, cast.other_class):
        with pytest.raises(Forbidden):
            await announce(
                session,
                staff=cast.class_teacher,
                group_id=group.id,
                audience=Audience.PARENTS,
                text="Привет",
                now=NOW,
            )


async def test_a_class_teacher_replaced_yesterday_may_not_announce(session: AsyncSession, cast: Cast) -> None:
    led = (
        await session.scalars(select(GroupLeader).where(GroupLeader.staff_id == cast.class_teacher.id))
    ).one()
    led.ends_on = date(2026, 11, 22)
    await session.flush()
    with pytest.raises(Forbidden):
        await announced(session, cast)


async def test_the_day_of_leading_is_the_schools_not_utcs(session: AsyncSession, cast: Cast) -> None:
    led = (
        await session.scalars(select(GroupLeader).where(GroupLeader.staff_id == cast.class_teacher.id))
    ).one()
    led.starts_on = date(2026, 11, 24)
    await session.flush()
    # 23 November, 20:00 UTC is already one in the morning of the 24th in Almaty.
    late = NOW.replace(hour=20)
    message = await announce(
        session,
        staff=cast.class_teacher,
        group_id=cast.class_7a.id,
        audience=Audience.PARENTS,
        text="С первым днём",
        now=late,
    )
    assert message.sent_at == late


async def test_somebody_of_two_schools_announces_in_each_apart(session: AsyncSession, cast: Cast) -> None:
    there: StaffMember = await make_staff(session, cast.other_school, "Оспанова Гүлнар Бекқызы")
    await make_leader(session, cast.other_class, there)
    message = await announce(
        session,
        staff=there,
        group_id=cast.other_class.id,
        audience=Audience.BOTH,
        text="Здравствуйте",
        now=NOW,
    )
    assert await told(session, message) == ["104"]
    with pytest.raises(Forbidden):
        await announce(
            session,
            staff=there,
            group_id=cast.class_7a.id,
            audience=Audience.BOTH,
            text="Здравствуйте",
            now=NOW,
        )


async def test_a_message_is_old_news_after_a_week(session: AsyncSession, cast: Cast) -> None:
    message = await announced(session, cast)
    items = (await session.scalars(select(OutboxItem))).all()
    assert {item.expires_at for item in items} == {NOW + timedelta(days=7)}
    assert {item.batch for item in items} == {item.event for item in items}
    assert message.sent_at == NOW


def test_text_is_kept_as_typed_but_for_its_edges() -> None:
    assert fitting("  <b>Завтра</b> & послезавтра\n\n— сбор\x00 ") == "<b>Завтра</b> & послезавтра\n\n— сбор"


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00"])
def test_a_text_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(TextEmpty):
        fitting(text)


def test_a_long_text_is_refused_with_its_length() -> None:
    assert fitting("я" * TEXT_LIMIT)
    with pytest.raises(TextTooLong) as refusal:
        fitting("я" * (TEXT_LIMIT + 1))
    assert refusal.value.facts == {"length": TEXT_LIMIT + 1, "limit": TEXT_LIMIT}


def test_an_emoji_counts_as_the_two_characters_it_is_to_a_messenger() -> None:
    with pytest.raises(TextTooLong):
        fitting("🎒" * (TEXT_LIMIT // 2 + 1))
