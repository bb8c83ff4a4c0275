"""Checks what a message is made of, with Telegram's limits and Telegram's words for a refusal."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from demo.telegram.answers import bad_request
from demo.telegram.html import Parsed, parse_html, utf16_length
from demo.telegram.links import checked_url, with_found

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_BUTTONS = 100
MOST_DATA_BYTES = 64
STYLES = {None, "danger", "success", "primary"}
WAYS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)


def checked_text(text: str, parse_mode: object, entities: list[MessageEntity] | None) -> Parsed:
    """The text of a message. Raises ``Refusal`` when it is empty, too long or badly formed."""
    parsed = _formatted(text, parse_mode, entities)
    if not parsed.text:
        raise bad_request("message text is empty")
    if utf16_length(parsed.text) > MOST_TEXT:
        raise bad_request("message is too long")
    return parsed


def checked_caption(text: str | None, parse_mode: object, entities: list[MessageEntity] | None) -> Parsed:
    """The text under a picture or a document; may be empty."""
    parsed = _formatted(text or "", parse_mode, entities)
    if utf16_length(parsed.text) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    return parsed


def checked_markup(markup: object) -> InlineKeyboardMarkup | None:
    """The buttons under a message; None without any. Other keyboards leave nothing on the message."""
    if not isinstance(markup, InlineKeyboardMarkup):
        return None
    buttons = [button for row in markup.inline_keyboard for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)
    rows = [row for row in markup.inline_keyboard if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _formatted(text: str, parse_mode: object, entities: list[MessageEntity] | None) -> Parsed:
    if parse_mode in {None, ""}:
        parsed = Parsed(text, list(entities or []))
    elif str(parse_mode).lower() == "html":
        parsed = parse_html(text)
    else:
        # Telegram knows Markdown too; this bot writes HTML, so anything else is a mistake of ours.
        raise bad_request("unsupported parse_mode")
    return _trimmed(Parsed(parsed.text, with_found(parsed.text, parsed.entities)))


def _trimmed(parsed: Parsed) -> Parsed:
    """Without the blanks around the text, as Telegram shows it; entities move along."""
    text = parsed.text.strip()
    if text == parsed.text:
        return parsed
    cut = utf16_length(parsed.text) - utf16_length(parsed.text.lstrip())
    end = utf16_length(text)
    entities = []
    for entity in parsed.entities:
        starts = max(0, entity.offset - cut)
        stops = min(end, entity.offset + entity.length - cut)
        if stops > starts:
            entities.append(entity.model_copy(update={"offset": starts, "length": stops - starts}))
    return Parsed(text, entities)


def _check_button(button: InlineKeyboardButton) -> None:
    if not button.text.strip():
        raise bad_request('can\'t parse inline keyboard button: field "text" must be non-empty')
    if button.style not in STYLES:
        raise bad_request(f'can\'t parse inline keyboard button: invalid button style "{button.style}"')
    ways = [way for way in WAYS if getattr(button, way) is not None]
    if len(ways) != 1:
        raise bad_request("can't parse inline keyboard button: exactly one way to press it is needed")
    if button.callback_data is not None and not 1 <= len(button.callback_data.encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if button.url is not None and checked_url(button.url) is None:
        raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")
