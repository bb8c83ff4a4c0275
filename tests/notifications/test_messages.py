"""Messages on their way out: to whom, in which language, and who no longer gets them."""

from sqlalchemy import select

from locales import plain
from services.messages import announce, write_letter
from services.receipts import State, receipts
from storage.models import Audience, Link, Message, MessageRecipient, OutboxStatus
from tests.carrier import BLOCKED
from tests.factories.people import (
    link,
    make_account,
    make_guardian,
    make_guardianship,
    make_student,
)
from tests.notifications.conftest import Post

TEXT = "Собрание <b>в пятницу</b> & чай"


async def announces(post: Post, audience: Audience = Audience.BOTH) -> Message:
    async with post.database.transaction() as session:
        return await announce(
            session,
            staff=post.cast.class_teacher,
            group_id=post.cast.class_7a.id,
            audience=audience,
            text=TEXT,
            now=post.clock(),
        )


async def writes(post: Post) -> Message:
    async with post.database.transaction() as session:
        return await write_letter(
            session, staff=post.cast.curator, student_id=post.cast.son.id, text=TEXT, now=post.clock()
        )


async def states(post: Post, message: Message) -> dict[str, State]:
    async with post.database.reading() as session:
        shown = await receipts(session, staff=post.cast.class_teacher, message_id=message.id)
    return {receipt.person.short_name: receipt.state for receipt in shown.people}


async def test_fan_out_reaches_only_this_classes_families(post: Post) -> None:
    """Roster data mailed to the wrong parents: two families, two classes, two schools."""
    async with post.database.transaction() as session:
        stranger = await make_student(session, post.cast.class_3b, "Орлова Анна")
        guardian = await make_guardian(session, post.cast.school, "Орлов Иван")
        tie = await make_guardianship(session, guardian, stranger)
        await link(session, await make_account(session, "111"), tie)
    await announces(post)
    await post.delivers()
    assert post.carrier.addresses == ["101", "102", "103"]


async def test_each_reads_it_in_their_own_language_with_the_text_as_typed(post: Post) -> None:
    await announces(post, Audience.PARENTS)
    await post.delivers()
    typed = "Собрание &lt;b&gt;в пятницу&lt;/b&gt; &amp; чай"
    assert post.carrier.texts("101") == [f"<b>Гүлнар Бекқызы</b>, 7 «А» сынып жетекшісі\n\n{typed}"]
    assert post.carrier.texts("102") == [f"<b>Гүлнар Бекқызы</b>, классный руководитель 7 «А»\n\n{typed}"]
    buttons = [button.label for row in post.carrier.sent[1][1].rows for button in row]
    assert len(buttons) == 2


async def test_a_letter_names_the_child(post: Post) -> None:
    await writes(post)
    await post.delivers()
    assert plain(post.carrier.texts("102")[0]).splitlines()[:2] == [
        "Андрей Сергеевич, куратор 7 «А»",
        "О ребёнке: Әлихан",
    ]


async def test_what_arrived_counts_as_received(post: Post) -> None:
    message = await announces(post)
    assert set((await states(post, message)).values()) == {State.ON_THE_WAY, State.NOT_REACHED}
    await post.delivers()
    assert await states(post, message) == {
        "Нұрланова Айгерім": State.RECEIVED,
        "Нұрланов Марат": State.RECEIVED,
        "Нұрланов Әлихан": State.RECEIVED,
        "Соколов Дмитрий": State.NOT_REACHED,
    }


async def test_a_chat_that_blocked_the_bot_has_not_received_it(post: Post) -> None:
    post.carrier.fail(BLOCKED, address="102")
    message = await announces(post, Audience.PARENTS)
    await post.delivers()
    assert await states(post, message) == {
        "Нұрланова Айгерім": State.RECEIVED,
        "Нұрланов Марат": State.NOT_REACHED,
    }


async def test_a_parent_revoked_before_it_leaves_gets_nothing(post: Post) -> None:
    await announces(post, Audience.PARENTS)
    await post.alters(post.cast.father_of_son, revoked_at=post.clock())
    await post.delivers()
    assert post.carrier.addresses == ["101"]
    [dropped] = await post.items(OutboxStatus.DROPPED)
    assert dropped.error == "revoked"


async def test_somebody_unlinked_before_it_leaves_gets_nothing(post: Post) -> None:
    await announces(post)
    async with post.database.transaction() as session:
        for tie in await session.scalars(select(Link).where(Link.account_id == post.cast.student_account.id)):
            tie.revoked_at = post.clock()
    await post.delivers()
    assert post.carrier.addresses == ["101", "102"]


async def test_a_shared_phone_keeps_its_copy_while_one_of_its_people_is_left(post: Post) -> None:
    async with post.database.transaction() as session:
        for tie in await session.scalars(select(Link).where(Link.account_id == post.cast.father_account.id)):
            tie.revoked_at = post.clock()
        await link(session, post.cast.mother_account, post.cast.father_of_son)
    await announces(post, Audience.PARENTS)
    await post.alters(post.cast.mother_of_son, revoked_at=post.clock())
    await post.delivers()
    assert post.carrier.addresses == ["101"]
    async with post.database.reading() as session:
        query = select(MessageRecipient.guardian_id).where(MessageRecipient.received_at.is_not(None))
        assert post.cast.father.id in (await session.scalars(query)).all()


async def test_an_announcement_never_arrives_twice(post: Post) -> None:
    await announces(post)
    await post.delivers()
    await post.delivers(minutes=10)
    assert post.carrier.addresses == ["101", "102", "103"]


async def test_a_week_later_it_is_not_sent_any_more(post: Post) -> None:
    """Old events announced weeks later."""
    await announces(post, Audience.PARENTS)
    await post.delivers(days=8)
    assert post.carrier.addresses == []
