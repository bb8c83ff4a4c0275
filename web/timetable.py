"""The week of a class, a teacher or a room, for everybody on the staff."""

import re
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from services.errors import Forbidden
from services.timetable import Side, Whose, open_week
from storage.models import LessonStatus, SchoolYear
from web.addresses import day_in_address
from web.context import SignedIn, render
from web.moved import moved_away
from web.shown_years import coming_of, mark_of

router = APIRouter()
DAY, WEEK = timedelta(days=1), timedelta(days=7)
_WHOSE = re.compile(rf"({'|'.join(Side)})-([1-9]\d{{0,8}})")


@router.get("/timetable")
async def show_week(visit: SignedIn, of: str = "", day: str = "") -> Response:
    week = await open_week(
        visit.session, staff=visit.staff, whose=_whose(of), day=day_in_address(day), now=visit.now
    )
    return render(
        visit,
        "timetable.html",
        mark=mark_of(visit, week.shown, partial(_last_week_of, visit.today, week.whose)),
        week=week,
        coming=await coming_of(visit, week.first + WEEK - DAY) if week.nothing_ahead else None,
        of="{}-{}".format(*week.whose) if week.whose else "",
        before=week.first - WEEK,
        after=week.first + WEEK,
        last=week.first + timedelta(days=len(week.days) - 1),
        cancelled=LessonStatus.CANCELLED,
        moved_away=moved_away,
    )


def _last_week_of(today: date, whose: Whose | None, year: SchoolYear) -> str:
    """A class belongs to its year: elsewhere one chooses anew."""
    of = {} if whose is None or whose.side is Side.GROUP else {"of": "{}-{}".format(*whose)}
    day = min(today, year.ends_on)
    return f"/timetable?{urlencode({**of, 'day': day.isoformat()})}"


def _whose(text: str) -> Whose | None:
    """``group-12``, ``teacher-5``, ``room-3``. Raises ``Forbidden`` for what no form of ours sends."""
    if not text:
        return None
    found = _WHOSE.fullmatch(text)
    if found is None:
        raise Forbidden
    return Whose(Side(found[1]), int(found[2]))
