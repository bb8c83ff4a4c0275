"""The register of course papers of the school: a page, a workbook, on paper to be signed (R43)."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from paper.papers import Reading, columns, course_title, print_register, rows_of, workbook
from services.errors import Forbidden
from services.papers import Field, Filters, SchoolRegister, open_school_register
from web.context import SignedIn, Visit, render
from web.imports import XLSX
from web.later import Later

router = APIRouter()
LONGEST_ID = 9
"""Digits of what the store can look for."""


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
        return _file(visit, await asyncio.to_thread(workbook, _reading(visit), report), "xlsx", XLSX)

    return Later(make)


@router.get("/papers/register.pdf")
async def download_paper(visit: SignedIn) -> Response:
    report = await _report(visit)

    async def make() -> Response:
        return _file(visit, await print_register(_reading(visit), report), "pdf", "application/pdf")

    return Later(make)


async def _report(visit: Visit) -> SchoolRegister:
    filters = Filters(_id(visit, "year"), _id(visit, "group"), _id(visit, "teacher"))
    return await open_school_register(
        visit.session, staff=visit.staff, school=visit.school, filters=filters, now=visit.now
    )


def _reading(visit: Visit) -> Reading:
    return Reading(visit.words, visit.school, visit.now)


def _file(visit: Visit, content: bytes, ending: str, kind: str) -> Response:
    name = f"{visit.school.code}-course-papers.{ending}"
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'}
    )


def _id(visit: Visit, name: str) -> int | None:
    text = visit.request.query_params.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_ID:
        raise Forbidden
    return int(text)
