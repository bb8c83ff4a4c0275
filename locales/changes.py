"""Words for the record of changes: what changed, through which door, and what stood there."""

from collections.abc import Callable, Mapping
from datetime import date

from markupsafe import Markup, escape

from locales.attestation import with_reason
from locales.homework import homework_kind_name
from locales.words import Words, plain

SUMS_UP = frozenset({"term_mark", "exam_mark", "credit_mark", "graded_credit_mark", "final_mark"})
DAYS = frozenset(
    {
        "homework_due",
        "individual_homework_due",
        "course_paper_set",
        "course_paper_handed_in",
        "course_paper_defended",
    }
)
NOTHING = "—"


def change_name(_: Words, kind: str) -> Markup:
    """``Оценка``. ``kind`` is a value of the store's ``ChangeKind``."""
    return {
        "mark": _("Mark"),
        "comment": _("Comment on a mark"),
        "term_mark": _("Term mark"),
        "exam_mark": _("Exam mark"),
        "credit_mark": _("Credit"),
        "graded_credit_mark": _("Graded credit"),
        "final_mark": _("Final mark"),
        "attendance": _("Attendance"),
        "attendance_taken": _("Attendance is taken"),
        "topic": _("Topic"),
        "homework": _("Homework"),
        "homework_due": _("Homework is due on"),
        "homework_kind": _("How homework is done"),
        "individual_homework": _("Homework for some students"),
        "individual_homework_due": _("Homework for some students is due on"),
        "material": _("Material"),
        "work_kind": _("Kind of work"),
        "work_number": _("Number of the work"),
        "work_title": _("Title of the work"),
        "work_weight": _("Weight of the work"),
        "work_points": _("Most points of the work"),
        **_of_papers(_),
    }[kind]


def _of_papers(_: Words) -> dict[str, Markup]:
    return {
        "course_paper": _("Mark of the course paper"),
        "course_paper_topic": _("Topic of the course paper"),
        "course_paper_supervisor": _("Supervisor of the course paper"),
        "course_paper_set": _("Course paper set on"),
        "course_paper_handed_in": _("Course paper handed in on"),
        "course_paper_defended": _("Course paper defended on"),
        "course_paper_note": _("Note on the course paper"),
        "course_paper_order": _("Course papers entered by order"),
    }


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
    readers: Mapping[str, Callable[[], str]] = {
        **dict.fromkeys(SUMS_UP, lambda: with_reason(_, *text.split(": ", 2))),
        **dict.fromkeys(DAYS, lambda: _.full_date(date.fromisoformat(text))),
        "attendance_taken": lambda: str(_("yes")),
        "course_paper_order": lambda: order_text(_, text),
        "homework_kind": lambda: str(homework_kind_name(_, text)),
        "work_kind": lambda: work_kinds.get(text, text),
    }
    return readers.get(kind, lambda: text)()


def order_text(_: Words, text: str) -> str:
    """``№ 12-к от 28 января 2027 г.`` of what the record keeps: ``2027-01-28 12-к``."""
    day, _space, number = text.partition(" ")
    return plain(_("No. {number} of {day}", number=number, day=_.full_date(date.fromisoformat(day))))
