"""The school's regulation: which preset, which values of its own, who chose them and when."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response

from locales.errors import explain
from locales.sources import source_words
from services.errors import SchoolError, WrongRegulation
from services.permissions import has_role, require_head
from services.regulation import (
    PRESETS,
    InForce,
    choose_regulation,
    in_force,
    preset,
    versions_of,
    work_kinds,
)
from storage.models import Role
from web.context import SignedIn, Visit, redirect, render
from web.regulation_form import PRESET_NAMES, overrides_of, sections, texts, typed_values
from web.regulation_lines import Section
from web.regulation_versions import in_words, told

router = APIRouter()
WRONG = 422


@router.get("/regulation")
async def show(visit: SignedIn, look: str = "", saved: int | None = None) -> Response:
    """The regulation in force; ``look`` at another preset before choosing it."""
    require_head(visit.staff)
    now = await in_force(visit.session, visit.school, visit.now)
    if look in PRESETS and look != now.preset:
        # What the school prints in does not go with the preset: its families read what they read.
        kept = {"languages": visit.school.languages}
        return await _page(visit, look, texts({**preset(look).values, **kept}))
    return await _page(visit, now.preset, texts({**preset(now.preset).values, **now.overrides}), saved=saved)


@router.post("/regulation")
async def choose(visit: SignedIn) -> Response:
    name = str(visit.form.get("preset", ""))
    typed = typed_values(visit.form.multi_items())
    try:
        form = await _form(visit, await in_force(visit.session, visit.school, visit.now))
        own = overrides_of(name, form, typed)
        changed = await choose_regulation(
            visit.session, staff=visit.staff, name=name, overrides=own, now=visit.now
        )
    except (WrongRegulation, SchoolError) as refusal:
        if name not in PRESETS or not has_role(visit.staff, Role.ADMINISTRATOR):
            raise
        return await _page(visit, name, typed, refusal)
    return redirect(visit, "/regulation", saved=int(changed))


async def _page(
    visit: Visit,
    name: str,
    typed: Mapping[str, str],
    refusal: SchoolError | None = None,
    saved: int | None = None,
) -> Response:
    now = await in_force(visit.session, visit.school, visit.now)
    form = await _form(visit, now)
    return render(
        visit,
        "regulation.html",
        WRONG if refusal else 200,
        name=name,
        current=now.preset,
        presets={one: label(visit.words) for one, label in PRESET_NAMES.items()},
        sections=form,
        typed=typed,
        usual=texts(preset(name).values),
        sources={where: source_words(visit.words, said) for where, said in preset(name).sources.items()},
        in_words=in_words,
        fault=explain(visit.words, refusal.code, refusal.facts) if refusal else None,
        at=str(refusal.facts.get("field", "")) if refusal else "",
        saved=saved,
        may_choose=has_role(visit.staff, Role.ADMINISTRATOR),
        versions=told(visit.words, form, await versions_of(visit.session, school_id=visit.school.id)),
    )


async def _form(visit: Visit, now: InForce) -> tuple[Section, ...]:
    kinds = await work_kinds(visit.session, school_id=visit.school.id)
    return sections(visit.words, kinds, visit.school.scale["values"], now.regulation.summative.kinds)
