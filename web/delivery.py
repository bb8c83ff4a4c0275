"""The administrator's page of delivery: whether families are being told, what was refused for good, and
how much of a child's name a lock screen shows."""

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from locales import Words
from services import delivery, health
from services.errors import Forbidden
from services.lock_screen import choose_name_on_screen
from storage.models import NameOnScreen
from web.context import SignedIn, redirect, render

router = APIRouter()


@router.get("/delivery")
async def show_delivery(visit: SignedIn, saved: bool = False) -> Response:
    return render(
        visit,
        "delivery.html",
        dead=await delivery.dead_letters(visit.session, staff=visit.staff),
        health=await health.look(visit.session, now=visit.now),
        names=names_on_screen(visit.words),
        saved=saved,
    )


@router.post("/delivery/name")
async def choose_name(visit: SignedIn) -> Response:
    wanted = str(visit.form.get("name", ""))
    if wanted not in set(NameOnScreen):
        raise Forbidden
    await choose_name_on_screen(visit.session, staff=visit.staff, choice=NameOnScreen(wanted), now=visit.now)
    return redirect(visit, "/delivery", saved=1)


def names_on_screen(_: Words) -> dict[NameOnScreen, Markup]:
    """Each choice with an example, the most telling first."""
    return {
        NameOnScreen.FULL: _("Family name and given name: Akhmetov Dias"),
        NameOnScreen.FIRST: _("Given name: Dias"),
        NameOnScreen.INITIALS: _("Initials: D. A."),
        NameOnScreen.HIDDEN: _("No name: “your child”"),
    }
