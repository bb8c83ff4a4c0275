"""The page for a colleague who is away: who gives each of the lessons, saved at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import FormData

from locales import plain
from locales.errors import explain
from services.errors import ChangedMeanwhile, Forbidden, SchoolError, WrongDay
from services.timetable import (
    CANCELLED,
    OWN_TEACHER,
    AbsentLesson,
    Choices,
    Substitutions,
    fill_in,
    open_substitutions,
    save_substitutions,
)
from web.addresses import day_in_address, id_in_address
from web.context import SignedIn, Visit, redirect, render
from web.refusals import status_of

router = APIRouter()
CONFLICT, WRONG = 409, 422
WHO, SEEN = "who-", "seen-"


@dataclass(frozen=True, slots=True)
class SubstitutionForm:
    """What is chosen for each lesson, and what is wrong with it."""

    chosen: Choices
    for_all: str = OWN_TEACHER
    faults: Mapping[int, Markup] = field(default_factory=dict)
    status: int = 200


@router.get("/timetable/changes")
async def show_substitutions(
    visit: SignedIn, teacher: str = "", first: str = "", last: str = "", saved: int | None = None
) -> Response:
    starts_on = day_in_address(first) or visit.today
    ends_on = day_in_address(last) or starts_on
    try:
        page = await open_substitutions(
            visit.session,
            staff=visit.staff,
            teacher_id=id_in_address(teacher),
            first=starts_on,
            last=ends_on,
            now=visit.now,
        )
    except WrongDay as refusal:
        return await _wrong_period(visit, teacher, starts_on, ends_on, refusal)
    chosen = {line.lesson.id: line.choice for line in page.lessons}
    return _page(visit, page, SubstitutionForm(chosen), saved=saved)


@router.post("/timetable/changes")
async def save(visit: SignedIn) -> Response:
    form = visit.form
    teacher_id = id_in_address(str(form.get("teacher", "")))
    first, last = (day_in_address(str(form.get(name, ""))) for name in ("first", "last"))
    if teacher_id is None or first is None or last is None:
        raise Forbidden
    typed, seen = _choices(form, WHO), _choices(form, SEEN)
    if form.get("action") == "fill":
        page = await open_substitutions(
            visit.session, staff=visit.staff, teacher_id=teacher_id, first=first, last=last, now=visit.now
        )
        return _page(visit, page, _filled(page, typed, str(form.get("all", ""))))
    result = await save_substitutions(
        visit.session,
        staff=visit.staff,
        teacher_id=teacher_id,
        first=first,
        last=last,
        typed=typed,
        seen=seen,
        now=visit.now,
    )
    if not result.faults:
        query = {"teacher": teacher_id, "first": first, "last": last}
        return redirect(visit, "/timetable/changes", **query, saved=result.changed)
    page = await open_substitutions(
        visit.session, staff=visit.staff, teacher_id=teacher_id, first=first, last=last, now=visit.now
    )
    return _page(visit, page, _with_faults(visit, page, typed, seen, result.faults))


async def _wrong_period(visit: Visit, teacher: str, first: date, last: date, refusal: WrongDay) -> Response:
    page = await open_substitutions(
        visit.session, staff=visit.staff, teacher_id=None, first=first, last=last, now=visit.now
    )
    fault = explain(visit.words, refusal.code, refusal.facts)
    return _page(
        visit,
        page,
        SubstitutionForm({}, status=status_of(refusal)),
        asked=id_in_address(teacher),
        fault=fault,
    )


def _filled(page: Substitutions, typed: Choices, for_all: str) -> SubstitutionForm:
    stored = {line.lesson.id: line.choice for line in page.lessons}
    return SubstitutionForm(fill_in(page, {**stored, **typed}, for_all), for_all)


def _with_faults(
    visit: Visit, page: Substitutions, typed: Choices, seen: Choices, faults: Mapping[int, SchoolError]
) -> SubstitutionForm:
    """What was touched stays as it was typed; what was not, is shown as it is by now."""
    touched = {lesson_id: text for lesson_id, text in typed.items() if text != seen.get(lesson_id, "")}
    stored = {line.lesson.id: line.choice for line in page.lessons}
    lines = {line.lesson.id: line for line in page.lessons}
    conflicts = any(isinstance(fault, ChangedMeanwhile) for fault in faults.values())
    return SubstitutionForm(
        chosen={**stored, **touched},
        faults={number: _explained(visit, lines[number], fault) for number, fault in faults.items()},
        status=CONFLICT if conflicts else WRONG,
    )


def _explained(visit: Visit, line: AbsentLesson, fault: SchoolError) -> Markup:
    facts = dict(fault.facts)
    if isinstance(fault, ChangedMeanwhile):
        facts["theirs"] = _readable(visit, line)
    return explain(visit.words, fault.code, facts)


def _readable(visit: Visit, line: AbsentLesson) -> str:
    """What is in force for a lesson, as the page shows it."""
    _ = visit.words
    if line.choice == CANCELLED:
        return plain(_("Cancelled"))
    return (line.lesson.substitute or line.lesson.course.teacher).initials


def _kept(visit: Visit, line: AbsentLesson) -> Markup:
    """Why a lesson that was given is not offered to be cancelled."""
    assert line.uncancellable is not None
    return explain(visit.words, line.uncancellable.code, line.uncancellable.facts)


def _choices(form: FormData, prefix: str) -> dict[int, str]:
    """The fields ``who-12`` by lesson; anything else that came is nobody's business here."""
    choices = {}
    for name, text in form.multi_items():
        lesson = name.removeprefix(prefix)
        if name.startswith(prefix) and lesson.isascii() and lesson.isdigit() and isinstance(text, str):
            choices[int(lesson[:9])] = text.strip()
    return choices


def _page(
    visit: Visit,
    page: Substitutions,
    form: SubstitutionForm,
    *,
    asked: int | None = None,
    fault: Markup | None = None,
    saved: int | None = None,
) -> Response:
    return render(
        visit,
        "substitutions.html",
        form.status,
        page=page,
        form=form,
        asked=page.teacher.id if page.teacher else asked,
        fault=fault,
        saved=saved,
        own_teacher=OWN_TEACHER,
        cancelled=CANCELLED,
        kept={line.lesson.id: _kept(visit, line) for line in page.lessons if line.uncancellable},
    )
