"""Reads message HTML as strictly as Telegram does: the same tags, the same refusals."""

import re
from dataclasses import dataclass, field

from aiogram.types import MessageEntity

from demo.telegram.answers import bad_request
from demo.telegram.links import checked_url

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
OPAQUE = {"pre", "code"}
QUOTES = {"blockquote", "expandable_blockquote"}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|([a-zA-Z]+));?")
_PLAIN = re.compile(r"[^<&]+")
_TAG_NAME = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, which is how Telegram counts offsets and limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text without its tags, and what the tags said. Offsets are in UTF-16 units."""

    text: str
    entities: list[MessageEntity]


@dataclass(slots=True)
class _Open:
    """A tag not yet closed."""

    tag: str
    attributes: dict[str, str]
    offset: int
    begins: int


@dataclass(slots=True)
class _Reader:
    """One pass over one text."""

    source: str
    position: int = 0
    offset: int = 0
    pieces: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    entities: list[tuple[int, MessageEntity]] = field(default_factory=list)
    """Each with how deep it lies."""

    def read(self) -> Parsed:
        while self.position < len(self.source):
            if self._here() == "<":
                self._closing() if self._here(1) == "/" else self._opening()
            elif self._here() == "&":
                self._add(self._reference())
            else:
                self._add(self._match(_PLAIN))
        if self.open:
            raise _fault(f'can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        outer_first = sorted(self.entities, key=lambda pair: (pair[1].offset, -pair[1].length, pair[0]))
        return Parsed("".join(self.pieces), _without_impossible([entity for _, entity in outer_first]))

    def _here(self, ahead: int = 0) -> str:
        at = self.position + ahead
        return self.source[at] if at < len(self.source) else ""

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.position)
        assert found is not None
        self.position = found.end()
        return found.group()

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self.offset += utf16_length(text)

    def _reference(self) -> str:
        """A character reference; an unknown one is an ampersand like any other."""
        found = _REFERENCE.match(self.source, self.position)
        character = _referred(found) if found else None
        if found is None or character is None:
            self.position += 1
            return "&"
        self.position = found.end()
        return character

    def _opening(self) -> None:
        begins = self.position
        self.position += 1
        tag = self._match(_TAG_NAME).lower()
        if not self._here():
            raise _fault(f"unclosed start tag at byte offset {self._byte(begins)}")
        if tag not in STYLES:
            raise _fault(f'unsupported start tag "{tag}" at byte offset {self._byte(begins)}')
        attributes: dict[str, str] = {}
        while self._match(_SPACE) is not None and self._here() != ">":
            name, value = self._attribute(tag, begins)
            attributes[name] = value
        self.position += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _fault(f'tag "span" must have class "tg-spoiler" at byte offset {self._byte(begins)}')
        self.open.append(_Open(tag, attributes, self.offset, len(self.pieces)))

    def _attribute(self, tag: str, begins: int) -> tuple[str, str]:
        if not self._here():
            raise self._unclosed(tag, begins)
        name = self._match(_ATTRIBUTE).lower()
        if not name:
            raise _fault(
                f'empty attribute name in the tag "{tag}" at byte offset {self._byte(self.position)}'
            )
        self._match(_SPACE)
        if self._here() != "=":
            return name, ""
        self.position += 1
        self._match(_SPACE)
        value = self._quoted() if self._here() in {'"', "'"} else self._token()
        if not self._here():
            raise self._unclosed(tag, begins)
        return name, value

    def _unclosed(self, tag: str, begins: int) -> Exception:
        return _fault(f'unclosed start tag "{tag}" at byte offset {self._byte(begins)}')

    def _token(self) -> str:
        value = self._match(_TOKEN)
        if self._here() and not self._here().isspace() and self._here() != ">":
            raise _fault(f"unexpected end of name token at byte offset {self._byte(self.position)}")
        return value.lower()

    def _quoted(self) -> str:
        end = self.source.find(self._here(), self.position + 1)
        if end < 0:
            self.position = len(self.source)
            return ""
        raw = self.source[self.position + 1 : end]
        self.position = end + 1
        return _REFERENCE.sub(lambda found: _referred(found) or found.group(), raw)

    def _closing(self) -> None:
        begins = self.position
        if not self.open:
            raise _fault(f"unexpected end tag at byte offset {self._byte(begins)}")
        self.position += 2
        name = self._match(_TAG_NAME).lower()
        self._match(_SPACE)
        if self._here() != ">":
            raise _fault(f"unclosed end tag at byte offset {self._byte(begins)}")
        self.position += 1
        closed = self.open.pop()
        if name and name != closed.tag:
            raise _fault(
                f"unmatched end tag at byte offset {self._byte(begins)}, "
                f'expected "</{closed.tag}>", found "</{name}>"'
            )
        self._close(closed)

    def _close(self, closed: _Open) -> None:
        length = self.offset - closed.offset
        inside = "".join(self.pieces[closed.begins :])
        if length > 0:
            entity = _entity(closed, length, inside)
            if entity is not None:
                self.entities.append((len(self.open), entity))

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())


def parse_html(source: str) -> Parsed:
    """The text and its entities. Raises ``Refusal`` 400 with Telegram's words about the first fault."""
    return _Reader(source).read()


def _fault(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


def _referred(found: re.Match[str]) -> str | None:
    if found[3]:
        return NAMED.get(found[3])
    number = int(found[1], 16) if found[1] else int(found[2])
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else None


def _entity(closed: _Open, length: int, inside: str) -> MessageEntity | None:
    """What a closed tag means; None where Telegram quietly drops it (a link that leads nowhere)."""
    kind, offset = STYLES[closed.tag], closed.offset
    if kind == "text_link":
        url = checked_url(closed.attributes.get("href") or inside)
        return MessageEntity(type=kind, offset=offset, length=length, url=url) if url else None
    if kind == "blockquote" and "expandable" in closed.attributes:
        return MessageEntity(type="expandable_blockquote", offset=offset, length=length)
    if kind == "custom_emoji":
        return MessageEntity(
            type=kind, offset=offset, length=length, custom_emoji_id=closed.attributes.get("emoji-id", "")
        )
    if kind == "date_time":
        return _moment(closed, length)
    language = closed.attributes.get("class", "").removeprefix("language-") if kind == "code" else ""
    return MessageEntity(type=kind, offset=offset, length=length, language=language or None)


def _moment(closed: _Open, length: int) -> MessageEntity:
    unix = closed.attributes.get("unix", "")
    if not unix.isdigit():
        raise _fault('tag "tg-time" must have a valid attribute "unix"')
    return MessageEntity(
        type="date_time",
        offset=closed.offset,
        length=length,
        unix_time=int(unix),
        date_time_format=closed.attributes.get("format"),
    )


def _without_impossible(entities: list[MessageEntity]) -> list[MessageEntity]:
    """Drops what Telegram drops: anything within code, a quotation within a quotation."""
    kept: list[MessageEntity] = []
    for entity in entities:
        around = [other for other in kept if _holds(other, entity)]
        if entity.type == "code" and _is_whole_pre(around, entity):
            kept[kept.index(around[-1])] = around[-1].model_copy(update={"language": entity.language})
        elif not any(other.type in OPAQUE for other in around) and not (
            entity.type in QUOTES and any(other.type in QUOTES for other in around)
        ):
            kept.append(_plain_code(entity))
    return kept


def _plain_code(entity: MessageEntity) -> MessageEntity:
    return entity.model_copy(update={"language": None}) if entity.type == "code" else entity


def _holds(outer: MessageEntity, inner: MessageEntity) -> bool:
    return outer.offset <= inner.offset and inner.offset + inner.length <= outer.offset + outer.length


def _is_whole_pre(around: list[MessageEntity], code: MessageEntity) -> bool:
    """``<pre><code class="language-…">``: one block of code that knows its language."""
    return bool(
        around
        and around[-1].type == "pre"
        and (around[-1].offset, around[-1].length) == (code.offset, code.length)
    )
