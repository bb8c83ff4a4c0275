"""What a person reads about an import: faults, notes, kinds of sheets."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from locales.unbroken import group_name, room_name
from locales.words import Words

Facts = Mapping[str, Any]

FAULTS: dict[str, Callable[[Words, Facts], Markup]] = {
    "too_big": lambda _, facts: _("The file is too big for a school's lists."),
    "unreadable": lambda _, facts: _("The file cannot be read. Save it again as XLSX."),
    "wrong_format": lambda _, facts: _("Only XLSX, ODS and CSV files can be read."),
    "unknown_sheet": lambda _, facts: _(
        "It is not clear what this sheet is. Name it as in the example workbook."
    ),
    "empty_sheet": lambda _, facts: _("The sheet has no headings."),
    "missing_column": lambda _, facts: _("This column is missing."),
    "twice_column": lambda _, facts: _("This column is there twice."),
    "too_many_rows": lambda _, facts: _("The sheet has more than {limit} rows.", limit=facts["limit"]),
    "empty": lambda _, facts: _("The cell must not be empty."),
    "too_long": lambda _, facts: _("The text is longer than {limit} characters.", limit=facts["limit"]),
    "bad_characters": lambda _, facts: _("The cell has characters that cannot be printed."),
    "not_a_date": lambda _, facts: _(
        "“{value}” is not a date; write it as 31.12.2026.", value=facts["value"]
    ),
    "impossible_date": lambda _, facts: _("Nobody here can have been born on {value}.", value=facts["value"]),
    "not_a_time": lambda _, facts: _("“{value}” is not a time; write it as 08:30.", value=facts["value"]),
    "not_a_number": lambda _, facts: _("“{value}” is not a suitable number.", value=facts["value"]),
    "out_of_range": lambda _, facts: _(
        "{value} is not between {least} and {most}.",
        value=facts["value"],
        least=facts["least"],
        most=facts["most"],
    ),
    "not_a_choice": lambda _, facts: _(
        "“{value}” is not known. One may write: {choices}.",
        value=facts["value"],
        choices=_choices(_, facts["choices"]),
    ),
    "not_a_name": lambda _, facts: _("Family name and given name are both needed."),
    "not_a_zone": lambda _, facts: _(
        "“{value}” is not a time zone; write for example Asia/Almaty or Europe/Moscow.", value=facts["value"]
    ),
    "bad_code": lambda _, facts: _(
        "“{value}” is not suitable: small Latin letters, digits and hyphens, at least two.",
        value=facts["value"],
    ),
    "duplicate": lambda _, facts: _("The same is already in row {first}.", first=facts["first"]),
    "differs": lambda _, facts: _("Row {first} gives the same person another name.", first=facts["first"]),
    "unknown_reference": lambda _, facts: _(
        "“{value}” is neither in the files nor in the diary.", value=facts["value"]
    ),
    "which_teacher": lambda _, facts: _(
        "Several teachers give this subject to {group}: name the one.", group=facts["group"]
    ),
    "no_course": lambda _, facts: _(
        "The teaching load has no such subject with this teacher in {group}.", group=facts["group"]
    ),
    "no_bell": lambda _, facts: _(
        "The bell schedule “{schedule}” has no lesson {value}.",
        schedule=facts["schedule"],
        value=facts["value"],
    ),
    "ends_before_start": lambda _, facts: _("The end is before the beginning."),
    "outside_year": lambda _, facts: _("The date is outside the school year."),
    "overlaps": lambda _, facts: _("The dates overlap with those of row {first}.", first=facts["first"]),
    "user_name_taken": lambda _, facts: _("The user name “{value}” is taken.", value=facts["value"]),
    "several_defaults": lambda _, facts: _("Only one kind of work can be the default."),
    "no_school": lambda _, facts: _("There is no school yet: the first import needs the sheet “School”."),
    "other_school": lambda _, facts: _("“{value}” is the code of another school.", value=facts["value"]),
    "several_rows": lambda _, facts: _("The sheet describes one school: one row is enough."),
    "year_closed": lambda _, facts: _(
        "The school year {value} was closed: its classes, students, courses and timetable stay as they are.",
        value=facts["value"],
    ),
    "no_year": lambda _, facts: _("There is no school year yet: add the sheet “School”."),
    "no_administrator": lambda _, facts: _("Somebody must stay an administrator."),
}
"""One entry for every fault code of ``services.importing``; a test makes sure of it."""

NOTES: dict[str, Callable[[Words, int, Markup], Markup]] = {
    "unread_columns": lambda _, n, items: _(
        "{n} column is not read: {items}", "{n} columns are not read: {items}", n, items=items
    ),
    "not_in_file": lambda _, n, items: _(
        "{n} person of the diary is not in the file and stays as is: {items}",
        "{n} people of the diary are not in the file and stay as they are: {items}",
        n,
        items=items,
    ),
    "moved_by_order": lambda _, n, items: _(
        "{n} student stays where the last order has it, not where the file says: {items}",
        "{n} students stay where their last orders have them, not where the file says: {items}",
        n,
        items=items,
    ),
    "accepted_report": lambda _, n, items: _(
        "{n} person's name or birth date stays as the family reported it and the class teacher accepted it, "
        "not as the file has it: {items}",
        "{n} people's names or birth dates stay as the families reported them and the class teachers accepted "
        "them, not as the file has them: {items}",
        n,
        items=items,
    ),
    "revoked_guardianship": lambda _, n, items: _(
        "{n} guardian was removed by the school and is not brought back: {items}",
        "{n} guardians were removed by the school and are not brought back: {items}",
        n,
        items=items,
    ),
    "chosen_in_form": lambda _, n, items: _(
        "The regulation is chosen in the web form; {n} value of the file is left aside: {items}",
        "The regulation is chosen in the web form; {n} values of the file are left aside: {items}",
        n,
        items=items,
    ),
    "other_terms": lambda _, n, items: _(
        "{n} kind of term is not in the school's regulation; compare the file with it: {items}",
        "{n} kinds of terms are not in the school's regulation; compare the file with it: {items}",
        n,
        items=items,
    ),
    "given_topic": lambda _, n, items: _(
        "{n} topic is not in the file any more, but was given and stays in its plan: {items}",
        "{n} topics are not in the file any more, but were given and stay in their plans: {items}",
        n,
        items=items,
    ),
}
CLASHES: dict[str, Callable[[Words, str, Markup], Markup]] = {
    "teacher": lambda _, name, groups: _(
        "{name} has two lessons at once: {groups}", name=name, groups=groups
    ),
    "group": lambda _, name, groups: _("The same students have two lessons at once: {groups}", groups=groups),
    "room": lambda _, name, groups: _(
        "Two lessons in one room, {room}: {groups}", room=room_name(_, name), groups=groups
    ),
}
"""One entry for every kind of clash in a timetable."""
SHOWN = 10
"""How many people, headings or topics a note names."""


def explain_fault(_: Words, code: str, facts: Facts) -> Markup:
    """What is wrong in a cell, and what to write instead."""
    return FAULTS[code](_, facts)


def explain_note(_: Words, code: str, items: Sequence[str]) -> Markup:
    """What an import leaves alone; the first few by name."""
    named = Markup(", ").join(items[:SHOWN])
    return NOTES[code](_, len(items), named + ("…" if len(items) > SHOWN else ""))


def explain_clash(_: Words, kind: str, name: str, groups: tuple[str, str]) -> Markup:
    """Who or what is wanted twice; the same group twice is named once."""
    shown = Markup(", ").join(group_name(group) for group in dict.fromkeys(groups))
    return CLASHES[kind](_, name, shown)


def clash_hour(_: Words, weekday: int, number: int) -> Markup:
    """``Monday, lesson 3``, the weekday by its number."""
    # The first of January 2024 was a Monday.
    return _("{weekday}, lesson {number}", weekday=_.weekday(date(2024, 1, weekday)), number=number)


def sheet_title(_: Words, kind: str) -> Markup:
    """The name of a kind of sheet, by its value in ``services.importing.SheetKind``."""
    return {
        "school": _("School"),
        "terms": _("Terms"),
        "bells": _("Bells"),
        "rooms": _("Rooms"),
        "subjects": _("Subjects"),
        "work_kinds": _("Kinds of work"),
        "staff": _("Staff"),
        "groups": _("Classes and groups"),
        "students": _("Students"),
        "guardians": _("Parents"),
        "courses": _("Teaching load"),
        "timetable": _("Timetable"),
        "plans": _("Topic plans"),
    }[kind]


def _choices(_: Words, choices: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(choices[_.language])
