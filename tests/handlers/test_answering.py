"""Reading what was written, answering it, and the answers that staff find in their menu."""

import pytest
from aiogram.types import Sticker
from sqlalchemy import func, select

from handlers.telegram.tap import Tap
from locales import plain
from services.messages import announce, write_letter
from storage.database import Database
from storage.models import Audience, Link, Message, MessageKind, MessageRecipient, NameOnScreen
from tests.cast import Cast
from tests.chat import Phone, phone_factory
from tests.clock import Clock

STICKER = Sticker(
    file_id="1", file_unique_id="1", type="regular", width=1, height=1, is_animated=False, is_video=False
)


async def letter_to(database: Database, cast: Cast, text: str = "Алихану нужна помощь") -> tuple[int, int]:
    """A letter of the curator about the son: recipient ids of mother and father."""
    async with database.transaction() as session:
        message = await write_letter(
            session, staff=cast.curator, student_id=cast.son.id, text=text, now=cast.lesson.starts_at
        )
        query = select(MessageRecipient.guardian_id, MessageRecipient.id)
        rows = await session.execute(query.where(MessageRecipient.message_id == message.id))
        ids = {row.guardian_id: row.id for row in rows}
    return ids[cast.mother.id], ids[cast.father.id]


async def count(database: Database) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(Message))).one()


async def replies(database: Database) -> list[str]:
    async with database.reading() as session:
        query = select(Message.text).where(Message.kind == MessageKind.REPLY).order_by(Message.id)
        return list((await session.scalars(query)).all())


def read(recipient: int) -> str:
    return Tap(place="R", item=recipient).pack()


def answer(recipient: int) -> str:
    return Tap(place="W", item=recipient).pack()


async def test_reading_leaves_the_message_with_a_tick_and_answer(
    phone, database: Database, stored_cast: Cast
) -> None:
    _, his = await letter_to(database, stored_cast)
    father: Phone = phone("102")
    text = await father.presses(read(his))
    assert text == (
        "<b>Андрей Сергеевич</b>, куратор 7 «А»\nО ребёнке: Әлихан\n\n"
        "Алихану нужна помощь\n\n<i>✓ Прочитано</i>"
    )
    assert [button.text for button in father.buttons] == ["✍️ Ответить"]


async def test_a_double_tap_on_read_changes_nothing(phone, database: Database, stored_cast: Cast) -> None:
    _, his = await letter_to(database, stored_cast)
    father: Phone = phone("102")
    first = await father.presses(read(his))
    assert await father.presses(read(his)) == first


async def test_who_writes_stands_first_on_a_lock_screen(phone, database: Database, stored_cast: Cast) -> None:
    _, his = await letter_to(database, stored_cast)
    text = plain(await phone("102").presses(read(his)))
    assert text[:40].startswith("Андрей Сергеевич, куратор 7 «А»")


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (NameOnScreen.FULL, "О ребёнке: Нұрланов Әлихан"),
        (NameOnScreen.FIRST, "О ребёнке: Әлихан"),
        (NameOnScreen.INITIALS, "О ребёнке: Ә. Н."),
        (NameOnScreen.HIDDEN, "О вашем ребёнке"),
    ],
)
async def test_the_childs_name_on_a_lock_screen_is_the_schools_choice(
    phone, database: Database, stored_cast: Cast, shown: NameOnScreen, line: str
) -> None:
    async with database.transaction() as session:
        (await session.merge(stored_cast.school)).name_on_screen = shown
    _, his = await letter_to(database, stored_cast)
    text = await phone("102").presses(read(his))
    assert text.split("\n")[1] == line


async def test_a_parent_answers_and_the_curator_answers_back(
    phone, database: Database, stored_cast: Cast
) -> None:
    _, his = await letter_to(database, stored_cast)
    father, curator = phone("102"), phone("203")
    assert "Адресат: <b>Андрей Сергеевич</b>" in await father.presses(answer(his))
    assert "Отправлено: Андрей Сергеевич" in await father.sends("Приду <завтра> & в 9")
    assert "1 новый ответ" in await curator.sends("/staff")
    listed = await curator.taps("Ответы")
    assert "🆕 <b>Нұрланов Марат · Нұрланов Әлихан</b>" in listed
    opened = await curator.taps("1. Нұрланов Марат")
    assert opened == (
        "<b>Нұрланов Марат</b> (папа), Нұрланов Әлихан, 7 «А»\n"
        "<blockquote>Алихану нужна помощь</blockquote>\n\nПриду &lt;завтра&gt; &amp; в 9"
    )
    await curator.taps("Ответить")
    assert "Отправлено: Нұрланов Марат" in await curator.sends("Жду Вас")
    assert "новый ответ" not in await curator.sends("/staff")
    assert "✓ <b>Нұрланов Марат" in await curator.taps("Ответы")
    assert await replies(database) == ["Приду <завтра> & в 9", "Жду Вас"]


async def test_a_student_answers_too(phone, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        message = await announce(
            session,
            staff=stored_cast.class_teacher,
            group_id=stored_cast.class_7a.id,
            audience=Audience.STUDENTS,
            text="Приносим сменку",
            now=stored_cast.lesson.starts_at,
        )
        query = select(MessageRecipient.id).where(
            MessageRecipient.message_id == message.id,
            MessageRecipient.addressed_student_id == stored_cast.son.id,
        )
        recipient = (await session.scalars(query)).one()
    student, teacher = phone("103"), phone("202")
    await student.presses(answer(recipient))
    await student.sends("Хорошо")
    await teacher.sends("/staff")
    await teacher.taps("Ответы")
    assert (await teacher.taps("1. Нұрланов")).startswith("<b>Нұрланов Әлихан, 7 «А»</b>")


@pytest.mark.parametrize("address", ["101", "103", "104", "201", "202", "203", "999"])
async def test_a_forged_recipient_id_opens_nothing(
    phone, database: Database, stored_cast: Cast, address: str
) -> None:
    """A parent read any student by changing an id in a button."""
    _, his = await letter_to(database, stored_cast)
    stranger: Phone = phone(address)
    for data in (read(his), answer(his), Tap(place="ro", item=his).pack()):
        stranger.text = ""
        await stranger.presses(data)
        assert "Алихану" not in stranger.text
    await stranger.sends("Это не мне")
    assert await replies(database) == []


async def test_a_parent_revoked_while_writing_sends_nothing(
    phone, database: Database, stored_cast: Cast
) -> None:
    _, his = await letter_to(database, stored_cast)
    father: Phone = phone("102")
    await father.presses(answer(his))
    async with database.transaction() as session:
        (await session.merge(stored_cast.father_of_son)).revoked_at = stored_cast.lesson.starts_at
    await father.sends("Приду завтра")
    assert await replies(database) == []


async def test_a_restart_while_answering_loses_nothing(
    phone, database: Database, clock: Clock, stored_cast: Cast
) -> None:
    _, his = await letter_to(database, stored_cast)
    await phone("102").presses(answer(his))
    after_restart = phone_factory(database, clock)("102")
    assert "Отправлено" in await after_restart.sends("Приду завтра")
    assert await replies(database) == ["Приду завтра"]


async def test_a_second_text_is_not_an_answer(phone, database: Database, stored_cast: Cast) -> None:
    _, his = await letter_to(database, stored_cast)
    father: Phone = phone("102")
    await father.presses(answer(his))
    await father.sends("Приду завтра")
    await father.sends("оценки")
    assert await replies(database) == ["Приду завтра"]


async def test_what_is_typed_much_later_is_not_an_answer(
    phone, database: Database, clock: Clock, stored_cast: Cast
) -> None:
    _, his = await letter_to(database, stored_cast)
    father: Phone = phone("102")
    await father.presses(answer(his))
    clock.advance(hours=2)
    await father.sends("оценки")
    assert await replies(database) == []


async def test_an_answer_too_long_may_be_shortened(phone, database: Database, stored_cast: Cast) -> None:
    _, his = await letter_to(database, stored_cast)
    father: Phone = phone("102")
    await father.presses(answer(his))
    assert "3001" in await father.sends("я" * 3001)
    assert "Отправлено" in await father.sends("Короче: приду")


async def test_a_sticker_as_an_answer_gets_a_helpful_one(
    phone, database: Database, stored_cast: Cast
) -> None:
    _, his = await letter_to(database, stored_cast)
    father: Phone = phone("102")
    await father.presses(answer(his))
    assert "Передать можно только текст" in await father.sends(sticker=STICKER)
    assert "Отменено" in await father.taps("Отмена")
    assert father.has_button("Сегодня")
    await father.sends("Приду завтра")
    assert await replies(database) == []


async def test_a_sender_who_left_is_said_before_anything_is_written(
    phone, database: Database, stored_cast: Cast
) -> None:
    _, his = await letter_to(database, stored_cast)
    async with database.transaction() as session:
        (await session.merge(stored_cast.curator)).left_on = stored_cast.year.starts_on
    father: Phone = phone("102")
    await father.presses(answer(his))
    assert "больше нельзя ответить" in (father.toast or "")


async def test_answers_are_kept_until_the_sender_links_again(
    phone, database: Database, stored_cast: Cast
) -> None:
    _, his = await letter_to(database, stored_cast)
    async with database.transaction() as session:
        ties = await session.scalars(select(Link).where(Link.staff_id == stored_cast.curator.id))
        tie = ties.one()
        tie.revoked_at = tie.linked_at
    await phone("102").presses(answer(his))
    await phone("102").sends("Приду завтра")
    async with database.transaction() as session:
        (await session.merge(tie)).revoked_at = None
    curator: Phone = phone("203")
    assert "1 новый ответ" in await curator.sends("/staff")
    assert "Приду завтра" in await curator.taps("Ответы")


async def test_the_longest_letter_fits_a_message_with_its_quote(
    phone, database: Database, stored_cast: Cast
) -> None:
    """4096 characters after parsing, with the longest names as well."""
    async with database.transaction() as session:
        curator = await session.merge(stored_cast.curator)
        curator.first_name, curator.patronymic = "Ф" * 300, "О" * 300
        (await session.merge(stored_cast.son)).first_name = "Ы" * 500
    _, his = await letter_to(database, stored_cast, "&" * 3000)
    assert len(plain(await phone("102").presses(read(his)))) < 4096


async def test_cancel_under_nothing_does_no_harm(phone, stored_cast: Cast) -> None:
    father: Phone = phone("102")
    assert "Отменено" in await father.presses(Tap(place="Z").pack())
