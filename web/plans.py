"""Topic plans: how far each course has come, and one course's plan with the days its topics were given on."""

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from services.plans import open_plan, plans_for
from web.addresses import Id
from web.context import SignedIn, render

router = APIRouter()


@router.get("/plans")
async def show_plans(visit: SignedIn) -> Response:
    courses = await plans_for(visit.session, staff=visit.staff, now=visit.now)
    return render(
        visit,
        "plans.html",
        planned=[one for one in courses if one.coverage],
        unplanned=[one.course for one in courses if not one.coverage],
    )


@router.get("/courses/{course_id}/plan")
async def show_plan(visit: SignedIn, course_id: Id) -> Response:
    plan = await open_plan(visit.session, staff=visit.staff, course_id=course_id, now=visit.now)
    sections = [(name, list(lines)) for name, lines in groupby(plan.lines, lambda line: line.topic.section)]
    return render(visit, "plan.html", plan=plan, sections=sections)
