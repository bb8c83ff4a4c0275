"""Words for exams, credits, final marks and for why somebody is not attested."""

from markupsafe import Markup, escape

from locales.words import Words


def attestation_name(_: Words, kind: str) -> Markup:
    """``Экзамен``. ``kind`` is a value of the store's ``AttestationKind``."""
    return {
        "exam": _("Exam"),
        "credit": _("Credit"),
        "graded_credit": _("Graded credit"),
        "final": _("Final mark"),
    }[kind]


def reason_name(_: Words, reason: str) -> Markup:
    """``болезнь``. ``reason`` is a value of the store's ``NotAttestedReason``."""
    return {
        "illness": _("illness"),
        "absences": _("missed lessons"),
        "too_few_marks": _("too few marks"),
        "other": _("other reason"),
    }[reason]


def with_reason(_: Words, value: str, reason: str = "", words: str = "") -> str:
    """``н/а (болезнь)`` as plain text; ``н/а (слова учителя)`` where the reason is told in words."""
    if not reason:
        return value
    return f"{value} ({words or reason_name(_, reason).unescape()})"


def marked_up(_: Words, value: str, reason: str = "", words: str = "") -> Markup:
    """The same for a message or a page, with the mark itself in bold."""
    if not reason:
        return Markup("<b>{}</b>").format(value)
    return Markup("<b>{}</b> ({})").format(value, escape(words) if words else reason_name(_, reason))
