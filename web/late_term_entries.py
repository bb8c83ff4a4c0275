"""The deputy head's entry of marks that sum up: the cells of the permitted students, and nothing else."""

import json
from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from locales.attestation import attestation_name, reason_name
from locales.errors import explain
from locales.terms import term_name
from services.errors import ChangedMeanwhile, SchoolError
from services.gradebook import TermResult, Text
from services.late_changes import enter_term_marks, open_term_entry
from storage.models import Attestation, NotAttestedReason
from web.addresses import Id
from web.context import SignedIn, Visit, redirect, render
from web.gradebook import CONFLICT, WRONG
from web.late_protocol import OF_PROTOCOL, protocol_in, typed_protocol
from web.term_sheet import TERM, explained, read_seen, read_sheet

router = APIRouter()


@router.get("/late-changes/{change_id}/term-marks")
async def show_entry(visit: SignedIn, change_id: Id) -> Response:
    return await _page(visit, change_id)


@router.post("/late-changes/{change_id}/term-marks")
async def save_entry(visit: SignedIn, change_id: Id) -> Response:
    try:
        result = await enter_term_marks(
            visit.session,
            staff=visit.staff,
            change_id=change_id,
            typed=_typed(visit),
            seen=read_seen(str(visit.form.get("seen", "{}"))).get(TERM, {}),
            protocol=protocol_in(visit.form),
            now=visit.now,
            settle=visit.config.settle,
        )
    except SchoolError as refusal:
        if refusal.code not in OF_PROTOCOL:
            raise
        return await _page(visit, change_id, TermResult(), refusal)
    if result.changed:
        return redirect(visit, f"/late-changes/{change_id}", done="entered")
    return await _page(visit, change_id, result)


async def _page(
    visit: Visit, change_id: int, result: TermResult | None = None, refusal: SchoolError | None = None
) -> Response:
    """The page as it is stored; after a save, with ``result``, with all that was typed still on it."""
    entry = await open_term_entry(visit.session, staff=visit.staff, change_id=change_id, now=visit.now)
    sheet = entry.sheet
    students = [student for student in sheet.students if student.id in entry.permit.students]
    stored = {student.id: sheet.shown(student.id) for student in students}
    cells = {**stored, **(_typed(visit) if result else {})}
    faults = result.faults if result else {}
    conflicts = any(isinstance(fault, ChangedMeanwhile) for fault in faults.values())
    return render(
        visit,
        "late_term_entry.html",
        200 if not faults and not refusal else CONFLICT if conflicts else WRONG,
        entry=entry,
        students=students,
        title=_title(visit, sheet.attestation),
        term=term_name(visit.words, sheet.term.kind, sheet.term.number),
        typed={student: Text.parse(text) for student, text in cells.items()},
        reasoned=sheet.reasoned,
        reasons={one.value: reason_name(visit.words, one) for one in NotAttestedReason},
        seen=json.dumps(
            {f"{TERM}-{student}": value for student, value in stored.items()}, ensure_ascii=False
        ),
        faults={student: explained(visit, sheet.kinds, fault) for student, fault in faults.items()},
        fault=explain(visit.words, refusal.code, refusal.facts) if refusal else None,
        is_same=result is not None and not faults and not refusal,
        protocol=typed_protocol(visit.form),
    )


def _title(visit: Visit, attestation: Attestation | None) -> Markup:
    _ = visit.words
    return attestation_name(_, attestation.kind) if attestation else _("Term marks")


def _typed(visit: Visit) -> Mapping[int, str]:
    """The page has one column, called so whatever its marks are of."""
    return read_sheet(visit.form.multi_items()).get(TERM, {})
