"""The form on which a teacher asks for permission to change what is closed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import FormData

from locales import plain
from locales.errors import explain
from locales.late_changes import grounds_name, marks_name
from services.errors import Forbidden, NoStudentChosen, SchoolError
from services.late_changes import (
    LONGEST_EXPLANATION,
    MOST_BYTES,
    MOST_DOCUMENTS,
    Application,
    Document,
    Offer,
    apply_for,
    apply_for_term,
    open_application,
    open_term_application,
)
from storage.models import Grounds, LateChange
from web.addresses import Id
from web.context import SignedIn, Visit, redirect, render
from web.fields import text_in
from web.uploads import documents_in

router = APIRouter()
WRONG = 422


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """The fields as they were typed; files a browser never gives back."""

    grounds: str = Grounds.STUDENT_ILLNESS.value
    students: frozenset[str] = frozenset()
    explanation: str = ""
    fault: Markup | None = None
    lacks_students: bool = False
    """Whether the fault is that nobody was chosen."""
    had_files: bool = False


@router.get("/lessons/{lesson_id}/late-change")
async def show_form(visit: SignedIn, lesson_id: Id) -> Response:
    return _page(visit, await _lesson(visit, lesson_id), ApplicationForm())


@router.post("/lessons/{lesson_id}/late-change")
async def file_application(visit: SignedIn, lesson_id: Id) -> Response:
    return await _file(visit, partial(apply_for, lesson_id=lesson_id), partial(_lesson, visit, lesson_id))


@router.get("/courses/{course_id}/terms/{term_id}/late-change")
async def show_form_of_term(visit: SignedIn, course_id: Id, term_id: Id) -> Response:
    return _page(visit, await _term(visit, course_id, term_id), ApplicationForm())


@router.post("/courses/{course_id}/terms/{term_id}/late-change")
async def file_application_of_term(visit: SignedIn, course_id: Id, term_id: Id) -> Response:
    apply = partial(apply_for_term, course_id=course_id, term_id=term_id)
    return await _file(visit, apply, partial(_term, visit, course_id, term_id))


@router.get("/courses/{course_id}/terms/{term_id}/attestations/{attestation_id}/late-change")
async def show_form_of_exam(visit: SignedIn, course_id: Id, term_id: Id, attestation_id: Id) -> Response:
    return _page(visit, await _term(visit, course_id, term_id, attestation_id), ApplicationForm())


@router.post("/courses/{course_id}/terms/{term_id}/attestations/{attestation_id}/late-change")
async def file_application_of_exam(
    visit: SignedIn, course_id: Id, term_id: Id, attestation_id: Id
) -> Response:
    apply = partial(apply_for_term, course_id=course_id, term_id=term_id, attestation_id=attestation_id)
    return await _file(visit, apply, partial(_term, visit, course_id, term_id, attestation_id))


async def _file(
    visit: Visit, apply: Callable[..., Awaitable[LateChange]], offered: Callable[[], Awaitable[Offer]]
) -> Response:
    documents = await documents_in(visit.form, "documents", MOST_DOCUMENTS)
    try:
        change = await apply(
            visit.session,
            staff=visit.staff,
            application=_application(visit.form, documents),
            files=visit.config.files,
            now=visit.now,
        )
    except Forbidden:
        raise
    except SchoolError as refusal:
        return _page(visit, await offered(), _typed(visit, refusal, had_files=bool(documents)))
    return redirect(visit, f"/late-changes/{change.id}", done="filed")


async def _lesson(visit: Visit, lesson_id: int) -> Offer:
    return await open_application(visit.session, staff=visit.staff, lesson_id=lesson_id, now=visit.now)


async def _term(visit: Visit, course_id: int, term_id: int, attestation_id: int | None = None) -> Offer:
    return await open_term_application(
        visit.session,
        staff=visit.staff,
        course_id=course_id,
        term_id=term_id,
        attestation_id=attestation_id,
        now=visit.now,
    )


def _application(form: FormData, documents: tuple[Document, ...]) -> Application:
    """Raises ``Forbidden`` for what no form of ours sends."""
    grounds, students = text_in(form, "grounds"), form.getlist("students")
    if grounds not in list(Grounds) or not all(isinstance(one, str) and _is_id(one) for one in students):
        raise Forbidden
    return Application(
        grounds=Grounds(grounds),
        students=frozenset(int(str(one)) for one in students),
        explanation=text_in(form, "explanation"),
        documents=documents,
    )


def _typed(visit: Visit, refusal: SchoolError, *, had_files: bool) -> ApplicationForm:
    return ApplicationForm(
        grounds=text_in(visit.form, "grounds"),
        students=frozenset(str(one) for one in visit.form.getlist("students")),
        explanation=text_in(visit.form, "explanation"),
        fault=explain(visit.words, refusal.code, refusal.facts),
        lacks_students=isinstance(refusal, NoStudentChosen),
        had_files=had_files,
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _about_marks(visit: Visit, offer: Offer) -> str:
    if offer.term is None:
        return ""
    exam = offer.attestation.kind if offer.attestation else ""
    return marks_name(visit.words, offer.term.kind, offer.term.number, exam)


def _page(visit: Visit, offer: Offer, form: ApplicationForm) -> Response:
    context: dict[str, Any] = {
        "form": form,
        "offer": offer,
        "about_marks": _about_marks(visit, offer),
        "grounds": {one.value: plain(grounds_name(visit.words, one)) for one in Grounds},
        "longest": LONGEST_EXPLANATION,
        "most": MOST_DOCUMENTS,
        "megabytes": MOST_BYTES // 1_000_000,
    }
    return render(visit, "late_application.html", WRONG if form.fault else 200, **context)
