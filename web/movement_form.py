"""The form of an order about a student: it asks only what the kind needs."""

from fastapi import APIRouter
from fastapi.responses import Response

from locales.errors import explain
from locales.movement import order_name
from locales.people import relation_name
from services.errors import Forbidden, SchoolError
from services.movement import (
    Newcomer,
    Order,
    enrol,
    graduate,
    let_go,
    open_form,
    return_student,
    transfer,
)
from storage.models import WITH_THE_CLASS, Movement, MovementKind, Relation
from web.context import SignedIn, Visit, redirect, render
from web.fields import day_in, text_in

router = APIRouter()
WRONG = 422
FIELDS = (
    "student",
    "group",
    "number",
    "dated",
    "on_day",
    "reason",
    "name",
    "file",
    "born",
    "guardian",
    "relation",
    "guardian_number",
)
OF_CLASS = (MovementKind.ENROLLED, MovementKind.TRANSFERRED, MovementKind.RETURNED)
"""Orders that name the class to come to."""


@router.get("/movement/new/{order}")
async def show_form(visit: SignedIn, order: str, student: str = "") -> Response:
    typed = dict.fromkeys(FIELDS, "")
    typed |= {"dated": visit.today.isoformat(), "on_day": visit.today.isoformat()}
    typed["student"] = student
    return await _page(visit, _kind(order), typed)


@router.post("/movement/new/{order}")
async def send_form(visit: SignedIn, order: str) -> Response:
    kind = _kind(order)
    try:
        movement = await _enter(visit, kind)
    except Forbidden:
        raise
    except SchoolError as refusal:
        typed = {field: text_in(visit.form, field) for field in FIELDS}
        return await _page(visit, kind, typed, refusal)
    return redirect(visit, f"/students/{movement.student_id}", done=kind.value)


async def _enter(visit: Visit, kind: MovementKind) -> Movement:
    session, staff, order, now = visit.session, visit.staff, _order(visit), visit.now
    group_id, student_id = _id(visit, "group"), _id(visit, "student") or 0
    if kind is MovementKind.ENROLLED:
        new = _newcomer(visit)
        return await enrol(session, staff=staff, newcomer=new, group_id=group_id, order=order, now=now)
    if kind in OF_CLASS:
        verb = transfer if kind is MovementKind.TRANSFERRED else return_student
        return await verb(
            session, staff=staff, student_id=student_id, group_id=group_id, order=order, now=now
        )
    depart = let_go if kind is MovementKind.LEFT else graduate
    return await depart(session, staff=staff, student_id=student_id, order=order, now=now)


def _order(visit: Visit) -> Order:
    form = visit.form
    return Order(
        text_in(form, "number"), day_in(form, "dated"), day_in(form, "on_day"), text_in(form, "reason")
    )


def _newcomer(visit: Visit) -> Newcomer:
    relation = text_in(visit.form, "relation")
    if relation not in set(Relation):
        raise Forbidden
    return Newcomer(
        name=text_in(visit.form, "name"),
        number=text_in(visit.form, "file"),
        birth_date=day_in(visit.form, "born"),
        guardian_name=text_in(visit.form, "guardian"),
        relation=Relation(relation),
        guardian_number=text_in(visit.form, "guardian_number"),
    )


def _kind(order: str) -> MovementKind:
    """Raises ``Forbidden`` for what no form of ours sends."""
    if order not in set(MovementKind) - WITH_THE_CLASS:
        raise Forbidden
    return MovementKind(order)


def _id(visit: Visit, field: str) -> int | None:
    text = text_in(visit.form, field)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


async def _page(
    visit: Visit, kind: MovementKind, typed: dict[str, str], refusal: SchoolError | None = None
) -> Response:
    offer = await open_form(visit.session, staff=visit.staff, kind=kind, now=visit.now)
    return render(
        visit,
        "movement_form.html",
        WRONG if refusal else 200,
        kind=kind,
        heading=order_name(visit.words, kind),
        offer=offer,
        typed=typed,
        names_class=kind in OF_CLASS,
        is_new=kind is MovementKind.ENROLLED,
        relations={one.value: relation_name(visit.words, one) for one in Relation},
        fault=explain(visit.words, refusal.code, refusal.facts) if refusal else None,
    )
