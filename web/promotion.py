"""Promoting last year's classes: what each is called next, who does not go along, by which order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import FormData

from locales.errors import explain
from locales.years import apart_name, outcome_name
from services.errors import Forbidden, SchoolError
from services.years import (
    Apart,
    Choices,
    ClassChoice,
    Outcome,
    Promotion,
    StudentChoice,
    open_promotion,
    promote,
)
from storage.models import Group
from web.addresses import Id
from web.context import SignedIn, Visit, redirect, render
from web.fields import day_in, text_in

router = APIRouter()
WRONG = 422


@dataclass(frozen=True, slots=True)
class PromotionForm:
    """The fields as they were proposed or typed, and what is wrong by field."""

    classes: Mapping[int, ClassChoice]
    students: Mapping[int, StudentChoice] = field(default_factory=dict)
    number: str = ""
    on_day: str = ""
    faults: Mapping[str, Markup] = field(default_factory=dict)

    def of_student(self, student_id: int) -> StudentChoice:
        return self.students.get(student_id, StudentChoice())

    def has_apart(self, student_ids: Iterable[int]) -> bool:
        """Whether the list of a class has to be open: somebody in it goes another way, or something is wrong."""
        return any(
            self.of_student(one).apart is not Apart.NONE or f"student-{one}" in self.faults
            for one in student_ids
        )


@router.get("/years/{year_id}/promotion")
async def show(visit: SignedIn, year_id: Id, done: int | None = None) -> Response:
    page = await open_promotion(visit.session, staff=visit.staff, year_id=year_id)
    proposed = {one.group.id: ClassChoice(one.proposed, one.proposed_name) for one in page.waiting}
    return _page(visit, page, PromotionForm(proposed, on_day=visit.today.isoformat()), done)


@router.post("/years/{year_id}/promotion")
async def carry_out(visit: SignedIn, year_id: Id) -> Response:
    choices = _choices(visit.form)
    promoted = await promote(
        visit.session,
        staff=visit.staff,
        year_id=year_id,
        choices=choices,
        number=text_in(visit.form, "number"),
        on_day=day_in(visit.form, "on_day"),
        now=visit.now,
    )
    if promoted.faults:
        page = await open_promotion(visit.session, staff=visit.staff, year_id=year_id)
        return _page(visit, page, _typed(visit, choices, promoted.faults))
    return redirect(visit, f"/years/{year_id}/promotion", done=sum(promoted.counts.values()))


def _choices(form: FormData) -> Choices:
    """Raises ``Forbidden`` for what no form of ours sends."""
    classes, students = {}, {}
    for name in form:
        kind, _, number = name.partition("-")
        if kind not in ("outcome", "apart"):
            continue
        if not (number.isascii() and number.isdigit() and len(number) <= 9):
            raise Forbidden
        if kind == "outcome":
            classes[int(number)] = _of_class(form, number)
        else:
            students[int(number)] = _of_student(form, number)
    return Choices(classes, students)


def _of_class(form: FormData, number: str) -> ClassChoice:
    outcome = text_in(form, f"outcome-{number}")
    if outcome not in list(Outcome):
        raise Forbidden
    return ClassChoice(
        Outcome(outcome), text_in(form, f"name-{number}"), text_in(form, f"loads-{number}") == "1"
    )


def _of_student(form: FormData, number: str) -> StudentChoice:
    apart = text_in(form, f"apart-{number}")
    if apart not in list(Apart):
        raise Forbidden
    return StudentChoice(Apart(apart), text_in(form, f"to-{number}"))


def _typed(visit: Visit, choices: Choices, faults: Mapping[str, SchoolError]) -> PromotionForm:
    return PromotionForm(
        choices.classes,
        choices.students,
        text_in(visit.form, "number"),
        text_in(visit.form, "on_day"),
        {at: explain(visit.words, fault.code, fault.facts) for at, fault in faults.items()},
    )


def _page(visit: Visit, page: Promotion, form: PromotionForm, done: int | None = None) -> Response:
    return render(
        visit,
        "promotion.html",
        WRONG if form.faults else 200,
        page=page,
        form=form,
        done=done,
        names=_names(page, form, page.existing),
        outcomes={one.value: outcome_name(visit.words, one) for one in Outcome},
        aparts={one.value: apart_name(visit.words, one) for one in Apart},
        nobody=ClassChoice(Outcome.LATER),
    )


def _names(page: Promotion, form: PromotionForm, existing: Iterable[Group]) -> list[str]:
    """The classes of the new year that a student can be sent to, to choose from while typing."""
    chosen = (form.classes.get(one.group.id) for one in page.waiting)
    names = [one.name for one in chosen if one is not None and one.outcome is Outcome.PROMOTED]
    return sorted({*names, *(one.name for one in existing)})
