"""What stays in one piece on a narrow screen: names of classes and rooms, hours of a lesson, days of a week.

Dates do so by themselves: ``Words.date`` writes them.
Only for showing. What is stored, looked for or read from a file has ordinary spaces and hyphens.
"""

import re
from datetime import date, time

from markupsafe import Markup, escape

from locales.words import SPACE, Words

HYPHEN, JOINER = "\u2011", "\u2060"
LONGEST_ROOM = 20
"""``№ 214 (лаборатория физики)`` in one piece would not fit beside anything."""
_SPACE = re.compile(r"(?<=\d) (?=[«\"“„]?\w\b)")
_HYPHEN = re.compile(r"(?<=\d)-(?=\w)|(?<=\w)-(?=\d)")


def group_name(name: str) -> str:
    """``10 «А»``, ``7-А``, ``ИС-21``; only the number and its letter are held together."""
    return _HYPHEN.sub(HYPHEN, _SPACE.sub(SPACE, name))


def room_name(_: Words, room: str) -> Markup:
    """``каб. 214``; a gym or a library needs no word before it."""
    name = _("room {room}", room=room) if room[:1].isdigit() else escape(room)
    if len(name) > LONGEST_ROOM:
        return name
    return name.replace(" ", SPACE).replace("-", HYPHEN)


def hours(_: Words, first: time, last: time) -> str:
    """``12:45–13:30``"""
    return f"{_.time(first)}{JOINER}–{JOINER}{_.time(last)}"


def days(_: Words, first: date, last: date) -> str:
    """``23.11–29.11``"""
    return f"{_.short_date(first)}{JOINER}–{JOINER}{_.short_date(last)}"
