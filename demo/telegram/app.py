"""The stand-in as one HTTP application: the bot's side and the people's side."""

from fastapi import FastAPI

from demo.telegram.answers import Refusal
from demo.telegram.api import build_api
from demo.telegram.control import build_control, refused
from demo.telegram.stand_in import StandIn


def build_app(stand_in: StandIn) -> FastAPI:
    app = FastAPI(title="A stand-in for Telegram", openapi_url=None)
    app.include_router(build_api(stand_in))
    app.include_router(build_control(stand_in))
    app.add_exception_handler(Refusal, refused)
    return app
