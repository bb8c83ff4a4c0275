"""Turns a ``Screen`` into Telegram methods. The one place where the two meet."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    FSInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
)

from handlers.screens import Attachment, Button, Screen, Style
from handlers.telegram.tap import Tap
from locales import plain

Reply = tuple[TelegramMethod[Any], ...]
"""What a handler returns: the methods to call, in order, once its transaction is committed."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def keyboard(screen: Screen) -> InlineKeyboardMarkup | None:
    rows = [[_button(button) for button in buttons] for buttons in screen.rows if buttons]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def send(chat_id: int | str, screen: Screen) -> TelegramMethod[Message]:
    """A new message that shows the screen."""
    if screen.attachment is None:
        return SendMessage(
            chat_id=chat_id,
            text=str(screen.text),
            parse_mode="HTML",
            reply_markup=keyboard(screen),
            link_preview_options=NO_PREVIEW,
            disable_notification=screen.silent or None,
        )
    file = _file(screen.attachment)
    if screen.attachment.is_picture:
        return SendPhoto(
            chat_id=chat_id,
            photo=file,
            caption=str(screen.text),
            parse_mode="HTML",
            reply_markup=keyboard(screen),
            disable_notification=screen.silent or None,
        )
    return SendDocument(
        chat_id=chat_id,
        document=file,
        caption=str(screen.text),
        parse_mode="HTML",
        reply_markup=keyboard(screen),
        disable_notification=screen.silent or None,
    )


def _file(attachment: Attachment) -> InputFile:
    if isinstance(attachment.content, Path):
        return FSInputFile(attachment.content, attachment.file_name)
    return BufferedInputFile(attachment.content, attachment.file_name)


def answer(message: Message, screen: Screen) -> Reply:
    """The reply to something a person wrote."""
    return (send(message.chat.id, screen),)


def edit(query: CallbackQuery, screen: Screen, toast: str | None = None) -> Reply:
    """The reply to a tap: the same message, changed in place; then the button stops spinning.

    The screen goes first: what a person waits for must not wait for a second request's way there and back.
    """
    done = AnswerCallbackQuery(callback_query_id=query.id, text=plain(toast) if toast else None)
    message = query.message
    if message is None or screen.attachment is not None or not isinstance(message, Message):
        return send(query.from_user.id, screen), done
    changed = EditMessageText(
        chat_id=message.chat.id,
        message_id=message.message_id,
        text=str(screen.text),
        parse_mode="HTML",
        reply_markup=keyboard(screen),
        link_preview_options=NO_PREVIEW,
    )
    return changed, done


def toast(query: CallbackQuery, text: str, *, alert: bool = False) -> Reply:
    """A short answer over the chat; the message stays as it is."""
    return (AnswerCallbackQuery(callback_query_id=query.id, text=plain(text)[:200], show_alert=alert),)


@lru_cache(maxsize=4096)
def _button(button: Button) -> InlineKeyboardButton:
    style = None if button.style is Style.PLAIN else button.style.value
    if button.url is not None:
        return InlineKeyboardButton(text=plain(button.label), url=button.url, style=style)
    if button.action is None:
        raise ValueError(f"the button {button.label!r} leads nowhere")
    return InlineKeyboardButton(
        text=plain(button.label), callback_data=Tap.packed(button.action), style=style
    )
