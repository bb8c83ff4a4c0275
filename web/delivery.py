"""The administrator's page of delivery: whether families are being told, and what was refused for good."""

from fastapi import APIRouter
from fastapi.responses import Response

from services import delivery, health
from web.context import SignedIn, render

router = APIRouter()


@router.get("/delivery")
async def show_delivery(visit: SignedIn) -> Response:
    dead = await delivery.dead_letters(visit.session, staff=visit.staff)
    state = await health.look(visit.session, now=visit.now)
    return render(visit, "delivery.html", dead=dead, health=state)
