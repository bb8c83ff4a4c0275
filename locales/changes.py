"""Words for the record of changes: what changed, through which door, and what stood there."""

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup, escape

from locales.words import Words

NOTHING = "—"


def change_name(_: Words, kind: str) -> Markup:
    """``Оценка``. ``kind`` is a value of the store's ``ChangeKind``."""
    return {
        "mark": _("Mark"),
        "comment": _("Comment on a mark"),
        "term_mark": _("Term mark"),
        "attendance": _("Attendance"),
        "attendance_taken": _("Attendance is taken"),
        "topic": _("Topic"),
        "homework": _("Homework"),
        "homework_due": _("Homework is due on"),
        "work_kind": _("Kind of work"),
        "work_number": _("Number of the work"),
        "work_title": _("Title of the work"),
        "work_weight": _("Weight of the work"),
        "work_points": _("Most points of the work"),
    }[kind]


def door_name(_: Words, door: str) -> Markup:
    """``веб-форма``. ``door`` is a value of the store's ``Door``; one without a word stays as it is."""
    doors = {
        "web": _("web form"),
        "chat": _("chat"),
        "import": _("import of files"),
        "command": _("command line"),
        "permission": _("by permission"),
    }
    return doors.get(door) or escape(door)


def change_value(_: Words, work_kinds: Mapping[str, str], kind: str, text: str) -> str:
    """What stood in a cell, for a person to read. ``work_kinds`` are names by code."""
    if kind == "attendance":
        presences = {"": _("present"), "absent": _("absent"), "late": _("late")}
        return str(presences.get(text, text))
    if not text:
        return NOTHING
    if kind == "attendance_taken":
        return str(_("yes"))
    if kind == "homework_due":
        return _.full_date(date.fromisoformat(text))
    return work_kinds.get(text, text) if kind == "work_kind" else text
