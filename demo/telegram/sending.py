"""What the bot sends: text, pictures, documents."""

from collections.abc import Mapping
from typing import Any

from aiogram.methods import SendChatAction, SendDocument, SendMessage, SendPhoto
from aiogram.types import Document, Message, PhotoSize, ReplyParameters

from demo.telegram.answers import bad_request
from demo.telegram.content import checked_caption, checked_markup, checked_text
from demo.telegram.files import StoredFile, Upload, picture_size
from demo.telegram.parameters import attached
from demo.telegram.people import Talk
from demo.telegram.stand_in import StandIn

Uploads = Mapping[str, Upload]


async def send_message(stand_in: StandIn, method: SendMessage, uploads: Uploads) -> Message:
    talk = stand_in.talk_of(method.chat_id)
    text = checked_text(method.text, method.parse_mode, method.entities)
    return _deliver(stand_in, talk, method, text=text.text, entities=text.entities or None)


async def send_photo(stand_in: StandIn, method: SendPhoto, uploads: Uploads) -> Message:
    talk = stand_in.talk_of(method.chat_id)
    caption = checked_caption(method.caption, method.parse_mode, method.caption_entities)
    upload = attached(method.photo, uploads)
    width, height = picture_size(upload.content if upload else _known(stand_in, method.photo).content)
    file = stand_in.files.keep("photos", upload) if upload else _known(stand_in, method.photo)
    size = PhotoSize(
        file_id=file.file_id,
        file_unique_id=file.unique_id,
        width=width,
        height=height,
        file_size=len(file.content),
    )
    return _deliver(
        stand_in,
        talk,
        method,
        photo=[size],
        caption=caption.text or None,
        caption_entities=caption.entities or None,
    )


async def send_document(stand_in: StandIn, method: SendDocument, uploads: Uploads) -> Message:
    talk = stand_in.talk_of(method.chat_id)
    caption = checked_caption(method.caption, method.parse_mode, method.caption_entities)
    upload = attached(method.document, uploads)
    file = stand_in.files.keep("documents", upload) if upload else _known(stand_in, method.document)
    document = Document(
        file_id=file.file_id,
        file_unique_id=file.unique_id,
        file_name=file.name,
        mime_type=file.mime_type,
        file_size=len(file.content),
    )
    return _deliver(
        stand_in,
        talk,
        method,
        document=document,
        caption=caption.text or None,
        caption_entities=caption.entities or None,
    )


async def send_chat_action(stand_in: StandIn, method: SendChatAction, uploads: Uploads) -> bool:
    talk = stand_in.talk_of(method.chat_id)
    stand_in.events.publish("action", chat=talk.person.id, action=str(method.action))
    return True


def _deliver(
    stand_in: StandIn, talk: Talk, method: SendMessage | SendPhoto | SendDocument, **content: Any
) -> Message:
    markup = checked_markup(method.reply_markup)
    replied = _replied(talk, method.reply_parameters)
    # Counted last: a message that Telegram refuses for its content uses up nobody's turn.
    stand_in.limits.count(talk.person.id, is_new_message=True)
    message = stand_in.next_message(
        talk,
        from_user=stand_in.profile.user,
        reply_markup=markup,
        reply_to_message=replied,
        has_protected_content=True if method.protect_content is True else None,
        **content,
    )
    return stand_in.show(talk, message, silent=bool(method.disable_notification))


def _replied(talk: Talk, parameters: ReplyParameters | None) -> Message | None:
    """The message that this one answers. Raises ``Refusal`` when it is not there."""
    if parameters is None or parameters.message_id is None:
        return None
    replied = talk.messages.get(parameters.message_id)
    if replied is None and parameters.allow_sending_without_reply is not True:
        raise bad_request("message to be replied not found")
    return replied


def _known(stand_in: StandIn, file_id: object) -> StoredFile:
    return stand_in.files.by_id(str(file_id))
