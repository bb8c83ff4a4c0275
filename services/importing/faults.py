"""What can be wrong with a school's files, as data: the edges find the words."""

import enum
from dataclasses import dataclass, field
from typing import Any


class FaultCode(enum.StrEnum):
    """Every fault a file can have. Facts are named beside each."""

    TOO_BIG = "too_big"
    UNREADABLE = "unreadable"
    WRONG_FORMAT = "wrong_format"
    UNKNOWN_SHEET = "unknown_sheet"
    EMPTY_SHEET = "empty_sheet"
    MISSING_COLUMN = "missing_column"
    TWICE_COLUMN = "twice_column"
    TOO_MANY_ROWS = "too_many_rows"
    """``limit``"""
    EMPTY = "empty"
    TOO_LONG = "too_long"
    """``limit``"""
    BAD_CHARACTERS = "bad_characters"
    NOT_A_DATE = "not_a_date"
    """``value``, as in all that follow up to ``bad_code``"""
    IMPOSSIBLE_DATE = "impossible_date"
    NOT_A_TIME = "not_a_time"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    """``value``, ``least``, ``most``"""
    NOT_A_CHOICE = "not_a_choice"
    """``value``, ``choices``: the words one may write"""
    NOT_A_NAME = "not_a_name"
    NOT_A_ZONE = "not_a_zone"
    BAD_CODE = "bad_code"
    DUPLICATE = "duplicate"
    """``first``: the row that says it first"""
    DIFFERS = "differs"
    """``first``: the row of the same person that says otherwise"""
    UNKNOWN_REFERENCE = "unknown_reference"
    """``value``"""
    WHICH_TEACHER = "which_teacher"
    """``group``"""
    NO_COURSE = "no_course"
    """``group``"""
    NO_BELL = "no_bell"
    """``value``: the lesson number, ``schedule``"""
    ENDS_BEFORE_START = "ends_before_start"
    OUTSIDE_YEAR = "outside_year"
    OVERLAPS = "overlaps"
    """``first``: the row it overlaps with"""
    USER_NAME_TAKEN = "user_name_taken"
    """``value``"""
    SEVERAL_DEFAULTS = "several_defaults"
    NO_SCHOOL = "no_school"
    OTHER_SCHOOL = "other_school"
    """``value``"""
    SEVERAL_ROWS = "several_rows"
    NO_YEAR = "no_year"
    YEAR_CLOSED = "year_closed"
    """``value``: its name"""
    NO_ADMINISTRATOR = "no_administrator"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, and where: the file with its sheet, the row as the spreadsheet numbers it, the heading.

    ``row`` is empty when the whole sheet is meant, ``column`` when the whole row is.
    """

    sheet: str
    row: int | None
    column: str | None
    code: FaultCode
    facts: dict[str, Any] = field(default_factory=dict)


class NoteCode(enum.StrEnum):
    """What an import leaves alone; worth knowing, nothing to correct."""

    UNREAD_COLUMNS = "unread_columns"
    NOT_IN_FILE = "not_in_file"
    REVOKED_GUARDIANSHIP = "revoked_guardianship"
    CHOSEN_IN_FORM = "chosen_in_form"
    MOVED_BY_ORDER = "moved_by_order"
    ACCEPTED_REPORT = "accepted_report"
    GIVEN_TOPIC = "given_topic"
    OTHER_TERMS = "other_terms"


@dataclass(frozen=True, slots=True)
class Note:
    sheet: str
    code: NoteCode
    items: tuple[str, ...]
    """Headings, people or topics, as the file or the store writes them."""


MOST_FAULTS = 500
"""Nobody reads more; a file of the wrong kind has one for every cell."""
