"""Words for what a school owes by its regulation: how often, kinds of terms, and what is due."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from locales.terms import term_name
from locales.words import Words


def frequency_name(_: Words, often: str) -> Markup:
    """``ежемесячно``. ``often`` is a value of the regulation's ``Frequency``."""
    names = {
        "daily": _("daily"),
        "weekly": _("weekly"),
        "monthly": _("monthly"),
        "quarterly": _("quarterly"),
        "termly": _("each term"),
    }
    return names.get(often, _("yearly"))


def term_kind_name(_: Words, kind: str) -> Markup:
    """``четверти``. ``kind`` is a value of the store's ``TermKind``."""
    names = {
        "quarter": _("quarters"),
        "half_year": _("half-years"),
        "semester": _("semesters"),
        "year": _("the whole year"),
    }
    return names.get(kind, _("periods"))


def due_sentence(_: Words, what: str, facts: Mapping[str, Any]) -> Markup:
    """What is due and until when: ``what`` and ``facts`` of the services' ``SchoolDue``, with ``until`` its day."""
    return _DUE[what](_, {**facts, "day": _.date(facts["until"])})


_DUE: dict[str, Callable[[Words, Mapping[str, Any]], Markup]] = {
    "topic_plans": lambda _, facts: _(
        "Topic plans, due {day}: {n} course has none yet",
        "Topic plans, due {day}: {n} courses have none yet",
        facts["courses"],
        day=facts["day"],
    ),
    "timetable": lambda _, facts: _(
        "The timetable of the term “{term}”, due {day}", term=_term(_, facts), day=facts["day"]
    ),
    "term_marks": lambda _, facts: _(
        "Marks of the term “{term}”, due {day}: {n} course has none yet",
        "Marks of the term “{term}”, due {day}: {n} courses have none yet",
        facts["courses"],
        term=_term(_, facts),
        day=facts["day"],
    ),
    "journal": lambda _, facts: _("The journal is to be printed by {day}", day=facts["day"]),
    "sheets": lambda _, facts: _("Term sheets are to be printed by {day}", day=facts["day"]),
    "activity": lambda _, facts: _(
        "Report on how gradebooks are kept, {often}: the period ends on {day}", **_period(_, facts)
    ),
    "performance": lambda _, facts: _(
        "Report on performance, {often}: the period ends on {day}", **_period(_, facts)
    ),
    "backup": lambda _, facts: _("Backup, {often}: the period ends on {day}", **_period(_, facts)),
    "export": lambda _, facts: _("Export, {often}: the period ends on {day}", **_period(_, facts)),
}


def _term(_: Words, facts: Mapping[str, Any]) -> Markup:
    return term_name(_, facts["kind"], facts["number"])


def _period(_: Words, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"often": frequency_name(_, facts["often"]), "day": facts["day"]}
