"""Addresses as Telegram sees them: which links are links, and what it finds in a text by itself."""

import re
from urllib.parse import urlsplit

from aiogram.types import MessageEntity

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"«»]*[^\s<>\"«».,:;!?()\[\]])"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
)


def checked_url(address: str) -> str | None:
    """The address as Telegram keeps it, or None when it leads nowhere.

    A host needs a dot: Telegram opens no ``http://localhost``.
    """
    address = address.strip()
    if not address or any(character.isspace() for character in address):
        return None
    if "://" not in address:
        address = f"http://{address}"
    parts = urlsplit(address)
    if parts.scheme == "tg":
        return address
    if parts.scheme not in {"http", "https"} or "." not in (parts.hostname or "").strip("."):
        return None
    return address


def with_found(text: str, entities: list[MessageEntity]) -> list[MessageEntity]:
    """The entities, and the addresses and commands that stand in the text outside of them."""
    if "/" not in text:
        return entities
    taken = [(e.offset, e.offset + e.length) for e in entities if e.type in {"text_link", "code", "pre"}]
    found = list(entities)
    for match in _FOUND.finditer(text):
        before = len(text[: match.start()].encode("utf-16-le")) // 2
        length = len(match.group().encode("utf-16-le")) // 2
        if not any(start < before + length and before < end for start, end in taken):
            found.append(MessageEntity(type=str(match.lastgroup), offset=before, length=length))
    return sorted(found, key=lambda entity: (entity.offset, -entity.length))
