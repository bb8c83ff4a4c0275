"""The forms for an excuse: what was typed or chosen, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup
from starlette.datastructures import FormData

from locales import plain
from locales.errors import explain
from locales.people import reason_name
from services.errors import Forbidden, SchoolError
from services.excuses import LONGEST_NOTE
from storage.models import ExcuseReason
from web.context import Visit


@dataclass(frozen=True, slots=True)
class ExcuseForm:
    """The fields as text, so that nothing typed is lost; ``fault`` is one sentence."""

    student: str
    starts_on: str
    ends_on: str
    reason: str
    note: str
    reasons: Mapping[str, str]
    longest_note: int = LONGEST_NOTE
    fault: Markup | None = None
    missed: str = ""
    """The student whose missed days were chosen from, when the fault is there and not in the fields."""


def empty_form(visit: Visit) -> ExcuseForm:
    """For today, because of illness."""
    today = visit.today.isoformat()
    return ExcuseForm("", today, today, ExcuseReason.ILLNESS, "", _reasons(visit))


def typed_form(visit: Visit, refusal: SchoolError) -> ExcuseForm:
    form = visit.form
    return ExcuseForm(
        student=_text(form, "student"),
        starts_on=_text(form, "starts_on"),
        ends_on=_text(form, "ends_on"),
        reason=_text(form, "reason"),
        note=_text(form, "note"),
        reasons=_reasons(visit),
        fault=explain(visit.words, refusal.code, refusal.facts),
    )


def chosen_form(visit: Visit, refusal: SchoolError) -> ExcuseForm:
    """The fields as they are at first, the fault and the reason at the days to choose from."""
    return replace(
        empty_form(visit),
        missed=_text(visit.form, "student"),
        reason=_text(visit.form, "reason"),
        fault=explain(visit.words, refusal.code, refusal.facts),
    )


def student_of(form: FormData) -> int:
    """Raises ``Forbidden`` for what no form of ours sends."""
    text = _text(form, "student")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Forbidden
    return int(text)


def reason_of(form: FormData) -> ExcuseReason:
    """Raises ``Forbidden`` for what no form of ours sends."""
    text = _text(form, "reason")
    if text not in list(ExcuseReason):
        raise Forbidden
    return ExcuseReason(text)


def day_of(form: FormData, field: str) -> date:
    """The day typed; the beginning of time, which no rule permits, when it is none."""
    return _day(_text(form, field))


def days_of(form: FormData) -> list[date]:
    """The days chosen, read as ``day_of`` reads one."""
    return [_day(day) for day in form.getlist("day") if isinstance(day, str)]


def note_of(form: FormData) -> str:
    return _text(form, "note")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _text(form: FormData, field: str) -> str:
    value = form.get(field, "")
    # PostgreSQL stores no NUL.
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def _reasons(visit: Visit) -> Mapping[str, str]:
    return {reason.value: plain(reason_name(visit.words, reason)) for reason in ExcuseReason}
