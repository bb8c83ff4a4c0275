"""Cuts what is too long for one message into pages, so that nothing is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from handlers.screens.screen import Action, Button, row
from locales import Words, plain

ROOM = 3400
"""Characters of a page's body; the head and the odd sentence fit into what is left of 4096."""
BLOCKS = 40
"""Blocks on a page: a phone shows no more with pleasure, and Telegram formats 100 entities."""


def size(text: str) -> int:
    """Length as Telegram counts it: without tags, in UTF-16 units."""
    return len(plain(text).encode("utf-16-le")) // 2


def paginate(blocks: Iterable[Markup], gap: str = "\n\n", room: int = ROOM) -> list[Markup]:
    """Blocks joined by ``gap`` into as many pages as they need; a block is cut only when it must be.

    No line of a block may open a tag that another line closes.
    """
    pages: list[list[Markup]] = []
    used = 0
    for block in blocks:
        for piece in _pieces(block, room):
            need = size(piece) + len(gap)
            if not pages or used + need > room + len(gap) or len(pages[-1]) == BLOCKS:
                pages.append([])
                used = 0
            pages[-1].append(piece)
            used += need
    return [Markup(gap).join(page) for page in pages]  # noqa: S704 - the gap is ours


def choose(pages: Sequence[Markup], asked: str | None) -> int:
    """The number of the page asked for, from 1; the nearest there is when it makes no sense."""
    number = int(asked) if asked and asked.isdecimal() and len(asked) < 5 else 1
    return max(1, min(number, len(pages)))


def turning(_: Words, to: Action, number: int, count: int, prefix: str = "") -> tuple[Button, ...]:
    """Buttons to the pages before and after; none when there is one page. Pages travel in ``value``."""

    def leaf(label: Markup, page: int) -> Button:
        return Button(label, replace(to, value=f"{prefix}{page}"))

    return row(
        leaf(_("‹ Page {page} of {count}", page=number - 1, count=count), number - 1) if number > 1 else None,
        leaf(_("Page {page} of {count} ›", page=number + 1, count=count), number + 1)
        if number < count
        else None,
    )


def one_line(text: str, longest: int = 80) -> str:
    """A name or title on one line, cut with an ellipsis when it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _pieces(block: Markup, room: int) -> list[Markup]:
    if size(block) <= room:
        return [block]
    pieces: list[Markup] = []
    used = 0
    for line in block.split("\n"):
        for part in _parts(line, room):
            need = size(part)
            if pieces and used + need < room:
                pieces[-1] += Markup("\n") + part
                used += 1 + need
            else:
                pieces.append(part)
                used = need
    return pieces


def _parts(line: Markup, room: int) -> list[Markup]:
    """A line, or its plain text in parts: a tag must not be torn. Half the room is safe in UTF-16."""
    if size(line) <= room:
        return [line]
    text, step = plain(line), room // 2
    return [escape(text[start : start + step]) for start in range(0, len(text), step)]
