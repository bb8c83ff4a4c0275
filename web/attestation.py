"""The deputy head's pages: which courses of a class have exams, credits and final marks, and which no term marks."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from locales import plain
from locales.attestation import attestation_name
from locales.errors import explain
from locales.terms import term_name
from services.attestation import (
    LONGEST_COMMISSION,
    Plan,
    change_attestation,
    open_class_plan,
    open_course_plan,
    plan_attestation,
    remove_attestation,
    set_term_marks,
)
from services.errors import Forbidden, SchoolError
from storage.models import AttestationKind
from web.addresses import AskedId, Id, day_in_address, id_in_address
from web.context import SignedIn, Visit, redirect, render
from web.fields import text_in
from web.refusals import status_of
from web.shown_years import mark_of, mark_of_group

router = APIRouter()
NEW = 0


@dataclass(frozen=True, slots=True)
class PlanForm:
    """One form as it was typed: of an attestation, or of a new one (``NEW``)."""

    of: int
    on_day: str
    commission: str
    term: str = ""
    kind: str = ""
    fault: Markup | None = None


@router.get("/attestation")
async def show_class(visit: SignedIn, group: str = "", year: AskedId = None) -> Response:
    plan = await open_class_plan(
        visit.session, staff=visit.staff, group_id=id_in_address(group), year_id=year, now=visit.now
    )
    mark = mark_of(visit, plan.shown, lambda one: f"/attestation?year={one.id}")
    return render(visit, "attestation.html", mark=mark, plan=plan, **_names(visit))


@router.get("/attestation/courses/{course_id}")
async def show_course(visit: SignedIn, course_id: Id, saved: int | None = None) -> Response:
    return await _page(visit, course_id, saved=saved)


@router.post("/attestation/courses/{course_id}")
async def add(visit: SignedIn, course_id: Id) -> Response:
    kind, term = text_in(visit.form, "kind"), id_in_address(text_in(visit.form, "term"))
    if kind not in set(AttestationKind) or term is None:
        raise Forbidden
    made = plan_attestation(
        visit.session,
        staff=visit.staff,
        course_id=course_id,
        term_id=term,
        kind=AttestationKind(kind),
        plan=_plan(visit),
        now=visit.now,
    )
    return await _saved(visit, course_id, NEW, made)


@router.post("/attestation/courses/{course_id}/term-marks")
async def choose_term_marks(visit: SignedIn, course_id: Id) -> Response:
    wanted = text_in(visit.form, "has_term_marks") == "yes"
    await set_term_marks(
        visit.session, staff=visit.staff, course_id=course_id, has_term_marks=wanted, now=visit.now
    )
    return redirect(visit, f"/attestation/courses/{course_id}", saved=1)


@router.post("/attestation/courses/{course_id}/{attestation_id}")
async def change(visit: SignedIn, course_id: Id, attestation_id: Id) -> Response:
    if text_in(visit.form, "action") == "remove":
        done: Awaitable[object] = remove_attestation(
            visit.session,
            staff=visit.staff,
            course_id=course_id,
            attestation_id=attestation_id,
            now=visit.now,
        )
    else:
        done = change_attestation(
            visit.session,
            staff=visit.staff,
            course_id=course_id,
            attestation_id=attestation_id,
            plan=_plan(visit),
            now=visit.now,
        )
    return await _saved(visit, course_id, attestation_id, done)


async def _saved(visit: Visit, course_id: int, of: int, done: Awaitable[object]) -> Response:
    """Back to the course; a refusal is shown at its form, with what was typed."""
    try:
        await done
    except Forbidden:
        raise
    except SchoolError as refusal:
        form = PlanForm(
            of,
            text_in(visit.form, "on_day"),
            text_in(visit.form, "commission"),
            text_in(visit.form, "term"),
            text_in(visit.form, "kind"),
            explain(visit.words, refusal.code, refusal.facts),
        )
        return await _page(visit, course_id, form, status_of(refusal))
    return redirect(visit, f"/attestation/courses/{course_id}", saved=1)


async def _page(
    visit: Visit,
    course_id: int,
    form: PlanForm | None = None,
    status: int = 200,
    saved: int | None = None,
) -> Response:
    plan = await open_course_plan(visit.session, staff=visit.staff, course_id=course_id)
    forms = [
        PlanForm(one.id, str(one.on_day or ""), one.commission) if form is None or form.of != one.id else form
        for one in plan.attestations
    ]
    new = form if form and form.of == NEW else PlanForm(NEW, "", "")
    return render(
        visit,
        "attestation_course.html",
        status,
        mark=await mark_of_group(visit, plan.course.group),
        plan=plan,
        forms=forms,
        new=new,
        saved=saved,
        longest=LONGEST_COMMISSION,
        **_names(visit),
    )


def _names(visit: Visit) -> dict[str, Any]:
    return {
        "kinds": {kind.value: plain(attestation_name(visit.words, kind)) for kind in AttestationKind},
        "term_name": lambda term: term_name(visit.words, term.kind, term.number),
    }


def _plan(visit: Visit) -> Plan:
    """A day that is none is left open: the field of a browser sends no other."""
    return Plan(day_in_address(text_in(visit.form, "on_day")), text_in(visit.form, "commission"))
