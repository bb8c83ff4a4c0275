"""The regulation's form: which values it has, how each is written and read."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from markupsafe import Markup

from locales import Words
from services.errors import WrongRegulation
from services.regulation import Values, preset
from storage.models import WorkKind
from web.regulation_lines import Line, Section
from web.regulation_school import sections_of_school

VALUE = "v-"
"""Names of the fields begin with it: ``v-locks.marks_days``."""
BOX = ":"
"""Before what a box stands for: ``v-terms.kinds:quarter``."""
Label = Callable[[Words], Markup]
PRESET_NAMES: Mapping[str, Label] = {
    "A": lambda _: _("A — a municipal school, Russia"),
    "B": lambda _: _("B — a technical college, Russia"),
    "C": lambda _: _("C — a lyceum, Russia"),
    "D": lambda _: _("D — a school in the Moscow region, Russia"),
    "E": lambda _: _("E — a school on Kündelik, Kazakhstan"),
}


def sections(
    _: Words, kinds: Iterable[WorkKind], marks: Iterable[str] = (), points: Collection[str] = ()
) -> tuple[Section, ...]:
    """The form, section by section; works by the school's own kinds, percentages by its ``marks``.

    Kinds given in ``points`` weigh nothing.
    """
    kinds = list(kinds)
    weighing = [kind for kind in kinds if kind.code not in points]
    own = (_due(_), _locks(_), _term_marks(_, kinds), _summative(_, marks))
    return (*own, _weights(_, weighing), _checking(_, kinds), _scale(_), _alerts(_), *sections_of_school(_))


def texts(values: Values) -> dict[str, str]:
    """The values as their fields show them; what is left out is empty."""
    return {name: shown for name, value in values.items() if (shown := _shown(value))}


def typed_values(fields: Iterable[tuple[str, object]]) -> dict[str, str]:
    """What the form sent, by the name of the value; boxes that are ticked are put together in their order."""
    typed: dict[str, str] = {}
    for field, text in fields:
        if field.startswith(VALUE) and isinstance(text, str):
            name = field.removeprefix(VALUE).split(BOX)[0]
            typed[name] = (
                f"{typed[name]} {text.strip()}".strip() if BOX in field and name in typed else text.strip()
            )
    return typed


def overrides_of(name: str, form: Sequence[Section], typed: Mapping[str, str]) -> dict[str, Any]:
    """The values typed that are not the preset's. Raises ``WrongRegulation`` for what cannot be read."""
    usual = texts(preset(name).values)
    lines = [line for section in form for line in section.all_lines]
    return {
        line.name: _read(line, typed[line.name])
        for line in lines
        if line.name in typed and typed[line.name] != usual.get(line.name, "")
    }


def _due(_: Words) -> Section:
    return Section(
        _("When entries are due"),
        _("0 is the day of the lesson itself. Empty: no time is set."),
        (
            Line("due.marks_days", _("Marks, days after the lesson")),
            Line("due.attendance_days", _("Attendance, days after the lesson")),
            Line("due.topic_days", _("Topic, days after the lesson")),
            Line("due.homework_days", _("Homework, days after the lesson")),
            Line("due.homework_by", _("Homework, by the hour"), "hour"),
            Line("due.homework_hours", _("Homework, hours after the class's last lesson")),
            Line("due.term_marks_days", _("Term marks, days after the term")),
            Line("due.topic_plan_days", _("Topic plans, days before the school year")),
            Line("due.timetable_days", _("Timetable, days before a term")),
            Line("access.codes_within_days", _("Access codes, days after somebody was entered")),
        ),
    )


def _locks(_: Words) -> Section:
    return Section(
        _("When entries close"),
        _("After that only a permitted late change is possible. Empty: they close with the school year."),
        (
            Line("locks.marks_days", _("Marks, days after the lesson")),
            Line("locks.attendance_days", _("Attendance, days after the lesson")),
            Line("locks.topic_days", _("Topic, days after the lesson")),
            Line("locks.homework_days", _("Homework, days after the lesson")),
            Line("locks.term_marks_days", _("Term marks, days after the term")),
            Line("locks.correcting", _("Entries may be corrected until they close"), "yes_no"),
            Line("locks.slip_minutes", _("If not: minutes in which a slip may be mended")),
            Line("lessons.teachers_move", _("Teachers move and cancel their own lessons"), "yes_no"),
        ),
    )


def _term_marks(_: Words, kinds: Iterable[WorkKind]) -> Section:
    of_kinds = (
        Line(
            f"term_marks.least_of_kind.{kind.code}",
            _("Marks needed for “{kind}”", kind=kind.name_in(_.language)),
        )
        for kind in kinds
    )
    return Section(
        _("Term marks"),
        _("Empty: the window opens with the term, and no number of marks is required."),
        (
            Line("term_marks.opens_days", _("The window opens, days before the term ends")),
            Line("term_marks.rounds_up_from", _("An average's fraction rounds up from")),
            Line("term_marks.least_marks", _("Marks needed in all")),
            Line(
                "term_marks.year_from_terms",
                _("The year's mark follows from the marks of its terms"),
                "yes_no",
            ),
            Line("term_marks.exam_percent", _("Of a final mark the exam makes, percent")),
        ),
        tuple(of_kinds),
    )


def _summative(_: Words, marks: Iterable[str]) -> Section:
    bounds = (Line(f"summative.bounds.{mark}", _("Mark {mark} from, percent", mark=mark)) for mark in marks)
    return Section(
        _("Section and quarter works"),
        _(
            "Given in points of a maximum. The quarter's percentage is made of the shares, and its bounds "
            "suggest the mark. Compare the figures with the order in force."
        ),
        (
            Line("summative.is_on", _("The quarter's mark follows from section and quarter works"), "yes_no"),
            Line("summative.formative_share", _("Share of formative marks, percent")),
            Line("summative.section_share", _("Share of section works, percent")),
            Line("summative.quarter_share", _("Share of the quarter work, percent")),
            Line("summative.formative_share_alone", _("Without a quarter work: formative marks, percent")),
            Line("summative.section_share_alone", _("Without a quarter work: section works, percent")),
            *bounds,
            Line("summative.section_kinds", _("Codes of the kinds that are section works"), "words"),
            Line("summative.quarter_kinds", _("Codes of the kinds that are quarter works"), "words"),
        ),
    )


def _weights(_: Words, kinds: Iterable[WorkKind]) -> Section:
    return Section(
        _("What kinds of work weigh"),
        _(
            "In averages. Empty: 1. Marks of a kind that weighs 0 are shown and never counted. "
            "Works given before keep what they weighed."
        ),
        (),
        tuple(
            Line(
                f"works.weights.{kind.code}",
                _("Weight: {kind}", kind=kind.name_in(_.language)),
            )
            for kind in kinds
        ),
    )


def _checking(_: Words, kinds: Iterable[WorkKind]) -> Section:
    return Section(
        _("Days for checking work"),
        _("Marks for such work are due so many days after the lesson, and do not close before."),
        (),
        tuple(
            Line(
                f"works.checking_days.{kind.code}",
                _("Days for checking: {kind}", kind=kind.name_in(_.language)),
            )
            for kind in kinds
        ),
    )


def _scale(_: Words) -> Section:
    return Section(
        _("Marks and codes"),
        _("Separated by spaces. Another scale can begin only while the year has no marks."),
        (
            Line("scale.values", _("Marks, the worst first"), "words"),
            Line("scale.passing", _("The lowest passing mark")),
            Line("scale.codes.absent", _("Letters for absent"), "words"),
            Line("scale.codes.late", _("Letters for late"), "words"),
            Line("scale.codes.exempt", _("Codes for exempt"), "words"),
            Line("scale.codes.not_attested", _("Codes for not attested"), "words"),
            Line("scale.codes.credit", _("Codes for a credit"), "words"),
            Line("scale.codes.no_credit", _("Codes for no credit"), "words"),
        ),
    )


def _alerts(_: Words) -> Section:
    return Section(
        _("Low performance"),
        _("Families and class teachers are told when one of these holds. Empty: never for this reason."),
        (
            Line("alerts.average_below", _("Average below")),
            Line("alerts.average_marks", _("… standing on at least so many marks")),
            Line("alerts.failing_marks", _("Failing marks in one subject")),
            Line("alerts.failing_days", _("… within so many days")),
            Line("alerts.fall", _("Average lower than last term by")),
            Line("alerts.fall_marks", _("… standing on so many marks in both terms")),
        ),
    )


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return " ".join(str(part) for part in value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _read(line: Line, text: str) -> Any:
    """The value as JSON; nothing for an empty field."""
    if not text:
        return [] if line.kind in {"words", "choices"} else None
    if line.kind in {"words", "choices"}:
        return list(dict.fromkeys(re.split(r"[\s,;]+", text)))
    if line.kind == "yes_no":
        return text == "yes"
    if line.kind in {"hour", "choice"}:
        return text
    if line.kind == "day":
        return _day(line, text)
    number = text.replace(",", ".")
    if not re.fullmatch(r"\d{1,4}(\.\d{1,2})?", number):
        raise WrongRegulation(field=line.name)
    return number if "." in number or line.name == "scale.passing" else int(number)


def _day(line: Line, text: str) -> str:
    """``1.7`` as ``01.07``."""
    found = re.fullmatch(r"(\d{1,2})[.\s](\d{1,2})\.?", text)
    if found is None:
        raise WrongRegulation(field=line.name)
    return f"{int(found[1]):02}.{int(found[2]):02}"
