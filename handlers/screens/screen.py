"""The vocabulary of screens: text, rows of buttons, and what a button means."""

import enum
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from markupsafe import Markup


class Place(enum.StrEnum):
    """Where a button leads or what it does. The value travels in the button: never change one.

    Buttons of a year ago must still work, so a value is only ever added. Capital letters write,
    small letters only look.
    """

    HOME = "h"
    CHILDREN = "c"
    MARKS = "m"
    SUBJECT = "s"
    HOMEWORK_DAY = "hd"
    HOMEWORK_WEEK = "hw"
    MATERIAL = "hm"
    TIMETABLE_DAY = "td"
    TIMETABLE_WEEK = "tw"
    ABSENCES = "a"
    SETTINGS = "o"
    LANGUAGES = "l"
    QUIET_HOURS = "q"
    HELP = "p"
    LEAVE = "x"

    PICK_CHILD = "C"
    SET_LANGUAGE = "L"
    SWITCH_ALERT = "A"
    SET_QUIET_HOURS = "Q"
    FORGET_ME = "X"
    JOIN_LANGUAGE = "J"
    CONSENT = "Y"
    REFUSE = "N"

    READ_MESSAGE = "R"
    REPLY = "W"
    CANCEL = "Z"

    STAFF_HOME = "f"
    ANNOUNCE = "G"
    ANNOUNCE_AUDIENCE = "U"
    ANNOUNCE_SEND = "S"
    RECEIPTS = "r"
    FAILING = "i"
    FAILING_STUDENT = "is"
    LETTER = "T"
    LETTER_SEND = "TS"
    WEB_LOGIN = "E"
    EDIT_DRAFT = "V"
    LETTER_DRAFT = "TD"
    SENT = "rs"
    ANSWERS = "ra"
    ANSWER = "ro"

    REPORT_DATA = "d"
    REPORT_FIELDS = "df"
    REPORT_ASK = "D"
    REPORT_SEND = "DS"
    REPORT_ACCEPT = "DA"


class Style(enum.StrEnum):
    PLAIN = "plain"
    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Action:
    """What a tap asks for, in full: the button carries everything, the server remembers nothing.

    ``child`` is a student's id, ``item`` the id of whatever the place shows, ``on`` a day,
    ``value`` a short word (a language, an audience). Every id is authorised again on every tap.
    """

    place: Place
    child: int | None = None
    item: int | None = None
    on: date | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A label with either an action or a web address."""

    label: str
    action: Action | None = None
    url: str | None = None
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture (shown) or a document (offered as a file)."""

    file_name: str
    content: bytes | Path
    """Or where it lies: then it is read when it is sent, after the transaction."""
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: HTML text of at most 4096 characters once parsed, rows of at most 100 buttons."""

    text: Markup
    rows: tuple[tuple[Button, ...], ...] = ()
    attachment: Attachment | None = None
    silent: bool = False
    """Whether it may arrive without a sound."""


def row(*buttons: Button | None) -> tuple[Button, ...]:
    """A row of those buttons that exist."""
    return tuple(button for button in buttons if button is not None)
