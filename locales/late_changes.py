"""Words for late changes: grounds, steps, and what was changed from what to what."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from locales.attestation import with_reason
from locales.changes import SUMS_UP
from locales.terms import term_name
from locales.words import Words, plain


def grounds_name(_: Words, grounds: str) -> Markup:
    """``болезнь ученика``. ``grounds`` is a value of the store's ``Grounds``."""
    names = {
        "student_illness": _("illness of the student"),
        "other_absence": _("another documented absence"),
        "retake": _("retake for a valid reason"),
        "teacher_illness": _("illness of the teacher"),
    }
    return names.get(grounds, _("missed attestation"))


def state_name(_: Words, state: str) -> Markup:
    """At which step an application is; ``expired`` is an approval that was not used in time."""
    names = {
        "filed": _("waits for the director"),
        "approved": _("approved, waits for the deputy head"),
        "refused": _("refused"),
        "done": _("entered"),
    }
    return names.get(state, _("permission has expired"))


def marks_name(_: Words, kind: str, number: int, attestation: str = "") -> Markup:
    """``2 четверть`` for a term's own marks, ``2 четверть, экзамен`` for those of an ``AttestationKind``."""
    name = term_name(_, kind, number)
    if not attestation:
        return name
    return _("{term}, {what}", term=name, what=_attestation(_, attestation))


def change_line(_: Words, line: Mapping[str, str], names: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    """``Соколов Дмитрий: контрольная работа 2 → 4``, given the names of students and of kinds of work by id."""
    student = names.get(line["student"], "—")
    was, became = (_shown(_, line["field"], line[moment]) for moment in ("was", "became"))
    return f"{student}: {_what(_, line['field'], kinds.get(line['kind'], ''))} {was} → {became}"


def change_lines(
    _: Words, lines: Iterable[Mapping[str, str]], names: Mapping[str, str], kinds: Mapping[str, str]
) -> list[str]:
    return [change_line(_, line, names, kinds) for line in lines]


def _what(_: Words, field: str, kind: str) -> str:
    if field == "presence":
        return plain(_("attendance"))
    if field == "comment":
        return plain(_("{kind}, comment", kind=kind))
    if field == "term_mark":
        return plain(_("term mark"))
    return plain(_attestation(_, field.removesuffix("_mark"))) if field in SUMS_UP else kind


def _attestation(_: Words, kind: str) -> Markup:
    """``экзамен``, within a sentence."""
    return {
        "exam": _("exam"),
        "credit": _("credit"),
        "graded_credit": _("graded credit"),
        "final": _("final mark"),
    }[kind]


def _shown(_: Words, field: str, text: str) -> str:
    if field in SUMS_UP:
        return with_reason(_, *text.split(": ", 2)) or "—"
    if field != "presence":
        return text or "—"
    return plain({"absent": _("absent"), "late": _("late")}.get(text, _("present")))
