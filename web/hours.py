"""Teachers' hours: for heads everybody's, for everybody else their own; as a page, a workbook, on paper (R43)."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from paper.hours import columns, course_name, figures, hours_workbook, meaning, print_hours
from paper.reading import Reading
from services.calendar import ShownYear
from services.hours import HoursReport, open_hours
from storage.models import SchoolYear
from web.addresses import day_in_address
from web.context import SignedIn, Visit, render
from web.downloads import download
from web.later import Later
from web.shown_years import mark_of

router = APIRouter()


@router.get("/hours")
async def show_hours(visit: SignedIn) -> Response:
    report = await _report(visit)
    year = report.period.year if report.period else None
    return render(
        visit,
        "hours.html",
        report=report,
        mark=mark_of(visit, ShownYear(report.years, year, visit.today), _months_of),
        columns=columns(visit.words),
        figures=figures,
        course_name=course_name,
        meaning=meaning(visit.words),
    )


@router.get("/hours/report.xlsx")
async def download_workbook(visit: SignedIn) -> Response:
    report = await _report(visit)

    async def make() -> Response:
        content = await asyncio.to_thread(hours_workbook, _reading(visit), report)
        return download(_name(visit, report, "xlsx"), content)

    return Later(make)


@router.get("/hours/report.pdf")
async def download_paper(visit: SignedIn) -> Response:
    report = await _report(visit)

    async def make() -> Response:
        return download(_name(visit, report, "pdf"), await print_hours(_reading(visit), report))

    return Later(make)


async def _report(visit: Visit) -> HoursReport:
    asked = visit.request.query_params
    return await open_hours(
        visit.session,
        staff=visit.staff,
        school=visit.school,
        first=day_in_address(asked.get("first", "")),
        last=day_in_address(asked.get("last", "")),
        now=visit.now,
    )


def _months_of(year: SchoolYear) -> str:
    """All of the year, from which its months lead on."""
    return f"/hours?first={year.starts_on}&last={year.ends_on}"


def _reading(visit: Visit) -> Reading:
    return Reading(visit.words, visit.school, visit.now)


def _name(visit: Visit, report: HoursReport, ending: str) -> str:
    days = f"-{report.period.first}-{report.period.last}" if report.period else ""
    return f"{visit.school.code}-hours{days}.{ending}"
