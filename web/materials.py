"""Files that go with a lesson: attached, taken away, downloaded."""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from services.attachments import ENDINGS
from services.errors import DocumentLost, Forbidden, SchoolError
from services.materials import add_material, open_material, remove_material
from web.addresses import Id
from web.context import SignedIn, redirect
from web.downloads import download
from web.fields import text_in
from web.lessons import show_lesson_with
from web.uploads import documents_in

router = APIRouter()


@router.post("/lessons/{lesson_id}/materials")
async def attach(visit: SignedIn, lesson_id: Id) -> Response:
    documents = await documents_in(visit.form, "file", 1)
    title = text_in(visit.form, "title")
    if len(documents) != 1:
        return redirect(visit, f"/lessons/{lesson_id}")
    try:
        await add_material(
            visit.session,
            staff=visit.staff,
            lesson_id=lesson_id,
            title=title,
            document=documents[0],
            files=visit.config.files,
            now=visit.now,
        )
    except Forbidden:
        raise
    except SchoolError as refusal:
        return await show_lesson_with(visit, lesson_id, refusal, title)
    return redirect(visit, f"/lessons/{lesson_id}#materials")


@router.post("/lessons/{lesson_id}/materials/{material_id}/remove")
async def remove(visit: SignedIn, lesson_id: Id, material_id: Id) -> Response:
    await remove_material(
        visit.session, staff=visit.staff, lesson_id=lesson_id, material_id=material_id, now=visit.now
    )
    return redirect(visit, f"/lessons/{lesson_id}#materials")


@router.get("/lessons/{lesson_id}/materials/{material_id}")
async def show_material(visit: SignedIn, lesson_id: Id, material_id: Id) -> Response:
    material = await open_material(
        visit.session, staff=visit.staff, lesson_id=lesson_id, material_id=material_id
    )
    content = await asyncio.to_thread(visit.config.files.read, material.sha256)
    if content is None:
        raise DocumentLost
    return download(f"material-{material.id}.{ENDINGS[material.media_type]}", content)
