"""Puts the web form together: pages, static files, refusals, headers."""

from fastapi import APIRouter, FastAPI
from starlette.types import Lifespan

from web import (
    attestation,
    changes,
    classes,
    codes,
    delivery,
    excuses,
    gradebook,
    guardians,
    health,
    hours,
    imports,
    language,
    late_applications,
    late_changes,
    late_entries,
    late_term_entries,
    lessons,
    login,
    materials,
    movement,
    movement_form,
    moving,
    papers,
    papers_of_school,
    password,
    plans,
    promotion,
    records,
    regulation,
    school,
    staff_codes,
    substitutions,
    timetable,
    years,
)
from web.assets import asset_files
from web.config import WebConfig
from web.refusals import HANDLERS
from web.security import Guard
from web.templating import build_templates

ROUTERS: tuple[APIRouter, ...] = (
    attestation.router,
    changes.router,
    classes.router,
    codes.router,
    delivery.router,
    excuses.router,
    gradebook.router,
    guardians.router,
    health.router,
    hours.router,
    imports.router,
    language.router,
    late_applications.router,
    late_changes.router,
    late_entries.router,
    late_term_entries.router,
    lessons.router,
    login.router,
    materials.router,
    movement.router,
    movement_form.router,
    moving.router,
    papers.router,
    papers_of_school.router,
    password.router,
    records.router,
    regulation.router,
    school.router,
    plans.router,
    staff_codes.router,
    substitutions.router,
    timetable.router,
    promotion.router,
    years.router,
)
"""Every page of the web form belongs to one of these."""


def create_app(config: WebConfig, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The web form over one store. ``lifespan`` is what shall live as long as the server."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.config = config
    app.state.templates = build_templates()
    app.mount("/static", asset_files(), name="static")
    for router in ROUTERS:
        app.include_router(router)
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(Guard, config=config)
    return app
