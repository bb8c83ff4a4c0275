"""The class gradebook of a term with its term marks, and the list of the gradebooks one may open."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from locales.errors import explain
from locales.terms import term_name
from services.class_list import alphabetical
from services.errors import ChangedMeanwhile, SchoolError, TooFewMarks
from services.gradebook import (
    ClassGradebook,
    TermResult,
    closed_term_mark,
    courses_for,
    open_class_gradebook,
    save_term_marks,
)
from storage.models import Presence
from web.addresses import Id
from web.context import SignedIn, Visit, redirect, render
from web.quarters import quarter_texts

router = APIRouter()
TERM_FIELD = "term-"
CONFLICT, WRONG = 409, 422


@dataclass(frozen=True, slots=True)
class TermColumn:
    """The column of term marks: what stands in it, what is stored (JSON), what is wrong, by student."""

    typed: Mapping[int, str]
    seen: str
    faults: Mapping[int, Markup] = field(default_factory=dict)
    closed: Mapping[int, Markup] = field(default_factory=dict)
    """Why a student's cell may not be written now."""
    is_suggested: bool = False
    """Whether suggestions were filled in and are not saved yet."""


@router.get("/gradebook")
async def show_courses(visit: SignedIn) -> Response:
    courses = await courses_for(visit.session, staff=visit.staff, now=visit.now)
    own = [course for course in courses if course.teacher_id == visit.staff.id]
    classes = [
        (name, sorted(group, key=lambda course: alphabetical(course.subject.name_in(visit.words.language))))
        for name, group in groupby(courses, lambda course: course.group.name)
    ]
    return render(visit, "courses.html", own=own, classes=classes, has_others=len(own) < len(courses))


@router.get("/courses/{course_id}/gradebook")
async def show_gradebook(
    visit: SignedIn, course_id: Id, term: int | None = None, saved: int | None = None
) -> Response:
    book = await open_class_gradebook(
        visit.session, staff=visit.staff, course_id=course_id, term_id=term, now=visit.now
    )
    return _page(visit, book, saved=saved)


@router.post("/courses/{course_id}/terms/{term_id}")
async def save_marks(visit: SignedIn, course_id: Id, term_id: Id) -> Response:
    typed = _marks(visit.form.multi_items())
    if visit.form.get("action") == "suggest":
        book = await open_class_gradebook(
            visit.session, staff=visit.staff, course_id=course_id, term_id=term_id, now=visit.now
        )
        return _page(visit, book, _with_suggestions(book, typed), is_suggested=True)
    result = await save_term_marks(
        visit.session,
        staff=visit.staff,
        course_id=course_id,
        term_id=term_id,
        typed=typed,
        seen=_seen(str(visit.form.get("seen", "{}"))),
        now=visit.now,
    )
    if not result.faults:
        return redirect(visit, f"/courses/{course_id}/gradebook", term=term_id, saved=result.changed)
    book = await open_class_gradebook(
        visit.session, staff=visit.staff, course_id=course_id, term_id=term_id, now=visit.now
    )
    return _page(visit, book, typed, result)


def _page(
    visit: Visit,
    book: ClassGradebook,
    typed: Mapping[int, str] | None = None,
    result: TermResult | None = None,
    saved: int | None = None,
    *,
    is_suggested: bool = False,
) -> Response:
    faults = result.faults if result else {}
    stored = {line.student.id: (line.term_mark.value or "") for line in book.lines if line.term_mark}
    column = TermColumn(
        typed={**stored, **(typed or {})},
        seen=json.dumps({f"{TERM_FIELD}{student}": value for student, value in stored.items()}),
        faults={student: _explained(visit, book, fault) for student, fault in faults.items()},
        closed=_closed(visit, book),
        is_suggested=is_suggested,
    )
    conflicts = any(isinstance(fault, ChangedMeanwhile) for fault in faults.values())
    return render(
        visit,
        "gradebook.html",
        200 if not faults else CONFLICT if conflicts else WRONG,
        book=book,
        page=column,
        saved=saved,
        term_name=lambda term: term_name(visit.words, term.kind, term.number),
        absent=Presence.ABSENT,
        quarter_texts=partial(quarter_texts, visit.words),
    )


def _with_suggestions(book: ClassGradebook, typed: Mapping[int, str]) -> dict[int, str]:
    """What was typed, and what the averages suggest where nothing was."""
    suggestions = {line.student.id: line.suggestion for line in book.lines if line.suggestion}
    return {**suggestions, **{student: text for student, text in typed.items() if text}}


def _explained(visit: Visit, book: ClassGradebook, fault: SchoolError) -> Markup:
    """The fault in words; a kind of work by its name in the reader's language."""
    facts = dict(fault.facts)
    if isinstance(fault, TooFewMarks):
        facts["kind"] = next(
            (k.name_in(visit.words.language) for k in book.kinds if k.code == facts["kind"]), ""
        )
    return explain(visit.words, fault.code, facts)


def _closed(visit: Visit, book: ClassGradebook) -> dict[int, Markup]:
    if book.windows is None or not book.may_record:
        return {}
    refusals = {
        line.student.id: closed_term_mark(book.windows, line.term_mark, book.first_entered, visit.now)
        for line in book.lines
    }
    return {
        student: explain(visit.words, refusal.code, refusal.facts)
        for student, refusal in refusals.items()
        if refusal is not None
    }


def _marks(fields: Iterable[tuple[str, object]]) -> dict[int, str]:
    """The fields ``term-12`` by student; anything else that came is nobody's business here."""
    marks = {}
    for name, text in fields:
        student = name.removeprefix(TERM_FIELD)
        if name.startswith(TERM_FIELD) and student.isascii() and student.isdigit() and isinstance(text, str):
            marks[int(student[:10])] = text.replace("\x00", "").strip()
    return marks


def _seen(text: str) -> dict[int, str]:
    try:
        seen = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return _marks(seen.items()) if isinstance(seen, dict) else {}
