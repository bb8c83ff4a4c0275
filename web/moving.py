"""The page on which a lesson is moved to another day, another hour or another room."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import FormData

from locales.errors import explain
from services.errors import (
    Forbidden,
    GroupBusy,
    HourPast,
    LessonRecorded,
    RoomTaken,
    SchoolError,
    TeacherBusy,
    WrongDay,
)
from services.timetable import Move, cancel_lesson, move_lesson, open_move, restore_lesson
from web.addresses import Id
from web.context import SignedIn, Visit, redirect, render
from web.excuse_form import day_of
from web.refusals import status_of

router = APIRouter()


@dataclass(frozen=True, slots=True)
class MoveForm:
    """The fields as text, so that nothing typed is lost."""

    day: str
    number: str
    room: str
    shares: bool = False
    fault: Markup | None = None


@router.get("/lessons/{lesson_id}/change")
async def show_move(visit: SignedIn, lesson_id: Id, saved: bool = False) -> Response:
    move = await open_move(visit.session, staff=visit.staff, lesson_id=lesson_id, now=visit.now)
    return _page(visit, move, _as_it_is(move), saved=saved)


@router.post("/lessons/{lesson_id}/move")
async def save_move(visit: SignedIn, lesson_id: Id) -> Response:
    form = visit.form
    try:
        await move_lesson(
            visit.session,
            staff=visit.staff,
            lesson_id=lesson_id,
            day=day_of(form, "day"),
            number=_number(form, "number"),
            room_id=_number(form, "room") or None,
            shares_room=form.get("shares") == "1",
            now=visit.now,
        )
    except (GroupBusy, HourPast, RoomTaken, TeacherBusy, WrongDay) as refusal:
        move = await open_move(visit.session, staff=visit.staff, lesson_id=lesson_id, now=visit.now)
        return _page(visit, move, _typed(visit, refusal), status_of(refusal))
    return redirect(visit, f"/lessons/{lesson_id}/change", saved=1)


@router.post("/lessons/{lesson_id}/cancel")
async def cancel(visit: SignedIn, lesson_id: Id) -> Response:
    try:
        await cancel_lesson(visit.session, staff=visit.staff, lesson_id=lesson_id, now=visit.now)
    except LessonRecorded as refusal:
        return await _refused(visit, lesson_id, refusal)
    return redirect(visit, f"/lessons/{lesson_id}/change", saved=1)


@router.post("/lessons/{lesson_id}/restore")
async def restore(visit: SignedIn, lesson_id: Id) -> Response:
    try:
        await restore_lesson(visit.session, staff=visit.staff, lesson_id=lesson_id, now=visit.now)
    except (GroupBusy, TeacherBusy) as refusal:
        return await _refused(visit, lesson_id, refusal)
    return redirect(visit, f"/lessons/{lesson_id}/change", saved=1)


async def _refused(visit: Visit, lesson_id: int, refusal: SchoolError) -> Response:
    move = await open_move(visit.session, staff=visit.staff, lesson_id=lesson_id, now=visit.now)
    fault = explain(visit.words, refusal.code, refusal.facts)
    return _page(visit, move, _as_it_is(move), status_of(refusal), fault=fault)


def _as_it_is(move: Move) -> MoveForm:
    lesson = move.lesson
    return MoveForm(lesson.on_day.isoformat(), str(lesson.number), str(lesson.room_id or ""))


def _typed(visit: Visit, refusal: SchoolError) -> MoveForm:
    form = visit.form
    return MoveForm(
        day=str(form.get("day", "")),
        number=str(form.get("number", "")),
        room=str(form.get("room", "")),
        shares=form.get("shares") == "1",
        fault=explain(visit.words, refusal.code, refusal.facts),
    )


def _number(form: FormData, field: str) -> int:
    """Nothing as 0. Raises ``Forbidden`` for what no form of ours sends."""
    text = str(form.get(field, ""))
    if text and not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Forbidden
    return int(text or 0)


def _page(
    visit: Visit,
    move: Move,
    form: MoveForm,
    status: int = 200,
    saved: bool = False,
    fault: Markup | None = None,
) -> Response:
    refusal = explain(visit.words, move.refusal.code, {}) if move.refusal else None
    kept = move.uncancellable
    return render(
        visit,
        "moving.html",
        status,
        move=move,
        form=form,
        saved=saved,
        refusal=refusal,
        uncancellable=explain(visit.words, kept.code, kept.facts) if kept else None,
        fault=fault,
    )
