"""The report of changes for the heads: filtered, by pages, as a workbook or on paper (R34)."""

import asyncio
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from locales.changes import change_name
from paper.changes import changes_workbook, columns, print_changes, written
from paper.reading import Reading
from services.errors import Forbidden
from services.history import Filters, export_report, open_report
from services.papers import CHANGES, may_open_school_register
from storage.models import ChangeKind
from web.addresses import id_in_address
from web.context import SignedIn, Visit, render
from web.downloads import download
from web.later import Later

router = APIRouter()
MOST_IN_WORKBOOK = 50_000
MOST_ON_PAPER = 5_000
"""Changes that are ready within ten seconds; for more, days or a class have to be chosen."""


@router.get("/changes")
async def show_changes(visit: SignedIn, page: int = 1) -> Response:
    filters = filters_of(visit)
    report = await open_report(
        visit.session, staff=visit.staff, school=visit.school, filters=filters, page=page
    )
    return render(
        visit,
        "changes.html",
        report=report,
        lines=list(written(_reading(visit), report)),
        columns=columns(visit.words),
        kinds={kind.value: change_name(visit.words, kind) for kind in await _kinds(visit)},
        query=query_of(filters),
    )


@router.get("/changes/report.xlsx")
async def download_workbook(visit: SignedIn) -> Response:
    report = await export_report(
        visit.session,
        staff=visit.staff,
        school=visit.school,
        filters=filters_of(visit),
        most=MOST_IN_WORKBOOK,
    )

    async def make() -> Response:
        content = await asyncio.to_thread(changes_workbook, _reading(visit), report)
        return download(f"{visit.school.code}-changes.xlsx", content)

    return Later(make)


@router.get("/changes/report.pdf")
async def download_paper(visit: SignedIn) -> Response:
    report = await export_report(
        visit.session, staff=visit.staff, school=visit.school, filters=filters_of(visit), most=MOST_ON_PAPER
    )

    async def make() -> Response:
        return download(f"{visit.school.code}-changes.pdf", await print_changes(_reading(visit), report))

    return Later(make)


def filters_of(visit: Visit) -> Filters:
    """What the address asks for. Raises ``Forbidden`` for what no form of ours sends."""
    kind = visit.request.query_params.get("kind", "")
    if kind and kind not in set(ChangeKind):
        raise Forbidden
    return Filters(
        group_id=id_in_address(visit.request.query_params.get("group", "")),
        subject_id=id_in_address(visit.request.query_params.get("subject", "")),
        staff_id=id_in_address(visit.request.query_params.get("author", "")),
        kind=ChangeKind(kind) if kind else None,
        first=_day(visit, "first"),
        last=_day(visit, "last"),
    )


def query_of(filters: Filters) -> str:
    """The same for an address of ours: ``group=3&kind=mark``."""
    asked = {
        "group": filters.group_id,
        "subject": filters.subject_id,
        "author": filters.staff_id,
        "kind": filters.kind,
        "first": filters.first,
        "last": filters.last,
    }
    return urlencode({name: str(value) for name, value in asked.items() if value is not None})


async def _kinds(visit: Visit) -> list[ChangeKind]:
    """What there is to filter by: nothing of course papers at a school that has none."""
    has_papers = await may_open_school_register(visit.session, staff=visit.staff)
    return [kind for kind in ChangeKind if has_papers or kind not in CHANGES]


def _reading(visit: Visit) -> Reading:
    return Reading(visit.words, visit.school, visit.now)


def _day(visit: Visit, name: str) -> date | None:
    """A day typed without a calendar may be none: then it does not matter, like an empty one."""
    try:
        day = date.fromisoformat(visit.request.query_params.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None
