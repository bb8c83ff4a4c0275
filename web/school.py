"""The school's page for its heads: what is due, and where everything is."""

from fastapi import APIRouter
from fastapi.responses import Response

from locales.school_due import due_sentence
from services.papers import may_open_school_register
from services.permissions import require_head
from services.school_due import due_at_school
from web.context import SignedIn, render
from web.navigation import OF_SCHOOL, PAPERS

router = APIRouter()


@router.get("/school")
async def show_school(visit: SignedIn) -> Response:
    require_head(visit.staff)
    has_papers = await may_open_school_register(visit.session, staff=visit.staff)
    due = await due_at_school(visit.session, staff=visit.staff, now=visit.now)
    return render(
        visit,
        "school.html",
        places=[entry for entry in OF_SCHOOL if entry.is_for(visit)] + [PAPERS] * has_papers,
        due=[
            (one.is_late, due_sentence(visit.words, one.what, {**one.facts, "until": one.until}))
            for one in due
        ],
    )
