"""Words for late changes: grounds, steps, and what was changed from what to what."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

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
    if field == "term_mark":
        return plain(_("term mark"))
    return plain(_("{kind}, comment", kind=kind)) if field == "comment" else kind


def _shown(_: Words, field: str, text: str) -> str:
    if field != "presence":
        return text or "—"
    return plain({"absent": _("absent"), "late": _("late")}.get(text, _("present")))
