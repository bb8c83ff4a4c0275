"""What the bot does to messages that are there already, and its answers to taps."""

from collections.abc import Mapping
from datetime import timedelta

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
)
from aiogram.types import Message

from demo.telegram.answers import bad_request
from demo.telegram.content import checked_caption, checked_markup, checked_text
from demo.telegram.files import Upload
from demo.telegram.people import Talk, Toast
from demo.telegram.stand_in import StandIn

Uploads = Mapping[str, Upload]
Edit = EditMessageText | EditMessageCaption | EditMessageReplyMarkup
DELETABLE_FOR = timedelta(hours=48)
TAP_LASTS = timedelta(seconds=15)
MOST_TOAST = 200
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


async def edit_text(stand_in: StandIn, method: EditMessageText, uploads: Uploads) -> Message:
    talk, message = _editable(stand_in, method)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    if method.text is None:
        raise bad_request("message text is empty")
    text = checked_text(method.text, method.parse_mode, method.entities)
    markup = checked_markup(method.reply_markup)
    changed = message.model_copy(
        update={"text": text.text, "entities": text.entities or None, "reply_markup": markup}
    )
    return _change(stand_in, talk, message, changed)


async def edit_caption(stand_in: StandIn, method: EditMessageCaption, uploads: Uploads) -> Message:
    talk, message = _editable(stand_in, method)
    if message.photo is None and message.document is None:
        raise bad_request("there is no caption in the message to edit")
    caption = checked_caption(method.caption, method.parse_mode, method.caption_entities)
    changed = message.model_copy(
        update={
            "caption": caption.text or None,
            "caption_entities": caption.entities or None,
            "reply_markup": checked_markup(method.reply_markup),
        }
    )
    return _change(stand_in, talk, message, changed)


async def edit_markup(stand_in: StandIn, method: EditMessageReplyMarkup, uploads: Uploads) -> Message:
    talk, message = _editable(stand_in, method)
    changed = message.model_copy(update={"reply_markup": checked_markup(method.reply_markup)})
    return _change(stand_in, talk, message, changed)


async def delete_message(stand_in: StandIn, method: DeleteMessage, uploads: Uploads) -> bool:
    talk = stand_in.talk_of(method.chat_id)
    message = talk.messages.get(method.message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if stand_in.clock() - message.date > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    stand_in.remove(talk, method.message_id)
    return True


async def answer_callback_query(stand_in: StandIn, method: AnswerCallbackQuery, uploads: Uploads) -> bool:
    tapped = stand_in.tapped.get(method.callback_query_id)
    if tapped is None or stand_in.clock() - tapped.at > TAP_LASTS:
        raise bad_request(TOO_OLD)
    if len(method.text or "") > MOST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    tapped.is_answered = True
    talk = stand_in.talks[tapped.chat_id]
    stand_in.events.publish("answered", chat=tapped.chat_id, message_id=tapped.message_id)
    if method.text:
        stand_in.toast(talk, Toast(method.text, is_alert=bool(method.show_alert)))
    return True


def _editable(stand_in: StandIn, method: Edit) -> tuple[Talk, Message]:
    if method.chat_id is None or method.message_id is None:
        raise bad_request("message identifier is not specified")
    talk = stand_in.talk_of(method.chat_id)
    message = talk.messages.get(method.message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.from_user is None or not message.from_user.is_bot:
        raise bad_request("message can't be edited")
    return talk, message


def _change(stand_in: StandIn, talk: Talk, message: Message, changed: Message) -> Message:
    if changed == message:
        raise bad_request(NOT_MODIFIED)
    stand_in.limits.count(talk.person.id, is_new_message=False)
    return stand_in.change(talk, changed.model_copy(update={"edit_date": int(stand_in.clock().timestamp())}))
