"""Guardians added to a student and taken away, on the student's page."""

from fastapi import APIRouter
from fastapi.responses import Response

from locales.errors import explain
from services.errors import Forbidden, SchoolError
from services.guardians import NewGuardian, add_guardian, end_guardianship
from storage.models import Relation
from web.addresses import Id
from web.context import SignedIn, redirect
from web.fields import day_in, text_in
from web.movement import student_page

router = APIRouter()


@router.post("/students/{student_id}/guardians")
async def add(visit: SignedIn, student_id: Id) -> Response:
    relation, form = text_in(visit.form, "relation"), visit.form
    if relation not in set(Relation):
        raise Forbidden
    new = NewGuardian(text_in(form, "name"), Relation(relation), text_in(form, "number"))
    try:
        await add_guardian(visit.session, staff=visit.staff, student_id=student_id, new=new, now=visit.now)
    except Forbidden:
        raise
    except SchoolError as refusal:
        fault = explain(visit.words, refusal.code, refusal.facts)
        return await student_page(visit, student_id, fault=fault)
    return redirect(visit, f"/students/{student_id}", done="guardian")


@router.post("/students/{student_id}/guardians/{guardianship_id}/end")
async def end(visit: SignedIn, student_id: Id, guardianship_id: Id) -> Response:
    try:
        tie = await end_guardianship(
            visit.session,
            staff=visit.staff,
            guardianship_id=guardianship_id,
            reason=text_in(visit.form, f"reason-{guardianship_id}"),
            on_day=day_in(visit.form, f"day-{guardianship_id}"),
            now=visit.now,
        )
    except Forbidden:
        raise
    except SchoolError as refusal:
        fault = explain(visit.words, refusal.code, refusal.facts)
        return await student_page(visit, student_id, fault=fault)
    return redirect(visit, f"/students/{tie.student_id}", done="ended")
