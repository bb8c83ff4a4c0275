"""Who has no access code yet, class by class, for the school's heads (R21)."""

from fastapi import APIRouter
from fastapi.responses import Response

from locales.people import relation_name
from services.permissions import has_role
from services.waiting_lists import open_waiting
from storage.models import Role
from web.context import SignedIn, render

router = APIRouter()


@router.get("/codes")
async def show_codes(visit: SignedIn) -> Response:
    classes = await open_waiting(visit.session, staff=visit.staff, now=visit.now)
    return render(
        visit,
        "codes.html",
        classes=classes,
        opens_classes=has_role(visit.staff, Role.ADMINISTRATOR),
        relation_name=relation_name,
    )
