"""Whatever is sent, there is a helpful answer."""

from collections.abc import Callable
from typing import Any

import pytest
from aiogram.types import (
    Chat,
    Contact,
    Document,
    Location,
    Message,
    MessageOriginHiddenUser,
    PhotoSize,
    Sticker,
    Update,
    Voice,
)

from tests.cast import Cast
from tests.chat import Phone
from tests.clock import MONDAY_MORNING

Phones = Callable[[str], Phone]
FILE = {"file_id": "1", "file_unique_id": "1"}
CONTENTS: dict[str, dict[str, Any]] = {
    "sticker": {
        "sticker": Sticker(**FILE, type="regular", width=1, height=1, is_animated=False, is_video=False)
    },
    "photo": {"photo": [PhotoSize(**FILE, width=1, height=1)], "caption": "оценки"},
    "voice": {"voice": Voice(**FILE, duration=1)},
    "document": {"document": Document(**FILE)},
    "location": {"location": Location(latitude=1, longitude=1)},
    "contact": {"contact": Contact(phone_number="1", first_name="x")},
}


@pytest.mark.parametrize("kind", CONTENTS)
async def test_what_is_no_text_gets_a_helpful_answer(stored_cast: Cast, phone: Phones, kind: str) -> None:
    father = phone("102")
    text = await father.sends(**CONTENTS[kind])
    assert "Я читаю только текст" in text
    assert father.has_button("Оценки")


@pytest.mark.parametrize("text", ["бла-бла", "/nonsense", "<b>", "👍", "x" * 4096])
async def test_what_is_not_understood_gets_the_menu(stored_cast: Cast, phone: Phones, text: str) -> None:
    father = phone("102")
    assert "дз на завтра" in await father.sends(text)
    assert "📝 Задания" in father.button("Задания").text


@pytest.mark.parametrize("text", ["Привет!", "Қайырлы таң", "салем", "Добрый день", "hello"])
async def test_a_greeting_is_returned_with_the_menu(stored_cast: Cast, phone: Phones, text: str) -> None:
    father = phone("102")
    assert "Здравствуйте!" in await father.sends(text)
    assert father.has_button("Оценки")


@pytest.mark.parametrize("text", ["спасибо", "Рақмет!", "Большое спасибо вам", "thanks"])
async def test_who_thanks_learns_that_the_teacher_does_not_see_it(
    stored_cast: Cast, phone: Phones, text: str
) -> None:
    assert "учителю это не видно" in (await phone("102").sends(text)).lower()


async def test_a_letter_that_begins_politely_is_still_not_understood(
    stored_cast: Cast, phone: Phones
) -> None:
    text = "Здравствуйте, мы завтра не придём, потому что заболели"
    assert "непонятно" in await phone("102").sends(text)


async def test_a_forwarded_message_is_answered_too(stored_cast: Cast, phone: Phones) -> None:
    origin = MessageOriginHiddenUser(date=MONDAY_MORNING, sender_user_name="X")
    assert "непонятно" in await phone("102").sends("Собрание в среду, всем быть!", forward_origin=origin)


async def test_staff_get_their_menu_with_it(stored_cast: Cast, phone: Phones) -> None:
    teacher = phone("201")
    await teacher.sends("бла-бла")
    assert teacher.has_button("Меню сотрудника")
    assert not teacher.has_button("Оценки")


@pytest.mark.parametrize("text", ["/marks", "/help", "/start", "/nonsense", "оценки"])
async def test_an_unlinked_chat_learns_how_to_begin(stored_cast: Cast, phone: Phones, text: str) -> None:
    nobody = phone("999")
    answer = await nobody.sends(text)
    assert "code" in answer or "код" in answer
    assert not nobody.has_button("Оценки")


@pytest.mark.parametrize("data", ["t:h::::", "t:m:1:::", "t:p::::", "garbage", "t:C:1:::m"])
async def test_an_unlinked_chats_buttons_show_nothing(stored_cast: Cast, phone: Phones, data: str) -> None:
    nobody = phone("999")
    assert await nobody.presses(data) == ""
    assert nobody.toast


@pytest.mark.parametrize("place", ["R", "W", "r", "ro", "T", "is", "s", "m", "C", "G", "E", "Q"])
async def test_a_forged_number_no_store_can_look_for_is_nobodys(
    stored_cast: Cast, phone: Phones, place: str
) -> None:
    """PostgreSQL's own refusal of it left the button spinning."""
    for address in ("102", "202"):
        person = phone(address)
        await person.presses(f"t:{place}:99999999999:99999999999::")
        assert person.toast or person.text


async def _edits(phone: Phone, text: str, message_id: int, minute: int) -> str:
    message = Message(
        message_id=message_id,
        date=phone.clock(),
        chat=phone.chat,
        from_user=phone.user,
        text=text,
        edit_date=int(MONDAY_MORNING.timestamp()) + minute,
    )
    return await phone._feed(Update(update_id=10_000 + minute, edited_message=message))


async def test_a_wish_corrected_afterwards_is_understood(stored_cast: Cast, phone: Phones) -> None:
    father = phone("102")
    await father.sends("хм", message_id=77)
    assert "Оценки" in await _edits(father, "оценки", 77, 1)


async def test_another_message_changed_later_is_not_read_again(stored_cast: Cast, phone: Phones) -> None:
    father = phone("102")
    await father.sends("хм", message_id=77)
    assert "отправьте его заново" in await _edits(father, "хм-хм", 77, 2)


async def test_the_same_update_twice_is_answered_once(stored_cast: Cast, phone: Phones) -> None:
    father = phone("102")
    await father.sends("оценки", message_id=5)
    assert father.replies
    await father.sends("оценки", message_id=5)
    assert father.replies == ()


async def test_a_group_is_told_nothing(stored_cast: Cast, phone: Phones) -> None:
    father = phone("102")
    father.chat = Chat(id=-100, type="group")
    assert await father.sends("/marks") == ""
