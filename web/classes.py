"""The class teacher's page: who is linked, slips with codes, revoking."""

from collections.abc import Sequence
from enum import StrEnum

from fastapi import APIRouter
from fastapi.responses import Response

from locales.people import relation_name
from paper.slips import print_slips
from services import codes
from services.classes import my_classes, open_class
from services.codes import IssuedCode, Person
from services.leaving import revoke_link
from services.records import glance_at
from web.addresses import Id
from web.context import SignedIn, Visit, redirect, render
from web.downloads import download
from web.excuse_form import ExcuseForm, empty_form
from web.later import Later

router = APIRouter()


class PersonKind(StrEnum):
    """Who of a class may have a code, as an address names it."""

    GUARDIANSHIP = "guardianship"
    STUDENT = "student"


@router.get("/classes")
async def show_classes(visit: SignedIn) -> Response:
    classes = await my_classes(visit.session, staff=visit.staff, now=visit.now)
    if len(classes) == 1:
        return redirect(visit, f"/classes/{classes[0].id}")
    return render(visit, "classes.html", classes=classes)


@router.get("/classes/{group_id}")
async def show_class(visit: SignedIn, group_id: Id, done: str = "") -> Response:
    return await class_page(visit, group_id, empty_form(visit), done=done)


@router.post("/classes/{group_id}/slips")
async def print_class(visit: SignedIn, group_id: Id) -> Response:
    """New slips for everybody not linked yet."""
    issued = await codes.issue_codes(
        visit.session, staff=visit.staff, group_id=group_id, secret=visit.config.secret, now=visit.now
    )
    if not issued:
        return redirect(visit, f"/classes/{group_id}", done="everybody")
    return slips_file(visit, issued, f"class-{group_id}")


@router.post("/classes/{group_id}/{kind}/{person_id}/slip")
async def print_person(visit: SignedIn, group_id: Id, kind: PersonKind, person_id: Id) -> Response:
    issued = await codes.reissue_code(
        visit.session,
        staff=visit.staff,
        group_id=group_id,
        person=_person(kind, person_id),
        secret=visit.config.secret,
        now=visit.now,
    )
    return slips_file(visit, [issued], f"{kind}-{person_id}")


@router.post("/classes/{group_id}/{kind}/{person_id}/revoke-code")
async def revoke_code(visit: SignedIn, group_id: Id, kind: PersonKind, person_id: Id) -> Response:
    await codes.revoke_code(
        visit.session,
        staff=visit.staff,
        group_id=group_id,
        person=_person(kind, person_id),
        now=visit.now,
    )
    return redirect(visit, f"/classes/{group_id}", done="code")


@router.post("/classes/{group_id}/links/{link_id}/revoke")
async def revoke(visit: SignedIn, group_id: Id, link_id: Id) -> Response:
    await revoke_link(visit.session, staff=visit.staff, link_id=link_id, now=visit.now)
    return redirect(visit, f"/classes/{group_id}", done="link")


async def class_page(
    visit: Visit, group_id: int, form: ExcuseForm, status: int = 200, done: str = ""
) -> Response:
    """The class, with the excuse form as it was typed. Raises ``Forbidden``."""
    page = await open_class(visit.session, staff=visit.staff, group_id=group_id, now=visit.now)
    records = await glance_at(visit.session, staff=visit.staff, group_id=group_id, now=visit.now)
    return render(
        visit,
        "class.html",
        status,
        page=page,
        form=form,
        done=done,
        records=records,
        relation_name=relation_name,
    )


def slips_file(visit: Visit, issued: Sequence[IssuedCode], name: str) -> Response:
    """The slips to download. The codes are in it and nowhere else; what fails to print is issued anew."""

    async def typeset() -> Response:
        pdf = await print_slips(issued, school=visit.school, bot_name=visit.config.bot_name())
        return download(f"{visit.school.code}-{name}.pdf", pdf)

    return Later(typeset)


def _person(kind: PersonKind, person_id: int) -> Person:
    if kind is PersonKind.STUDENT:
        return Person(student_id=person_id)
    return Person(guardianship_id=person_id)
