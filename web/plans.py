"""Topic plans: how far each course has come, and one course's plan with the days its topics were given on."""

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from services.plans import open_plan, plans_for
from web.addresses import AskedId, Id
from web.context import SignedIn, render
from web.shown_years import mark_of, mark_of_group

router = APIRouter()


@router.get("/plans")
async def show_plans(visit: SignedIn, year: AskedId = None) -> Response:
    plans = await plans_for(visit.session, staff=visit.staff, year_id=year, now=visit.now)
    return render(
        visit,
        "plans.html",
        mark=mark_of(visit, plans.shown, lambda one: f"/plans?year={one.id}"),
        planned=[one for one in plans.courses if one.coverage],
        unplanned=[one.course for one in plans.courses if not one.coverage],
    )


@router.get("/courses/{course_id}/plan")
async def show_plan(visit: SignedIn, course_id: Id) -> Response:
    plan = await open_plan(visit.session, staff=visit.staff, course_id=course_id, now=visit.now)
    sections = [(name, list(lines)) for name, lines in groupby(plan.lines, lambda line: line.topic.section)]
    mark = await mark_of_group(visit, plan.course.group)
    return render(visit, "plan.html", mark=mark, plan=plan, sections=sections)
