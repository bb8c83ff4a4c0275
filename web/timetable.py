"""The week of a class, a teacher or a room, for everybody on the staff."""

import re
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from services.errors import Forbidden
from services.timetable import Side, Whose, open_week
from storage.models import LessonStatus
from web.addresses import day_in_address
from web.context import SignedIn, render
from web.moved import moved_away

router = APIRouter()
WEEK = timedelta(days=7)
_WHOSE = re.compile(rf"({'|'.join(Side)})-([1-9]\d{{0,8}})")


@router.get("/timetable")
async def show_week(visit: SignedIn, of: str = "", day: str = "") -> Response:
    week = await open_week(
        visit.session, staff=visit.staff, whose=_whose(of), day=day_in_address(day), now=visit.now
    )
    return render(
        visit,
        "timetable.html",
        week=week,
        of="{}-{}".format(*week.whose) if week.whose else "",
        before=week.first - WEEK,
        after=week.first + WEEK,
        last=week.first + timedelta(days=len(week.days) - 1),
        cancelled=LessonStatus.CANCELLED,
        moved_away=moved_away,
    )


def _whose(text: str) -> Whose | None:
    """``group-12``, ``teacher-5``, ``room-3``. Raises ``Forbidden`` for what no form of ours sends."""
    if not text:
        return None
    found = _WHOSE.fullmatch(text)
    if found is None:
        raise Forbidden
    return Whose(Side(found[1]), int(found[2]))
