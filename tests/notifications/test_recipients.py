"""Who wants to be told when: quiet hours, switched-off kinds, chats out of reach, letters."""

from datetime import UTC, datetime, time

from sqlalchemy import select

from services.messages import LASTS
from services.outbox import tell
from storage.models import (
    Account,
    AlertKind,
    LeaderKind,
    Link,
    Message,
    MessageKind,
    MessageRecipient,
    OutboxKind,
    OutboxStatus,
    Preference,
    Presence,
)
from tests.carrier import BLOCKED
from tests.factories.people import link, make_account, make_guardian, make_guardianship, make_leader
from tests.notifications.conftest import Post, at

FATHER, MOTHER, STUDENT, OTHER_MOTHER, CLASS_TEACHER = "102", "101", "103", "104", "202"


async def _account(post: Post, address: str) -> Account:
    async with post.database.reading() as session:
        return (await session.scalars(select(Account).where(Account.address == address))).one()


async def test_quiet_hours_postpone_and_never_lose(post: Post) -> None:
    """State saved, then quiet hours returned early: "postponed" was logged and nothing was ever sent."""
    await post.alters(post.cast.father_account, quiet_from=time(22), quiet_to=time(7))
    post.clock.now = at(21, 57)
    await post.gives("5")
    await post.delivers(minutes=5)
    assert post.carrier.addresses == [MOTHER, STUDENT]
    post.clock.now = at(6, 59, day=24)
    await post.delivers()
    assert FATHER not in post.carrier.addresses
    await post.delivers(minutes=1)
    assert FATHER in post.carrier.addresses
    assert {item.attempts for item in await post.items()} == {1}


async def test_quiet_hours_are_the_schools_not_the_servers(post: Post) -> None:
    """Off by exactly the UTC offset; the device's zone used instead of the school's."""
    await post.alters(post.cast.father_account, quiet_from=time(22), quiet_to=time(7))
    await post.alters(post.cast.other_mother_account, quiet_from=time(22), quiet_to=time(7))
    post.clock.now = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    await post.gives("5")
    await post.gives("5", student=post.cast.other_student, lesson=post.cast.other_lesson)
    await post.delivers(minutes=5)
    assert OTHER_MOTHER in post.carrier.addresses, "it is 20:05 in Moscow"
    assert FATHER not in post.carrier.addresses, "it is 22:05 in Almaty"


async def test_an_alert_that_waited_for_the_morning_is_not_too_old_then(post: Post) -> None:
    await post.alters(post.cast.father_account, quiet_from=time(9), quiet_to=time(8, 30))
    await post.misses()
    post.clock.now = at(9, 4, day=24)
    await post.delivers()
    post.clock.now = at(8, 30, day=25)
    await post.delivers()
    assert len(post.carrier.texts(FATHER)) == 1


async def test_what_waits_for_the_morning_leaves_as_one_message(post: Post) -> None:
    await post.alters(post.cast.father_account, quiet_from=time(20), quiet_to=time(7))
    post.clock.now = at(20)
    for _ in range(3):
        await post.gives("5")
        await post.delivers(minutes=30)
    post.clock.now = at(7, day=24)
    await post.delivers()
    assert len(post.carrier.texts(FATHER)) == 1


async def test_a_kind_switched_off_is_not_sent(post: Post) -> None:
    account = post.cast.father_account.id
    await post.adds(Preference(account_id=account, kind=AlertKind.MARKS, enabled=False))
    await post.adds(Preference(account_id=account, kind=AlertKind.ATTENDANCE, enabled=True))
    await post.gives("5")
    await post.misses(presence=Presence.LATE)
    await post.delivers(minutes=5)
    (text,) = post.carrier.texts(FATHER)
    assert "опоздание" in text
    assert {item.error for item in await post.items(OutboxStatus.DROPPED)} == {"switched off"}


async def test_a_blocked_chat_is_marked_and_the_class_teacher_told_once(post: Post) -> None:
    """403 "bot was blocked": mark the chat unreachable *and tell the class teacher*."""
    post.carrier.fail(BLOCKED, times=3, address=FATHER)
    await post.gives("5")
    await post.misses()
    await post.delivers(minutes=5)
    await post.gives("4")
    await post.delivers(minutes=5)
    assert (await _account(post, FATHER)).unreachable_at is not None
    (text,) = post.carrier.texts(CLASS_TEACHER)
    assert "Нұрланов Марат" in text
    assert "Нұрланов Әлихан" in text
    assert post.carrier.texts("203") == [], "the curator is told only where there is no class teacher"
    told = [item for item in await post.items() if item.account_id == post.cast.father_account.id]
    assert {(item.status, item.error) for item in told} == {(OutboxStatus.DROPPED, "unreachable")}


async def test_each_class_teacher_hears_of_the_own_class_only(post: Post) -> None:
    """Roster data of a hundred children mailed to the wrong parents."""
    async with post.database.transaction() as session:
        await make_leader(session, post.cast.class_3b, post.cast.teacher)
    post.carrier.fail(BLOCKED, address=MOTHER)
    await post.gives("5")
    await post.delivers(minutes=5)
    assert "Әлихан" in post.carrier.texts(CLASS_TEACHER)[0]
    assert "Әмина" not in post.carrier.texts(CLASS_TEACHER)[0]
    assert "Әмина" in post.carrier.texts("201")[0]


async def test_without_a_class_teacher_in_the_chat_somebody_else_is_told(post: Post) -> None:
    post.carrier.fail(BLOCKED, address=MOTHER)
    await post.gives("4", student=post.cast.daughter)
    await post.delivers(minutes=5)
    assert "Әмина" in post.carrier.texts("204")[0], "3 «Б» has no class teacher: the administrator"
    assert "Әлихан" in post.carrier.texts(CLASS_TEACHER)[0]


async def test_a_chat_that_came_back_before_it_was_told_is_not_reported(post: Post) -> None:
    await post.alters(post.cast.class_teacher_account, quiet_from=time(0), quiet_to=time(23))
    post.carrier.fail(BLOCKED, address=FATHER)
    await post.gives("5")
    await post.delivers(minutes=5)
    await post.alters(await _account(post, FATHER), unreachable_at=None)
    post.clock.now = at(23)
    await post.delivers()
    assert post.carrier.texts(CLASS_TEACHER) == []


async def _letter(post: Post) -> int:
    """The curator writes to the father."""
    cast = post.cast
    async with post.database.transaction() as session:
        message = Message(
            school_id=cast.school.id,
            kind=MessageKind.LETTER,
            text="Приходите в четверг",
            sent_at=post.clock(),
            staff_id=cast.curator.id,
            group_id=cast.class_7a.id,
            student_id=cast.son.id,
        )
        session.add(message)
        await session.flush()
        recipient = MessageRecipient(
            school_id=cast.school.id,
            message_id=message.id,
            guardian_id=cast.father.id,
            about_student_id=cast.son.id,
        )
        session.add(recipient)
        await session.flush()
        await tell(
            session,
            kind=OutboxKind.MESSAGE,
            account_ids=[cast.father_account.id],
            event=f"message:{recipient.id}",
            facts={"recipient_id": recipient.id},
            school_id=cast.school.id,
            now=post.clock(),
            lasts=LASTS,
        )
        return recipient.id


async def _received_at(post: Post, recipient_id: int) -> datetime | None:
    async with post.database.reading() as session:
        return (await session.get_one(MessageRecipient, recipient_id)).received_at


async def test_a_letter_counts_as_received_when_the_messenger_took_it(post: Post) -> None:
    recipient = await _letter(post)
    assert await _received_at(post, recipient) is None
    await post.delivers()
    assert "Приходите в четверг" in post.carrier.texts(FATHER)[0]
    assert await _received_at(post, recipient) == post.clock()


async def test_a_letter_to_a_blocked_chat_waits_for_it_unreceived(post: Post) -> None:
    recipient = await _letter(post)
    post.carrier.fail(BLOCKED, address=FATHER)
    await post.delivers()
    for _ in range(4):
        await post.delivers(hours=1)
    assert await _received_at(post, recipient) is None
    await post.alters(await _account(post, FATHER), unreachable_at=None)
    await post.delivers(minutes=15)
    assert await _received_at(post, recipient) == post.clock()


async def test_curators_of_groups_without_class_teacher_are_told(post: Post) -> None:
    async with post.database.transaction() as session:
        await make_leader(session, post.cast.class_3b, post.cast.curator, LeaderKind.CURATOR)
        guardian = await make_guardian(session, post.cast.school, "Нұрланова Апа")
        tie = await make_guardianship(session, guardian, post.cast.daughter)
        await link(session, await make_account(session, "110"), tie)
    post.carrier.fail(BLOCKED, address="110")
    await post.gives("4", student=post.cast.daughter)
    await post.delivers(minutes=5)
    assert "Нұрланова Апа" in post.carrier.texts("203")[0]


async def test_a_letter_to_a_blocked_chat_is_no_news_after_a_week(post: Post) -> None:
    """Old events announced weeks later."""
    recipient = await _letter(post)
    await post.alters(post.cast.father_account, unreachable_at=post.clock())
    for _ in range(8):
        await post.delivers(days=1)
    await post.alters(await _account(post, FATHER), unreachable_at=None)
    await post.delivers(days=1)
    assert post.carrier.texts(FATHER) == []
    assert await _received_at(post, recipient) is None
    assert [item.error for item in await post.items()] == ["too old"]


async def test_who_has_left_the_school_hears_of_no_family_any_more(post: Post) -> None:
    yesterday = at(8, day=22).date()
    await post.alters(post.cast.class_teacher, left_on=yesterday)
    post.carrier.fail(BLOCKED, address=FATHER)
    await post.gives("5")
    await post.delivers(minutes=5)
    assert post.carrier.texts(CLASS_TEACHER) == []
    assert "Нұрланов Марат" in post.carrier.texts("203")[0], "the curator is told instead"


async def test_a_class_teacher_revoked_meanwhile_hears_of_no_family(post: Post) -> None:
    await post.alters(post.cast.class_teacher_account, quiet_from=time(0), quiet_to=time(23))
    post.carrier.fail(BLOCKED, address=FATHER)
    await post.gives("5")
    await post.delivers(minutes=5)
    async with post.database.transaction() as session:
        links = select(Link).where(Link.staff_id == post.cast.class_teacher.id)
        (await session.scalars(links)).one().revoked_at = post.clock()
    post.clock.now = at(23)
    await post.delivers()
    assert post.carrier.texts(CLASS_TEACHER) == []
