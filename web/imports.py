"""The administrator's import: choose files, read what would happen, bring them in."""

import asyncio
import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from locales.importing import clash_hour, explain_clash, explain_fault, explain_note, sheet_title
from paper.example_workbook import example_workbook
from services.importing import Fault, Plan, Report, apply, check, read_files
from services.permissions import require_administrator
from web.context import AtLeisure, SignedIn, Visit, render
from web.downloads import download

router = APIRouter()
MOST_BYTES = 6_000_000
"""Of all files of one import together."""
MOST_FILES = 20
PIECE = 500_000
"""Of a kept file in one hidden field: the framework takes fields of up to a megabyte."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A checked file that travels in the page itself until it is confirmed: the server keeps nothing."""

    name: str
    pieces: tuple[str, ...]


@router.get("/imports")
async def show_import(visit: SignedIn) -> Response:
    require_administrator(visit.staff)
    return _page(visit)


@router.get("/imports/example.xlsx")
async def download_example(visit: SignedIn) -> Response:
    require_administrator(visit.staff)
    content = await asyncio.to_thread(example_workbook, visit.words)
    return download("school-example.xlsx", content)


@router.post("/imports")
async def check_files(visit: AtLeisure) -> Response:
    """The dry run. Nothing is written, and nobody waits while big files are read."""
    require_administrator(visit.staff)
    files = await _uploaded(visit)
    if not files or _are_too_big(files):
        return _page(visit, fault="none" if not files else "big")
    tables = await asyncio.to_thread(read_files, files)
    plan = await check(visit.session, staff=visit.staff, tables=tables, now=visit.now)
    return _page(visit, plan=plan, kept=_keep(files) if plan.is_sound else ())


@router.post("/imports/apply")
async def apply_files(visit: AtLeisure) -> Response:
    """Bring in what was checked; it is checked again, for the store may have changed since."""
    require_administrator(visit.staff)
    files = _kept(visit)
    if not files or _are_too_big(files):
        return _page(visit, fault="none" if not files else "big")
    tables = await asyncio.to_thread(read_files, files)
    async with visit.config.database.transaction() as session:
        plan = await check(session, staff=visit.staff, tables=tables, now=visit.now)
        if not plan.is_sound:
            return _page(visit, plan=plan)
        report = await apply(session, plan=plan, staff=visit.staff, now=visit.now)
    return _page(visit, plan=plan, report=report)


async def _uploaded(visit: Visit) -> dict[str, bytes]:
    """Name → content. A browser sends a field without a file as one without a name."""
    uploads = [one for one in visit.form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    return {one.filename or "": await one.read(MOST_BYTES + 1) for one in uploads[:MOST_FILES]}


def _are_too_big(files: dict[str, bytes]) -> bool:
    return sum(len(content) for content in files.values()) > MOST_BYTES


def _keep(files: dict[str, bytes]) -> tuple[KeptFile, ...]:
    kept = []
    for name, content in files.items():
        text = urlsafe_b64encode(content).decode()
        pieces = tuple(text[start : start + PIECE] for start in range(0, len(text), PIECE))
        kept.append(KeptFile(name, pieces))
    return tuple(kept)


def _kept(visit: Visit) -> dict[str, bytes]:
    """The files of the page before; nothing when somebody tampered with their encoding."""
    names = [str(name) for name in visit.form.getlist("kept-name")][:MOST_FILES]
    try:
        return {
            name: urlsafe_b64decode("".join(str(piece) for piece in visit.form.getlist(f"kept-{place}")))
            for place, name in enumerate(names)
        }
    except (binascii.Error, ValueError):
        return {}


def _by_sheet(faults: Iterable[Fault]) -> list[tuple[str, list[Fault]]]:
    """Faults under the name of their file and sheet, in the order of the files."""
    return [(sheet, list(of)) for sheet, of in groupby(faults, key=lambda fault: fault.sheet)]


def _page(
    visit: Visit,
    *,
    plan: Plan | None = None,
    report: Report | None = None,
    kept: tuple[KeptFile, ...] = (),
    fault: str = "",
) -> Response:
    is_refused = bool(fault) or (plan is not None and not plan.is_sound)
    return render(
        visit,
        "imports.html",
        422 if is_refused else 200,
        plan=plan,
        faults=_by_sheet(plan.faults if plan else ()),
        report=report,
        kept=kept,
        fault=fault,
        clash_hour=clash_hour,
        explain_clash=explain_clash,
        explain_fault=explain_fault,
        explain_note=explain_note,
        sheet_title=sheet_title,
    )
