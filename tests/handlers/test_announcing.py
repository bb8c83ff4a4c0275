"""An announcement from the chat: class, audience, text, preview, sent, receipts."""

from datetime import date

import pytest
from aiogram.types import Sticker
from sqlalchemy import func, select

from handlers.telegram.tap import Tap
from locales import plain, words_in
from locales.errors import explain
from storage.database import Database
from storage.models import GroupLeader, Link, Message, MessageRecipient, OutboxItem
from tests.cast import Cast
from tests.chat import Phone, phone_factory
from tests.clock import Clock
from tests.eyes import as_seen
from tests.factories.people import link, make_leader, make_staff

TEXT = "Собрание в пятницу,\nв 18:00 <каб. 12> & чай"
FORBIDDEN = plain(explain(words_in("ru"), "forbidden", {}))
STICKER = Sticker(
    file_id="1", file_unique_id="1", type="regular", width=1, height=1, is_animated=False, is_video=False
)


async def to_text(teacher: Phone, audience: str = "Родители (2)") -> str:
    """As far as the question for the text."""
    await teacher.sends("/announce")
    return await teacher.taps(audience)


async def to_preview(teacher: Phone, text: str = TEXT) -> str:
    await to_text(teacher)
    return await teacher.sends(text)


def texts(phone: Phone) -> list[str]:
    """Every message the last reply shows."""
    return [
        as_seen(method.text)
        for method in phone.replies
        if getattr(method, "text", None) and hasattr(method, "chat_id")
    ]


async def count(database: Database, model: type[Message | MessageRecipient | OutboxItem]) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(model))).one()


async def test_the_whole_way(phone, database: Database, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    assert "Меню сотрудника" in await teacher.sends("/staff")
    assert "7 «А»" in await teacher.taps("Объявление")
    for label in ("Родители (2)", "Ученики (2)", "Родители и ученики (4)"):
        assert teacher.has_button(label)
    assert "Родителям 7 «А»: 2 человека" in await teacher.taps("Родители (2)")
    confirm = await teacher.sends(TEXT)
    preview, _ = texts(teacher)
    assert preview == (
        "<b>Гүлнар Бекқызы</b>, классный руководитель 7 «А»\n\n"
        "Собрание в пятницу,\nв 18:00 &lt;каб. 12&gt; &amp; чай"
    )
    assert "Родителям 7 «А»: 2 человека" in confirm
    assert await count(database, Message) == 0
    assert "Отправлено: 2 человека" in await teacher.taps("Отправить")
    assert "Получили 0 из 2, прочитали 0" in await teacher.taps("Кто прочитал")
    assert "Доставляется" in teacher.text
    assert "Нұрланова Айгерім (Әлихан)" in teacher.text
    assert (await count(database, Message), await count(database, OutboxItem)) == (1, 2)


async def test_the_preview_is_what_parents_receive(phone, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_preview(teacher)
    preview = texts(teacher)[0]
    await teacher.taps("Отправить")
    father: Phone = phone("102")
    assert await father.presses(Tap(place="R", item=2).pack()) == preview + "\n\n<i>✓ Прочитано</i>"


async def test_receipts_refresh(phone, clock: Clock, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_preview(teacher)
    await teacher.taps("Отправить")
    await teacher.taps("Кто прочитал")
    await phone("102").presses(Tap(place="R", item=2).pack())
    clock.advance(minutes=5)
    text = await teacher.taps("Обновить")
    assert "Получили 1 из 2, прочитали 1" in text
    assert "На 09:05" in text


async def test_a_double_tap_on_send_sends_once(phone, database: Database, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_preview(teacher)
    send = teacher.button("Отправить").callback_data or ""
    await teacher.presses(send)
    await teacher.presses(send)
    assert "уже отправлено" in (teacher.toast or "")
    assert (await count(database, Message), await count(database, OutboxItem)) == (1, 2)


async def test_send_under_an_older_text_sends_nothing(phone, database: Database, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_preview(teacher, "Собрание в пятницу")
    old = teacher.button("Отправить").callback_data or ""
    await teacher.sends("Собрание в субботу")
    await teacher.presses(old)
    assert "изменился" in (teacher.toast or "")
    assert await count(database, Message) == 0
    await teacher.taps("Отправить")
    async with database.reading() as session:
        assert (await session.scalars(select(Message.text))).all() == ["Собрание в субботу"]


async def test_the_text_can_be_changed(phone, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_preview(teacher)
    asked = await teacher.taps("Изменить текст")
    assert "<pre>Собрание в пятницу,\nв 18:00 &lt;каб. 12&gt; &amp; чай</pre>" in asked
    await teacher.sends("Собрания не будет")
    assert texts(teacher)[0].endswith("\n\nСобрания не будет")


async def test_cancelling_sends_nothing(phone, database: Database, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_preview(teacher)
    send = teacher.button("Отправить").callback_data or ""
    assert "Отменено" in await teacher.taps("Отмена")
    await teacher.presses(send)
    assert "уже отправлено" in (teacher.toast or "")
    assert await count(database, Message) == 0


async def test_a_restart_in_the_middle_loses_nothing(
    phone, database: Database, clock: Clock, stored_cast: Cast
) -> None:
    await to_text(phone("202"))
    after_restart = phone_factory(database, clock)("202")
    await after_restart.sends(TEXT)
    send = after_restart.button("Отправить").callback_data or ""
    again = phone_factory(database, clock)("202")
    assert "Отправлено" in await again.presses(send)


async def test_a_class_teacher_replaced_in_the_middle_is_refused(
    phone, database: Database, stored_cast: Cast
) -> None:
    teacher: Phone = phone("202")
    await to_preview(teacher)
    async with database.transaction() as session:
        for led in await session.scalars(
            select(GroupLeader).where(GroupLeader.staff_id == stored_cast.class_teacher.id)
        ):
            led.ends_on = date(2026, 11, 22)
    await teacher.taps("Отправить")
    assert teacher.toast == FORBIDDEN
    assert await count(database, Message) == 0


async def test_staff_unlinked_in_the_middle_are_refused(phone, database: Database, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_preview(teacher)
    send = teacher.button("Отправить").callback_data or ""
    async with database.transaction() as session:
        for tie in await session.scalars(select(Link).where(Link.staff_id == stored_cast.class_teacher.id)):
            tie.revoked_at = tie.linked_at
    await teacher.presses(send)
    assert await count(database, Message) == 0


async def test_a_photo_or_a_sticker_as_text_gets_a_helpful_answer(phone, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_text(teacher)
    assert "Передать можно только текст" in await teacher.sends(sticker=STICKER)
    await teacher.sends(TEXT)
    assert teacher.has_button("Отправить")


async def test_a_text_too_long_for_a_message_is_refused_and_may_be_shortened(
    phone, stored_cast: Cast
) -> None:
    """4096 characters after parsing: the limit leaves room for who writes."""
    teacher: Phone = phone("202")
    await to_text(teacher)
    answer = await teacher.sends("я" * 3001)
    assert "3001" in answer
    assert "3000" in answer
    await teacher.sends("<" * 3000)
    assert all(len(plain(text)) <= 4096 for text in texts(teacher))
    asked = await teacher.taps("Изменить текст")
    assert len(plain(asked)) <= 4096


async def test_plain_words_are_text_while_a_text_is_awaited(phone, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_text(teacher)
    await teacher.sends("оценки")
    assert texts(teacher)[0].endswith("\n\nоценки")


async def test_a_command_is_not_a_text(phone, database: Database, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    await to_text(teacher)
    assert "Меню сотрудника" in await teacher.sends("/staff")


@pytest.mark.parametrize("address", ["101", "103", "201", "204"])
async def test_who_leads_no_class_cannot_announce(
    phone, database: Database, stored_cast: Cast, address: str
) -> None:
    somebody: Phone = phone(address)
    await somebody.sends("/announce")
    assert not somebody.has_button("Родители")
    item = stored_cast.class_7a.id
    for data in (Tap(place="G", item=item), Tap(place="U", item=item, value="both")):
        await somebody.presses(data.pack())
        await somebody.sends("Привет")
        assert not somebody.has_button("Отправить")
    assert await count(database, Message) == 0


@pytest.mark.parametrize("value", [None, "everybody", "parents:students", ""])
async def test_a_forged_audience_is_refused(phone, stored_cast: Cast, value: str | None) -> None:
    teacher: Phone = phone("202")
    data = f"t:U::{stored_cast.class_7a.id}::{(value or '').replace(':', '')}"
    await teacher.presses(data)
    assert teacher.toast


async def test_a_forged_class_is_refused(phone, database: Database, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    for group in (stored_cast.class_3b, stored_cast.other_class):
        for place in ("G", "U", "i", "T"):
            await teacher.presses(Tap(place=place, item=group.id, value="parents").pack())
            assert teacher.toast, (place, group.name)
    assert await count(database, Message) == 0


async def test_a_leader_of_two_classes_in_two_schools_chooses(
    phone, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        there = await make_staff(session, stored_cast.other_school, "Оспанова Гүлнар")
        await make_leader(session, stored_cast.other_class, there)
        await link(session, stored_cast.class_teacher_account, there)
    teacher: Phone = phone("202")
    home = await teacher.sends("/staff")
    assert "Гимназия № 25" in home
    assert "Школа № 14" in home
    assert "Какой класс?" in await teacher.sends("/announce")
    await teacher.taps("Школа № 14")
    await teacher.taps("Родители (1)")
    await teacher.sends("Здравствуйте")
    assert "Оспанова Гүлнар" in texts(teacher)[0]
    assert "Отправлено: 1 человек" in await teacher.taps("Отправить")
    async with database.reading() as session:
        assert (await session.scalars(select(Message.school_id))).all() == [stored_cast.other_school.id]


async def test_nobody_linked_is_said_before_sending(phone, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        for tie in await session.scalars(select(Link).where(Link.guardianship_id.is_not(None))):
            tie.revoked_at = tie.linked_at
    teacher: Phone = phone("202")
    assert "Никто из них" in await to_preview(teacher)
    assert "Отправлено: 0 из 2" in await teacher.taps("Отправить")


async def test_everything_is_said_in_kazakh_too(phone, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        (await session.merge(stored_cast.class_teacher_account)).language = "kk"
    teacher: Phone = phone("202")
    await teacher.sends("/announce")
    await teacher.taps("Ата-аналар (2)")
    await teacher.sends("Жиналыс болады")
    assert texts(teacher)[0].startswith("<b>Гүлнар Бекқызы</b>, 7 «А» сынып жетекшісі")
    assert "Жіберілді: 2 адам" in await teacher.taps("Жіберу")
