"""Serves the phone page: one template, its stylesheet and its scripts."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.phone.cards import Card
from demo.telegram.stand_in import StandIn
from locales import LANGUAGES, words_in

HERE = Path(__file__).parent
OWN_NAMES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}


def add_page(app: FastAPI, stand_in: StandIn, cards: list[Card], web_url: str) -> None:
    """Put the phone page at ``/`` of the stand-in."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse)
    async def page(request: Request) -> str:
        words = words_in(wanted_language(request))
        start: dict[str, Any] = {
            "cards": [card.as_json for card in cards],
            "bot": {"username": stand_in.profile.username, "name": _bot_name(stand_in, words.language)},
            "web": web_url,
            "language": words.language,
        }
        return templates.get_template("phone.html").render(
            _=words, start=start, web_url=web_url, languages=OWN_NAMES, language=words.language
        )

    app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"))


def _bot_name(stand_in: StandIn, language: str) -> str:
    return stand_in.profile.text("name", language) or stand_in.profile.name


def wanted_language(request: Request) -> str:
    """The language chosen on the page, else the browser's first that we have, else Russian."""
    chosen = request.query_params.get("lang", "")
    accepted = request.headers.get("accept-language", "").split(",")
    for wanted in (chosen, *(part.partition(";")[0].strip()[:2].lower() for part in accepted)):
        if wanted in LANGUAGES:
            return wanted
    return "ru"
