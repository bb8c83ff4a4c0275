"""The journal of orders about students, a student's stays and orders, taking an order back."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from locales.errors import explain
from locales.movement import kind_name, order_name
from locales.people import relation_name
from paper.movement import movement_workbook
from services.errors import Forbidden, MovementStands, SchoolError
from services.guardians import guardians_of, may_change_guardians
from services.movement import (
    Journal,
    choose_subgroups,
    open_journal,
    open_student,
    open_subgroups,
    take_back,
)
from storage.models import WITH_THE_CLASS, MovementKind, Relation
from web.addresses import Id, id_in_address
from web.context import SignedIn, Visit, redirect, render
from web.downloads import download
from web.fields import day_in, text_in

router = APIRouter()
WRONG = 422


@router.get("/movement")
async def show_journal(visit: SignedIn) -> Response:
    return render(
        visit,
        "movement.html",
        journal=await _journal(visit),
        kinds=list(MovementKind),
        orders=[kind for kind in MovementKind if kind not in WITH_THE_CLASS],
        kind_name=kind_name,
        order_name=order_name,
        asked=visit.request.query_params,
        query=visit.request.url.query,
    )


@router.get("/movement/journal.xlsx")
async def download_journal(visit: SignedIn) -> Response:
    journal = await _journal(visit)
    content = movement_workbook(visit.words, reversed(journal.movements))
    return download(f"{visit.school.code}-movement.xlsx", content)


@router.get("/students/{student_id}")
async def show_student(visit: SignedIn, student_id: Id, done: str = "") -> Response:
    return await student_page(visit, student_id, done)


@router.post("/students/{student_id}/subgroups")
async def save_subgroups(visit: SignedIn, student_id: Id) -> Response:
    ticked = [id_in_address(one) for one in visit.form.getlist("subgroup") if isinstance(one, str)]
    try:
        await choose_subgroups(
            visit.session,
            staff=visit.staff,
            student_id=student_id,
            class_id=id_in_address(text_in(visit.form, "class")) or 0,
            chosen={one for one in ticked if one is not None},
            on_day=day_in(visit.form, "on_day"),
            now=visit.now,
        )
    except Forbidden:
        raise
    except SchoolError as refusal:
        fault = explain(visit.words, refusal.code, refusal.facts)
        return await student_page(visit, student_id, subgroups_fault=fault)
    return redirect(visit, f"/students/{student_id}", done="subgroups")


@router.post("/movement/{movement_id}/take-back")
async def take_one_back(visit: SignedIn, movement_id: Id) -> Response:
    try:
        movement = await take_back(visit.session, staff=visit.staff, movement_id=movement_id, now=visit.now)
    except MovementStands as refusal:
        text = explain(visit.words, refusal.code, refusal.facts)
        return render(visit, "refusal.html", WRONG, text=text)
    return redirect(visit, f"/students/{movement.student_id}", done="taken-back")


async def student_page(
    visit: Visit,
    student_id: int,
    done: str = "",
    fault: Markup | None = None,
    subgroups_fault: Markup | None = None,
) -> Response:
    """The student, with what was typed about guardians or subgroups when it was refused. Raises ``Forbidden``."""
    about: dict[str, Any] = {"staff": visit.staff, "student_id": student_id, "now": visit.now}
    page = await open_student(visit.session, **about)
    changes = await may_change_guardians(visit.session, **about)
    return render(
        visit,
        "student.html",
        WRONG if fault or subgroups_fault else 200,
        page=page,
        student=page.student,
        guardians=await guardians_of(visit.session, **about) if changes else None,
        relations={one.value: relation_name(visit.words, one) for one in Relation},
        typed=visit.form,
        kinds=_possible(page.student.left_on is not None),
        kind_name=kind_name,
        order_name=order_name,
        done=done,
        fault=fault,
        subgroups=await open_subgroups(visit.session, **about) if page.may_move else None,
        subgroups_fault=subgroups_fault,
    )


def _possible(has_left: bool) -> tuple[MovementKind, ...]:
    """Which orders there may be about a student."""
    if has_left:
        return (MovementKind.RETURNED,)
    return (MovementKind.TRANSFERRED, MovementKind.LEFT, MovementKind.GRADUATED)


async def _journal(visit: Visit) -> Journal:
    """What the address asks for. Raises ``Forbidden`` for what no form of ours sends."""
    kind = visit.request.query_params.get("kind", "")
    if kind and kind not in set(MovementKind):
        raise Forbidden
    return await open_journal(
        visit.session,
        staff=visit.staff,
        now=visit.now,
        year_id=id_in_address(visit.request.query_params.get("year", "")),
        group_id=id_in_address(visit.request.query_params.get("group", "")),
        kind=MovementKind(kind) if kind else None,
    )
