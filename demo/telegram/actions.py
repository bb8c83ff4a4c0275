"""What people do with their phones: write, tap, send pictures, block the bot."""

from typing import Any

from aiogram.types import (
    CallbackQuery,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberUpdated,
    Message,
    MessageOriginUser,
    PhotoSize,
    Sticker,
    User,
)

from demo.telegram.answers import bad_request
from demo.telegram.content import MOST_TEXT
from demo.telegram.files import Upload, picture_size
from demo.telegram.html import utf16_length
from demo.telegram.links import with_found
from demo.telegram.people import Talk, Tapped
from demo.telegram.stand_in import StandIn

STRANGER = User(id=900_001, is_bot=False, first_name="Somebody")


def writes(stand_in: StandIn, chat_id: int, text: str) -> Message:
    """Send a text. Telegram's client cuts nothing: what is too long never leaves the phone."""
    text = text.strip()
    if not text or utf16_length(text) > MOST_TEXT:
        raise bad_request("a message has 1 to 4096 characters")
    return _arrives(stand_in, chat_id, text=text, entities=with_found(text, []) or None)


def sends_sticker(stand_in: StandIn, chat_id: int, emoji: str = "👍") -> Message:
    sticker = Sticker(
        file_id="STICKER",
        file_unique_id="S1",
        type="regular",
        width=512,
        height=512,
        is_animated=False,
        is_video=False,
        emoji=emoji,
    )
    return _arrives(stand_in, chat_id, sticker=sticker)


def sends_photo(stand_in: StandIn, chat_id: int, upload: Upload, caption: str = "") -> Message:
    width, height = picture_size(upload.content)
    file = stand_in.files.keep("photos", upload)
    size = PhotoSize(file_id=file.file_id, file_unique_id=file.unique_id, width=width, height=height)
    return _arrives(stand_in, chat_id, photo=[size], caption=caption or None)


def forwards(stand_in: StandIn, chat_id: int, text: str) -> Message:
    """Forward somebody else's message to the bot."""
    origin = MessageOriginUser(date=stand_in.clock(), sender_user=STRANGER)
    return _arrives(stand_in, chat_id, text=text, forward_origin=origin)


def taps(stand_in: StandIn, chat_id: int, message_id: int, data: str) -> Tapped:
    """Press a button under a message. Raises ``Refusal`` when the message has no such button."""
    talk = _talk(stand_in, chat_id)
    message = talk.messages.get(message_id)
    rows = message.reply_markup.inline_keyboard if message and message.reply_markup else []
    if message is None or not any(button.callback_data == data for row in rows for button in row):
        raise bad_request("the message has no such button")
    return presses(stand_in, chat_id, message, data)


def presses(stand_in: StandIn, chat_id: int, message: Message, data: str) -> Tapped:
    """A tap as it reaches the bot, whatever is on the screen: a forged client can send any data."""
    talk = _talk(stand_in, chat_id)
    tapped = stand_in.next_tap(talk, message.message_id)
    query = CallbackQuery(
        id=tapped.id,
        from_user=talk.person.user,
        chat_instance=str(chat_id),
        message=message,
        data=data,
    )
    stand_in.updates.add(callback_query=query)
    return tapped


def blocks(stand_in: StandIn, chat_id: int) -> None:
    _change_membership(stand_in, chat_id, has_blocked=True)


def unblocks(stand_in: StandIn, chat_id: int) -> None:
    _change_membership(stand_in, chat_id, has_blocked=False)


def _arrives(stand_in: StandIn, chat_id: int, **content: Any) -> Message:
    talk = _talk(stand_in, chat_id)
    if talk.person.has_blocked:
        # The client unblocks a bot when the person writes to it.
        unblocks(stand_in, chat_id)
    talk.person.has_written = True
    message = stand_in.next_message(talk, from_user=talk.person.user, **content)
    stand_in.show(talk, message)
    stand_in.updates.add(message=message)
    return message


def _talk(stand_in: StandIn, chat_id: int) -> Talk:
    talk = stand_in.talks.get(chat_id)
    if talk is None:
        raise bad_request("there is no such person")
    return talk


def _change_membership(stand_in: StandIn, chat_id: int, *, has_blocked: bool) -> None:
    talk = _talk(stand_in, chat_id)
    if talk.person.has_blocked == has_blocked:
        return
    talk.person.has_blocked = has_blocked
    bot = stand_in.profile.user
    gone, there = ChatMemberBanned(user=bot, until_date=stand_in.clock()), ChatMemberMember(user=bot)
    change = ChatMemberUpdated(
        chat=talk.person.chat,
        from_user=talk.person.user,
        date=stand_in.clock(),
        old_chat_member=there if has_blocked else gone,
        new_chat_member=gone if has_blocked else there,
    )
    stand_in.updates.add(my_chat_member=change)
    stand_in.events.publish("blocked", chat=chat_id, blocked=has_blocked)
