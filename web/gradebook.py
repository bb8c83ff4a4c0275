"""The class gradebook of a term with its term marks, and the list of the gradebooks one may open."""

from functools import partial
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response

from locales.terms import term_name
from services.class_list import alphabetical
from services.gradebook import (
    ClassGradebook,
    TermResult,
    courses_for,
    open_class_gradebook,
    save_term_marks,
)
from services.papers import may_fill, may_open_school_register
from storage.models import GroupKind, Presence
from web.addresses import AskedId, Id
from web.context import SignedIn, Visit, redirect, render
from web.quarters import quarter_texts
from web.shown_years import mark_of, mark_of_group
from web.term_sheet import (
    TERM,
    Columns,
    entered_of,
    has_conflict,
    read_seen,
    read_sheet,
    sheet_page,
    with_suggestions,
)

router = APIRouter()
CONFLICT, WRONG = 409, 422
NOTHING_WRONG = TermResult()


@router.get("/gradebook")
async def show_courses(visit: SignedIn, year: AskedId = None) -> Response:
    found = await courses_for(visit.session, staff=visit.staff, year_id=year, now=visit.now)
    courses = found.courses
    own = [course for course in courses if course.teacher_id == visit.staff.id]
    classes = [
        (name, sorted(group, key=lambda course: alphabetical(course.subject.name_in(visit.words.language))))
        for name, group in groupby(courses, lambda course: course.group.name)
    ]
    return render(
        visit,
        "courses.html",
        mark=mark_of(visit, found.shown, lambda one: f"/gradebook?year={one.id}"),
        own=own,
        classes=classes,
        has_others=len(own) < len(courses),
        has_papers=await may_open_school_register(visit.session, staff=visit.staff),
    )


@router.get("/courses/{course_id}/gradebook")
async def show_gradebook(
    visit: SignedIn, course_id: Id, term: int | None = None, saved: int | None = None
) -> Response:
    book = await open_class_gradebook(
        visit.session, staff=visit.staff, course_id=course_id, term_id=term, now=visit.now
    )
    return await _page(visit, book, saved=saved)


@router.post("/courses/{course_id}/terms/{term_id}")
async def save_marks(visit: SignedIn, course_id: Id, term_id: Id) -> Response:
    typed = read_sheet(visit.form.multi_items())
    if visit.form.get("action") == "suggest":
        book = await open_class_gradebook(
            visit.session, staff=visit.staff, course_id=course_id, term_id=term_id, now=visit.now
        )
        return await _page(visit, book, with_suggestions(book, typed), is_suggested=True)
    seen = read_seen(str(visit.form.get("seen", "{}")))
    result = await save_term_marks(
        visit.session,
        staff=visit.staff,
        course_id=course_id,
        term_id=term_id,
        typed=typed.get(TERM, {}),
        seen=seen.get(TERM, {}),
        columns=entered_of(typed, seen),
        now=visit.now,
        settle=visit.config.settle,
    )
    if result.is_saved:
        return redirect(visit, f"/courses/{course_id}/gradebook", term=term_id, saved=result.changed)
    book = await open_class_gradebook(
        visit.session, staff=visit.staff, course_id=course_id, term_id=term_id, now=visit.now
    )
    return await _page(visit, book, typed, result)


async def _page(
    visit: Visit,
    book: ClassGradebook,
    typed: Columns | None = None,
    result: TermResult = NOTHING_WRONG,
    saved: int | None = None,
    *,
    is_suggested: bool = False,
) -> Response:
    status = 200 if result.is_saved else CONFLICT if has_conflict(result) else WRONG
    return render(
        visit,
        "gradebook.html",
        status,
        mark=await mark_of_group(visit, book.course.group),
        book=book,
        page=sheet_page(visit, book, typed or {}, result, is_suggested=is_suggested),
        saved=saved,
        term_name=lambda term: term_name(visit.words, term.kind, term.number),
        absent=Presence.ABSENT,
        may_keep_papers=_may_keep_papers(visit, book),
        quarter_texts=partial(quarter_texts, visit.words),
    )


def _may_keep_papers(visit: Visit, book: ClassGradebook) -> bool:
    """Whether to offer a register of course papers: a college's, to who would fill it."""
    course = book.course
    return course.group.kind is GroupKind.COLLEGE_GROUP and may_fill(visit.staff, course)
