"""Applications for late changes: the list, one of them with its documents, the decision, the table."""

from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import FormData

from locales.attestation import attestation_name
from locales.errors import explain
from locales.late_changes import change_lines, grounds_name, marks_name, state_name
from services.errors import Forbidden, SchoolError
from services.late_changes import (
    ENDINGS,
    MOST_DAYS,
    USUAL_DAYS,
    Approval,
    Filed,
    Refusal,
    decide,
    kinds_by_id,
    late_changes_for,
    open_document,
    open_late_change,
    table_of_changes,
)
from services.permissions import HEADS, has_role
from web.addresses import Id
from web.context import SignedIn, Visit, redirect, render
from web.downloads import download
from web.fields import day_in, text_in

router = APIRouter()
WRONG = 422


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """The fields of both decisions as they were typed."""

    number: str = ""
    on_day: str = ""
    days: str = str(USUAL_DAYS)
    reason: str = ""
    fault: Markup | None = None
    refuses: bool = False


@router.get("/late-changes")
async def show_list(visit: SignedIn) -> Response:
    found = await late_changes_for(visit.session, staff=visit.staff, now=visit.now)
    return render(
        visit,
        "late_changes.html",
        found=found,
        state_name=state_name,
        grounds_name=grounds_name,
        marks_name=marks_name,
        sees_table=has_role(visit.staff, *HEADS),
    )


@router.get("/late-changes/table")
async def show_table(visit: SignedIn) -> Response:
    found = await table_of_changes(visit.session, staff=visit.staff, now=visit.now)
    kinds = await _kinds(visit)
    return render(
        visit,
        "late_table.html",
        found=found,
        lines={one.change.id: _lines(visit, one, kinds) for one in found},
        grounds_name=grounds_name,
        marks_name=marks_name,
    )


@router.get("/late-changes/{change_id}")
async def show_one(visit: SignedIn, change_id: Id, done: str = "") -> Response:
    return await _page(visit, change_id, DecisionForm(on_day=visit.today.isoformat()), done=done)


@router.post("/late-changes/{change_id}/decision")
async def decide_one(visit: SignedIn, change_id: Id) -> Response:
    try:
        await decide(
            visit.session,
            staff=visit.staff,
            change_id=change_id,
            decision=_decision(visit.form),
            now=visit.now,
        )
    except Forbidden:
        raise
    except SchoolError as refusal:
        return await _page(visit, change_id, _typed(visit, refusal))
    return redirect(visit, f"/late-changes/{change_id}", done="decided")


@router.get("/late-changes/{change_id}/documents/{number}")
async def show_document(visit: SignedIn, change_id: Id, number: Id) -> Response:
    document, content = await open_document(
        visit.session, staff=visit.staff, change_id=change_id, number=number, files=visit.config.files
    )
    return download(f"late-change-{change_id}-{number}.{ENDINGS[document.media_type]}", content)


def _decision(form: FormData) -> Approval | Refusal:
    """Raises ``Forbidden`` for what no form of ours sends."""
    if form.get("action") == "refuse":
        return Refusal(text_in(form, "reason"))
    if form.get("action") != "approve":
        raise Forbidden
    days = text_in(form, "days")
    return Approval(
        number=text_in(form, "number"),
        on_day=day_in(form, "on_day") or date.min,
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0,
    )


def _typed(visit: Visit, refusal: SchoolError) -> DecisionForm:
    form = visit.form
    return DecisionForm(
        number=text_in(form, "number"),
        on_day=text_in(form, "on_day") or visit.today.isoformat(),
        days=text_in(form, "days") or str(USUAL_DAYS),
        reason=text_in(form, "reason"),
        fault=explain(visit.words, refusal.code, refusal.facts),
        refuses=form.get("action") == "refuse",
    )


async def _kinds(visit: Visit) -> dict[str, str]:
    kinds = await kinds_by_id(visit.session, visit.school.id)
    return {id_: kind.name_in(visit.words.language) for id_, kind in kinds.items()}


def _lines(visit: Visit, filed: Filed, kinds: dict[str, str]) -> list[str]:
    names = {str(student.id): student.short_name for student in filed.students}
    return change_lines(visit.words, filed.change.changed, names, kinds)


async def _page(visit: Visit, change_id: int, form: DecisionForm, done: str = "") -> Response:
    opened = await open_late_change(visit.session, staff=visit.staff, change_id=change_id, now=visit.now)
    change = opened.filed.change
    last = change.valid_until and (change.valid_until - timedelta(seconds=1)).astimezone(visit.zone).date()
    return render(
        visit,
        "late_change.html",
        WRONG if form.fault else 200,
        opened=opened,
        filed=opened.filed,
        change=change,
        last_day=last,
        lines=_lines(visit, opened.filed, await _kinds(visit)),
        attestation_name=attestation_name,
        form=form,
        done=done,
        most_days=MOST_DAYS,
        state_name=state_name,
        grounds_name=grounds_name,
        marks_name=marks_name,
    )
