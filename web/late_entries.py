"""The deputy head's entry: the lesson's page with what was permitted open, and nothing else."""

from fastapi import APIRouter
from fastapi.responses import Response

from locales.errors import explain
from services.errors import SchoolError
from services.gradebook import SaveResult
from services.late_changes import Entry, enter, open_entry
from web.addresses import Id
from web.context import SignedIn, Visit, redirect
from web.late_protocol import OF_PROTOCOL, protocol_in, typed_protocol
from web.lesson_fields import draft_of
from web.lesson_form import LessonForm, opened, typed
from web.lessons import CONFLICT, WRONG, lesson_page

router = APIRouter()


@router.get("/late-changes/{change_id}/entry")
async def show_entry(visit: SignedIn, change_id: Id, columns: int = 0) -> Response:
    entry = await open_entry(visit.session, staff=visit.staff, change_id=change_id, now=visit.now)
    form = opened(entry.record, visit.words, visit.now, new_columns=columns, permit=entry.permit)
    return await _page(visit, entry, form)


@router.post("/late-changes/{change_id}/entry")
async def save_entry(visit: SignedIn, change_id: Id) -> Response:
    if visit.form.get("action") == "add":
        return await _typed_page(visit, change_id, SaveResult(), one_more=True)
    try:
        result = await enter(
            visit.session,
            staff=visit.staff,
            change_id=change_id,
            draft=draft_of(visit.form),
            protocol=protocol_in(visit.form),
            now=visit.now,
            settle=visit.config.settle,
        )
    except SchoolError as refusal:
        if refusal.code not in OF_PROTOCOL:
            raise
        return await _typed_page(visit, change_id, SaveResult(), refusal=refusal)
    if result.changed:
        return redirect(visit, f"/late-changes/{change_id}", done="entered")
    return await _typed_page(visit, change_id, result)


async def _typed_page(
    visit: Visit,
    change_id: int,
    result: SaveResult,
    *,
    refusal: SchoolError | None = None,
    one_more: bool = False,
) -> Response:
    """The page with all that was typed still on it."""
    entry = await open_entry(visit.session, staff=visit.staff, change_id=change_id, now=visit.now)
    form = typed(
        entry.record,
        draft_of(visit.form),
        visit.words,
        visit.now,
        result.faults,
        result.columns,
        one_more=one_more,
        permit=entry.permit,
    )
    conflicts = any(fault.code == "changed_meanwhile" for fault in result.faults.values())
    wrong = CONFLICT if conflicts else WRONG
    saved = 0 if result.is_saved and not refusal and not one_more else None
    return await _page(visit, entry, form, wrong if result.faults or refusal else 200, saved, refusal)


async def _page(
    visit: Visit,
    entry: Entry,
    form: LessonForm,
    status: int = 200,
    saved: int | None = None,
    refusal: SchoolError | None = None,
) -> Response:
    named = [student for student in entry.record.students if student.id in entry.permit.students]
    shown = {
        "path": f"/late-changes/{entry.change.id}/entry",
        "change": entry.change,
        "students": ", ".join(student.short_name for student in named),
        "needs_protocol": entry.needs_protocol,
        "fault": explain(visit.words, refusal.code, refusal.facts) if refusal else None,
        **typed_protocol(visit.form),
    }
    return await lesson_page(visit, form, status, saved, shown)
