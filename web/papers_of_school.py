"""The register of course papers of the school: a page, a workbook, on paper to be signed (R43)."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from paper.papers import columns, course_title, print_register, register_workbook, rows_of
from paper.reading import Reading
from services.papers import Field, Filters, SchoolRegister, open_school_register
from web.addresses import id_in_address
from web.context import SignedIn, Visit, render
from web.downloads import download
from web.later import Later

router = APIRouter()


@router.get("/papers")
async def show_register(visit: SignedIn) -> Response:
    return render(
        visit,
        "papers_of_school.html",
        report=await _report(visit),
        columns=columns(visit.words),
        fields=list(Field),
        course_title=course_title,
        rows_of=rows_of,
        query=visit.request.url.query,
    )


@router.get("/papers/register.xlsx")
async def download_workbook(visit: SignedIn) -> Response:
    report = await _report(visit)

    async def make() -> Response:
        content = await asyncio.to_thread(register_workbook, _reading(visit), report)
        return download(f"{visit.school.code}-course-papers.xlsx", content)

    return Later(make)


@router.get("/papers/register.pdf")
async def download_paper(visit: SignedIn) -> Response:
    report = await _report(visit)

    async def make() -> Response:
        paper = await print_register(_reading(visit), report)
        return download(f"{visit.school.code}-course-papers.pdf", paper)

    return Later(make)


async def _report(visit: Visit) -> SchoolRegister:
    asked = visit.request.query_params
    year, group, teacher = (id_in_address(asked.get(name, "")) for name in ("year", "group", "teacher"))
    filters = Filters(year, group, teacher)
    return await open_school_register(
        visit.session, staff=visit.staff, school=visit.school, filters=filters, now=visit.now
    )


def _reading(visit: Visit) -> Reading:
    return Reading(visit.words, visit.school, visit.now)
