"""The people's side over HTTP, for the phone page and for tests: ``/control/…``."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import quote

from aiogram.types import BotCommand
from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from demo.telegram import actions
from demo.telegram.answers import Refusal
from demo.telegram.faults import Fault, FaultKind
from demo.telegram.files import Upload
from demo.telegram.people import Person, Talk
from demo.telegram.stand_in import StandIn
from demo.telegram.views import shown


class NewPerson(BaseModel):
    id: int
    name: str
    language: str = "ru"


class Text(BaseModel):
    text: str


class Tap(BaseModel):
    message_id: int
    data: str


class WantedFault(BaseModel):
    kind: FaultKind
    method: str | None = None
    chat: int | None = None
    times: int = 1
    seconds: float = 1.0


class Switch(BaseModel):
    enabled: bool


def build_control(stand_in: StandIn) -> APIRouter:
    router = APIRouter(prefix="/control")
    _add_people(router, stand_in)
    _add_actions(router, stand_in)
    _add_blocking(router, stand_in)
    _add_weather(router, stand_in)

    @router.get("/events")
    async def events() -> StreamingResponse:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(_stream(stand_in), media_type="text/event-stream", headers=headers)

    return router


async def refused(request: Request, refusal: Exception) -> Response:
    """The application's handler for ``Refusal``: the same shape as the Bot API's."""
    assert isinstance(refusal, Refusal)
    return JSONResponse(refusal.body, refusal.code)


def _add_people(router: APIRouter, stand_in: StandIn) -> None:
    @router.get("/people")
    async def people() -> list[dict[str, Any]]:
        return [_person(talk) for talk in stand_in.talks.values()]

    @router.post("/people")
    async def add(person: NewPerson) -> dict[str, Any]:
        first, _, last = person.name.partition(" ")
        return _person(stand_in.add_person(Person(person.id, first, last, person.language)))

    @router.get("/people/{chat}/messages")
    async def messages(chat: int) -> list[dict[str, Any]]:
        talk = _known(stand_in, chat)
        return [
            {**shown(talk, message), "before": [shown(talk, old) for old in talk.before.get(number, [])]}
            for number, message in talk.messages.items()
        ]

    @router.get("/people/{chat}/commands")
    async def commands(chat: int) -> list[BotCommand]:
        return stand_in.profile.commands_for(chat, _known(stand_in, chat).person.language)

    @router.get("/files/{file_id}")
    async def file(file_id: str) -> Response:
        stored = stand_in.files.by_id(file_id)
        # Inline, so that the browser opens a PDF; under its own name when it is saved.
        disposition = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(stored.name)}"}
        return Response(stored.content, media_type=stored.mime_type, headers=disposition)


def _add_actions(router: APIRouter, stand_in: StandIn) -> None:
    @router.post("/people/{chat}/text")
    async def text(chat: int, body: Text) -> dict[str, Any]:
        return shown(_known(stand_in, chat), actions.writes(stand_in, chat, body.text))

    @router.post("/people/{chat}/forward")
    async def forward(chat: int, body: Text) -> dict[str, Any]:
        return shown(_known(stand_in, chat), actions.forwards(stand_in, chat, body.text))

    @router.post("/people/{chat}/sticker")
    async def sticker(chat: int) -> dict[str, Any]:
        return shown(_known(stand_in, chat), actions.sends_sticker(stand_in, chat))

    @router.post("/people/{chat}/photo")
    async def photo(chat: int, file: UploadFile, caption: Annotated[str, Form()] = "") -> dict[str, Any]:
        upload = Upload(file.filename or "photo.png", await file.read())
        return shown(_known(stand_in, chat), actions.sends_photo(stand_in, chat, upload, caption))

    @router.post("/people/{chat}/tap")
    async def tap(chat: int, body: Tap) -> dict[str, Any]:
        return {"id": actions.taps(stand_in, chat, body.message_id, body.data).id}


def _add_blocking(router: APIRouter, stand_in: StandIn) -> None:
    @router.post("/people/{chat}/block")
    async def block(chat: int) -> dict[str, Any]:
        actions.blocks(stand_in, chat)
        return _person(_known(stand_in, chat))

    @router.post("/people/{chat}/unblock")
    async def unblock(chat: int) -> dict[str, Any]:
        actions.unblocks(stand_in, chat)
        return _person(_known(stand_in, chat))


def _add_weather(router: APIRouter, stand_in: StandIn) -> None:
    @router.get("/faults")
    async def faults() -> list[Fault]:
        return stand_in.faults.waiting

    @router.post("/faults")
    async def ask(fault: WantedFault) -> list[Fault]:
        stand_in.faults.add(Fault(fault.kind, fault.method, fault.chat, fault.times, fault.seconds))
        return stand_in.faults.waiting

    @router.delete("/faults")
    async def clear() -> list[Fault]:
        stand_in.faults.clear()
        return []

    @router.post("/limits")
    async def limits(switch: Switch) -> Switch:
        stand_in.limits.enabled = switch.enabled
        return switch

    @router.get("/calls")
    async def calls() -> dict[str, Any]:
        return {"calls": stand_in.calls, "refused_429": stand_in.limits.refusals}


async def _stream(stand_in: StandIn) -> AsyncIterator[str]:
    with stand_in.events.listening() as queue:
        # Said only once nothing can be missed any more.
        yield ": listening\n\n"
        while (event := await queue.get()) is not None:
            yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"


def _known(stand_in: StandIn, chat: int) -> Talk:
    if chat not in stand_in.talks:
        raise Refusal(404, "Not Found: there is no such person")
    return stand_in.talks[chat]


def _person(talk: Talk) -> dict[str, Any]:
    person = talk.person
    return {
        "id": person.id,
        "name": f"{person.first_name} {person.last_name}".strip(),
        "language": person.language,
        "blocked": person.has_blocked,
        "messages": len(talk.messages),
    }
