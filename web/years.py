"""The school's years: the list, opening the next one, closing one and reopening it."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import FormData

from locales.errors import explain
from locales.terms import term_name
from services.errors import Forbidden, GapsNotAccepted, OrderMissing, SchoolError
from services.years import (
    LONGEST_REASON,
    TermDraft,
    YearDraft,
    close_year,
    open_closing,
    open_year,
    propose_year,
    reopen_year,
    years_for,
)
from storage.models import TermKind
from web.addresses import Id
from web.context import SignedIn, Visit, redirect, render
from web.fields import day_in, text_in

router = APIRouter()
WRONG = 422
MOST_TERMS = 40
"""More than any regulation divides a year into."""
FAULT_AT: Mapping[type, str] = {OrderMissing: "order", GapsNotAccepted: "known"}
"""The field that a refusal of closing is about."""


@router.get("/years")
async def show_years(visit: SignedIn, done: int = 0) -> Response:
    years = await years_for(visit.session, staff=visit.staff)
    return render(visit, "years.html", years=years, done=done)


@router.get("/years/new")
async def show_proposal(visit: SignedIn) -> Response:
    draft = await propose_year(visit.session, staff=visit.staff, now=visit.now)
    return _opening(visit, draft, _texts(draft))


@router.post("/years/new")
async def open_new(visit: SignedIn) -> Response:
    draft = _draft(visit.form)
    opened = await open_year(visit.session, staff=visit.staff, draft=draft, now=visit.now)
    if opened.year is None:
        return _opening(visit, draft, _typed(visit.form), opened.faults)
    return redirect(visit, "/years", done=opened.year.id)


@router.get("/years/{year_id}/closing")
async def show_closing(visit: SignedIn, year_id: Id, done: str = "") -> Response:
    return await _closing(visit, year_id, done=done)


@router.post("/years/{year_id}/closing")
async def close(visit: SignedIn, year_id: Id) -> Response:
    try:
        await close_year(
            visit.session,
            staff=visit.staff,
            year_id=year_id,
            number=text_in(visit.form, "number"),
            on_day=day_in(visit.form, "on_day"),
            accepts_gaps=text_in(visit.form, "known") == "1",
            now=visit.now,
        )
    except Forbidden:
        raise
    except SchoolError as refusal:
        return await _closing(visit, year_id, refusal)
    return redirect(visit, f"/years/{year_id}/closing", done="closed")


@router.post("/years/{year_id}/reopening")
async def reopen(visit: SignedIn, year_id: Id) -> Response:
    try:
        await reopen_year(
            visit.session,
            staff=visit.staff,
            year_id=year_id,
            reason=text_in(visit.form, "reason"),
            now=visit.now,
        )
    except Forbidden:
        raise
    except SchoolError as refusal:
        return await _closing(visit, year_id, refusal)
    return redirect(visit, f"/years/{year_id}/closing", done="reopened")


def _draft(form: FormData) -> YearDraft:
    """Raises ``Forbidden`` for what no form of ours sends."""
    terms = []
    for place in range(MOST_TERMS):
        kind = text_in(form, f"kind-{place}")
        if not kind:
            break
        if kind not in list(TermKind):
            raise Forbidden
        terms.append(
            TermDraft(TermKind(kind), day_in(form, f"starts_on-{place}"), day_in(form, f"ends_on-{place}"))
        )
    return YearDraft(text_in(form, "name"), day_in(form, "starts_on"), day_in(form, "ends_on"), tuple(terms))


def _texts(draft: YearDraft) -> dict[str, str]:
    """What the fields hold when nobody has typed yet."""
    texts = {"name": draft.name, "starts_on": _day(draft.starts_on), "ends_on": _day(draft.ends_on)}
    for place, term in enumerate(draft.terms):
        texts |= {f"starts_on-{place}": _day(term.starts_on), f"ends_on-{place}": _day(term.ends_on)}
    return texts


def _typed(form: FormData) -> dict[str, str]:
    return {name: text_in(form, name) for name in form}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _opening(
    visit: Visit, draft: YearDraft, texts: Mapping[str, str], faults: Mapping[str, SchoolError] | None = None
) -> Response:
    explained: dict[str, Markup] = {
        field: explain(visit.words, fault.code, fault.facts) for field, fault in (faults or {}).items()
    }
    numbers: dict[TermKind, int] = {}
    terms = []
    for term in draft.terms:
        numbers[term.kind] = numbers.get(term.kind, 0) + 1
        terms.append((term.kind, term_name(visit.words, term.kind, numbers[term.kind])))
    return render(
        visit,
        "year_opening.html",
        WRONG if explained else 200,
        texts=texts,
        terms=terms,
        faults=explained,
    )


async def _closing(
    visit: Visit, year_id: int, refusal: SchoolError | None = None, done: str = ""
) -> Response:
    page = await open_closing(visit.session, staff=visit.staff, year_id=year_id, now=visit.now)
    return render(
        visit,
        "year_closing.html",
        WRONG if refusal else 200,
        page=page,
        year=page.year,
        typed=_typed(visit.form),
        fault=explain(visit.words, refusal.code, refusal.facts) if refusal else None,
        fault_at=FAULT_AT.get(type(refusal)),
        done=done,
        longest=LONGEST_REASON,
    )
