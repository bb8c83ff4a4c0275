"""The class gradebook of a term, and the list of the gradebooks one may open."""

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from locales.terms import term_name
from services.gradebook import courses_for, open_class_gradebook
from storage.models import Presence
from web.addresses import Id
from web.context import SignedIn, render

router = APIRouter()


@router.get("/gradebook")
async def show_courses(visit: SignedIn) -> Response:
    courses = await courses_for(visit.session, staff=visit.staff, now=visit.now)
    own = [course for course in courses if course.teacher_id == visit.staff.id]
    classes = [(name, list(group)) for name, group in groupby(courses, lambda course: course.group.name)]
    return render(visit, "courses.html", own=own, classes=classes, has_others=len(own) < len(courses))


@router.get("/courses/{course_id}/gradebook")
async def show_gradebook(visit: SignedIn, course_id: Id, term: int | None = None) -> Response:
    book = await open_class_gradebook(
        visit.session, staff=visit.staff, course_id=course_id, term_id=term, now=visit.now
    )
    return render(
        visit,
        "gradebook.html",
        book=book,
        term_name=lambda term: term_name(visit.words, term.kind, term.number),
        absent=Presence.ABSENT,
    )
