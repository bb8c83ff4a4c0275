"""The register of course papers of one course: opened, filled for its group, taken away while empty (R43)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from locales.errors import explain
from locales.papers import paper_field, paper_name
from locales.terms import term_name
from services.calendar import latest_begun
from services.errors import ChangedMeanwhile, Forbidden, RegisterInUse
from services.papers import (
    LONGEST,
    Cells,
    CoursePapers,
    Draft,
    Field,
    Kept,
    Order,
    PapersResult,
    Place,
    may_oversee,
    open_papers,
    open_register,
    remove_register,
    save_papers,
)
from storage.models import PaperKind
from web.addresses import Id, id_in_address
from web.context import SignedIn, Visit, redirect, render
from web.fields import day_in, text_in
from web.lesson_fields import SEEN_FIELD
from web.refusals import status_of

router = APIRouter()
CONFLICT, WRONG = 409, 422
NOTHING_WRONG = PapersResult()


@dataclass(frozen=True, slots=True)
class PapersForm:
    """The table as it is shown: what stands in the cells, what is wrong, what is closed."""

    cells: Cells
    seen: str
    """What is stored, as JSON."""
    faults: Mapping[Place, Markup]
    closed: Mapping[Place, Markup]
    """Why a cell may not be written now."""
    order: Mapping[str, str]
    order_fault: Markup | None

    def text(self, student: int, cell: Field) -> str:
        return self.cells.get(Place(student, cell), "")

    @property
    def refusals(self) -> list[Markup]:
        """Why cells are closed, each reason once."""
        return list(dict.fromkeys(self.closed.values()))


@router.get("/courses/{course_id}/papers")
async def show_papers(visit: SignedIn, course_id: Id, saved: int | None = None) -> Response:
    page = await open_papers(visit.session, staff=visit.staff, course_id=course_id, now=visit.now)
    return _page(visit, page, saved=saved)


@router.post("/courses/{course_id}/papers")
async def save(visit: SignedIn, course_id: Id) -> Response:
    draft = Draft(_cells(visit.form.multi_items()), _seen(text_in(visit.form, SEEN_FIELD)))
    result = await save_papers(
        visit.session,
        staff=visit.staff,
        course_id=course_id,
        draft=draft,
        order=Order(text_in(visit.form, "order"), day_in(visit.form, "dated")),
        now=visit.now,
        settle=visit.config.settle,
    )
    if result.is_saved:
        return redirect(visit, f"/courses/{course_id}/papers", saved=result.changed)
    page = await open_papers(visit.session, staff=visit.staff, course_id=course_id, now=visit.now)
    has_conflict = any(isinstance(fault, ChangedMeanwhile) for fault in result.faults.values())
    return _page(visit, page, CONFLICT if has_conflict else WRONG, draft.typed, result)


@router.post("/courses/{course_id}/papers/register")
async def keep_register(visit: SignedIn, course_id: Id) -> Response:
    """Open the register, or take it away again."""
    if text_in(visit.form, "action") == "remove":
        try:
            await remove_register(visit.session, staff=visit.staff, course_id=course_id, now=visit.now)
        except RegisterInUse as refusal:
            page = await open_papers(visit.session, staff=visit.staff, course_id=course_id, now=visit.now)
            text = explain(visit.words, refusal.code, refusal.facts)
            return _page(visit, page, status_of(refusal), fault=text)
        return redirect(visit, f"/courses/{course_id}/papers")
    kind, term_id = text_in(visit.form, "kind"), id_in_address(text_in(visit.form, "term"))
    if kind not in set(PaperKind) or term_id is None:
        raise Forbidden
    await open_register(
        visit.session,
        staff=visit.staff,
        course_id=course_id,
        term_id=term_id,
        kind=PaperKind(kind),
        now=visit.now,
    )
    return redirect(visit, f"/courses/{course_id}/papers")


def _page(
    visit: Visit,
    page: CoursePapers,
    status: int = 200,
    typed: Cells | None = None,
    result: PapersResult = NOTHING_WRONG,
    **shown: Any,
) -> Response:
    _ = visit.words
    return render(
        visit,
        "papers.html",
        status,
        page=page,
        kept=page.kept,
        form=_form(visit, page, page.kept, typed or {}, result) if page.kept else None,
        fields={cell: paper_field(_, cell) for cell in Field},
        kinds={kind.value: paper_name(_, kind) for kind in PaperKind},
        term_name=lambda term: term_name(_, term.kind, term.number),
        term_now=latest_begun(page.terms, visit.today),
        longest=LONGEST,
        may_oversee=may_oversee(visit.staff),
        **{"saved": None, "fault": None, **shown},
    )


def _form(visit: Visit, page: CoursePapers, kept: Kept, typed: Cells, result: PapersResult) -> PapersForm:
    places = [Place(student.id, cell) for student in kept.students for cell in Field]
    closed = {place: kept.closed(place, visit.now) for place in places} if page.may_fill else {}
    order = result.order
    return PapersForm(
        cells={**kept.cells, **typed},
        seen=json.dumps({str(place): text for place, text in kept.cells.items()}, ensure_ascii=False),
        faults={
            place: explain(visit.words, fault.code, fault.facts) for place, fault in result.faults.items()
        },
        closed={
            place: explain(visit.words, refusal.code, refusal.facts)
            for place, refusal in closed.items()
            if refusal is not None
        },
        order={name: text_in(visit.form, name) for name in ("order", "dated")},
        order_fault=explain(visit.words, order.code, order.facts) if order else None,
    )


def _cells(fields: Any) -> dict[Place, str]:
    """The fields that are cells, as typed; anything else that came is nobody's business here."""
    found: dict[Place, str] = {}
    for name, text in fields:
        place = Place.parse(name)
        if place is not None and isinstance(text, str):
            found[place] = " ".join(text.replace("\x00", "").split())
    return found


def _seen(text: str) -> dict[Place, str]:
    try:
        seen = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return _cells(seen.items()) if isinstance(seen, dict) else {}
