"""Personal records of a class: the list with what is missing, one student's record, the check, the overview."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from locales.errors import explain
from locales.people import relation_name
from locales.records import CHOICES, FIELDS, LACKS, REPORTED, choice_name
from services.errors import AlreadyChecked, Forbidden, SchoolError
from services.records import (
    LONGEST_REASON,
    accept_report,
    confirm_check,
    decline_report,
    keeps_all,
    masked,
    open_record,
    open_records,
    oversee,
    save_record,
    texts_of,
)
from services.records.saving import OF_GUARDIAN, OF_GUARDIAN_RECORD, OF_RECORD, OF_STUDENT
from web.addresses import Id
from web.context import SignedIn, Visit, redirect, render
from web.fields import text_in

router = APIRouter()
WRONG = 422
SEEN = "seen-"
"""What the page showed, beside each field: nobody overwrites what another has changed since."""
OF_PARENT = (*OF_GUARDIAN, "relation", *OF_GUARDIAN_RECORD)


@router.get("/records")
async def show_overview(visit: SignedIn) -> Response:
    """Every class: numbers and dates for those who answer for the records, ways in for those who keep them."""
    classes = await oversee(visit.session, staff=visit.staff, now=visit.now)
    return render(visit, "records_overview.html", classes=classes, keeps=keeps_all(visit.staff))


@router.get("/classes/{group_id}/records")
async def show_records(visit: SignedIn, group_id: Id, done: str = "") -> Response:
    return await _list(visit, group_id, done=done)


@router.post("/classes/{group_id}/records")
async def confirm(visit: SignedIn, group_id: Id) -> Response:
    """A second press finds it confirmed and says the same."""
    try:
        await confirm_check(visit.session, staff=visit.staff, group_id=group_id, now=visit.now)
    except AlreadyChecked:
        return redirect(visit, f"/classes/{group_id}/records", done="checked-before")
    return redirect(visit, f"/classes/{group_id}/records", done="checked")


@router.post("/classes/{group_id}/reports/{report_id}")
async def decide(visit: SignedIn, group_id: Id, report_id: Id) -> Response:
    """Accept what a family reported, as it is or as it was corrected, or decline it."""
    action = visit.form.get("action")
    try:
        if action == "accept":
            await accept_report(
                visit.session,
                staff=visit.staff,
                report_id=report_id,
                value=text_in(visit.form, "value"),
                now=visit.now,
            )
        elif action == "decline":
            reason = text_in(visit.form, "reason")
            await decline_report(
                visit.session, staff=visit.staff, report_id=report_id, reason=reason, now=visit.now
            )
        else:
            raise Forbidden
    except Forbidden:
        raise
    except SchoolError as refusal:
        fault = explain(visit.words, refusal.code, refusal.facts)
        return await _list(visit, group_id, report_id, fault)
    return redirect(visit, f"/classes/{group_id}/records", done=action)


@router.get("/classes/{group_id}/records/{student_id}")
async def show_record(visit: SignedIn, group_id: Id, student_id: Id, done: str = "") -> Response:
    """To look at: the document's number is masked."""
    group, record = await open_record(
        visit.session, staff=visit.staff, group_id=group_id, student_id=student_id, now=visit.now
    )
    texts = texts_of(record)
    texts["document_number"] = masked(texts["document_number"])
    return render(visit, "record.html", group=group, record=record, texts=texts, done=done, **_words())


@router.get("/classes/{group_id}/records/{student_id}/edit")
async def show_form(visit: SignedIn, group_id: Id, student_id: Id) -> Response:
    return await _form(visit, group_id, student_id, {})


@router.post("/classes/{group_id}/records/{student_id}/edit")
async def save(visit: SignedIn, group_id: Id, student_id: Id) -> Response:
    names = [name for name in visit.form if not name.startswith(SEEN)]
    saved = await save_record(
        visit.session,
        staff=visit.staff,
        group_id=group_id,
        student_id=student_id,
        typed={name: text_in(visit.form, name) for name in names},
        seen={name: text_in(visit.form, SEEN + name) for name in names if SEEN + name in visit.form},
        now=visit.now,
    )
    if saved.faults:
        return await _form(visit, group_id, student_id, saved.faults)
    done = "saved" if saved.changed else "same"
    return redirect(visit, f"/classes/{group_id}/records/{student_id}", done=done)


async def _list(
    visit: Visit, group_id: int, report_id: int = 0, fault: Markup | None = None, done: str = ""
) -> Response:
    page = await open_records(visit.session, staff=visit.staff, group_id=group_id, now=visit.now)
    return render(
        visit,
        "records.html",
        WRONG if fault else 200,
        page=page,
        at=report_id,
        fault=fault,
        typed={name: text_in(visit.form, name) for name in ("value", "reason")},
        done=done,
        reported=REPORTED,
        longest_reason=LONGEST_REASON,
        **_words(),
    )


async def _form(visit: Visit, group_id: int, student_id: int, faults: Any) -> Response:
    """The form with everything as it was typed; what somebody else changed is what was seen from now on."""
    group, record = await open_record(
        visit.session, staff=visit.staff, group_id=group_id, student_id=student_id, now=visit.now
    )
    stored = texts_of(record)
    return render(
        visit,
        "record_form.html",
        WRONG if faults else 200,
        group=group,
        record=record,
        seen=stored,
        typed={
            name: text_in(visit.form, name) if name in visit.form else was for name, was in stored.items()
        },
        faults={name: explain(visit.words, one.code, one.facts) for name, one in faults.items()},
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "labels": FIELDS,
        "choices": CHOICES,
        "lacks": LACKS,
        "choice_name": choice_name,
        "relation_name": relation_name,
        "of_student": (*OF_STUDENT, *OF_RECORD),
        "of_parent": OF_PARENT,
        "masked": masked,
    }
