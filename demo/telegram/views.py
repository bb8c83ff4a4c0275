"""A message as the phone page shows it."""

from typing import Any

from aiogram.types import InlineKeyboardButton, Message, MessageEntity
from aiogram.utils.text_decorations import HtmlDecoration

from demo.telegram.people import Talk


class _Page(HtmlDecoration):
    """HTML for a browser: besides Telegram's own tags, addresses and commands that can be pressed."""

    def apply_entity(self, entity: MessageEntity, text: str) -> str:
        if entity.type == "url":
            return self.link(value=text, link=text)
        if entity.type == "bot_command":
            return f'<a data-command="{text}">{text}</a>'
        return super().apply_entity(entity, text)


_page = _Page()


def shown(talk: Talk, message: Message) -> dict[str, Any]:
    """JSON-able: text as HTML and plain, rows of buttons, what is attached."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    markup = message.reply_markup
    return {
        "id": message.message_id,
        "mine": message.from_user is not None and not message.from_user.is_bot,
        "date": int(message.date.timestamp()),
        "html": _html(text, entities),
        "text": text,
        "edited": message.edit_date is not None,
        "silent": message.message_id in talk.silent,
        "forwarded": message.forward_origin is not None,
        "rows": [[_button(button) for button in row] for row in markup.inline_keyboard] if markup else [],
        **_attached(message),
    }


def _html(text: str, entities: list[MessageEntity] | None) -> str:
    """A quotation is a block of its own: the line's end after it would show as an empty line."""
    return (
        _page.unparse(text, entities)
        .replace("</blockquote>\n", "</blockquote>")
        .replace("</pre>\n", "</pre>")
    )


def _button(button: InlineKeyboardButton) -> dict[str, Any]:
    return {
        "text": button.text,
        "data": button.callback_data,
        "url": button.url or (button.web_app.url if button.web_app else None),
        "copy": button.copy_text.text if button.copy_text else None,
        "style": button.style,
        "disabled": button.disabled is not None,
    }


def _attached(message: Message) -> dict[str, Any]:
    if message.photo:
        largest = message.photo[-1]
        return {"photo": {"file_id": largest.file_id, "width": largest.width, "height": largest.height}}
    if message.document:
        document = message.document
        return {
            "document": {
                "file_id": document.file_id,
                "name": document.file_name,
                "size": document.file_size,
            }
        }
    if message.sticker:
        return {"sticker": message.sticker.emoji}
    return {}
