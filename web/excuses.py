"""Giving an excuse and taking it back, on the class teacher's page."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.errors import EntryTooLong, NoDayChosen, WrongDay
from services.excuses import excuse_days, give_excuse, take_back_excuse
from web.addresses import Id
from web.classes import class_page
from web.context import SignedIn, redirect
from web.excuse_form import chosen_form, day_of, days_of, note_of, reason_of, student_of, typed_form
from web.refusals import status_of

router = APIRouter()


@router.post("/classes/{group_id}/excuses")
async def give(visit: SignedIn, group_id: Id) -> Response:
    form = visit.form
    try:
        await give_excuse(
            visit.session,
            staff=visit.staff,
            student_id=student_of(form),
            starts_on=day_of(form, "starts_on"),
            ends_on=day_of(form, "ends_on"),
            reason=reason_of(form),
            note=note_of(form),
            now=visit.now,
        )
    except (WrongDay, EntryTooLong) as refusal:
        return await class_page(visit, group_id, typed_form(visit, refusal), status_of(refusal))
    return redirect(visit, f"/classes/{group_id}", done="excuse")


@router.post("/classes/{group_id}/missed")
async def give_for_days(visit: SignedIn, group_id: Id) -> Response:
    """Excuse the days that were chosen from those a student missed."""
    form = visit.form
    try:
        await excuse_days(
            visit.session,
            staff=visit.staff,
            student_id=student_of(form),
            days=days_of(form),
            reason=reason_of(form),
            now=visit.now,
        )
    except (NoDayChosen, WrongDay) as refusal:
        return await class_page(visit, group_id, chosen_form(visit, refusal), status_of(refusal))
    return redirect(visit, f"/classes/{group_id}", done="excuse")


@router.post("/classes/{group_id}/excuses/{excuse_id}/take-back")
async def take_back(visit: SignedIn, group_id: Id, excuse_id: Id) -> Response:
    await take_back_excuse(visit.session, staff=visit.staff, excuse_id=excuse_id, now=visit.now)
    return redirect(visit, f"/classes/{group_id}", done="taken-back")
