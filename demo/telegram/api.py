"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile

from demo.telegram.answers import Refusal, bad_request, blocked, too_many
from demo.telegram.faults import Fault, FaultKind
from demo.telegram.files import Upload
from demo.telegram.methods import carry_out
from demo.telegram.serving import hang_up
from demo.telegram.stand_in import StandIn

BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def build_api(stand_in: StandIn) -> APIRouter:
    """The routes a bot uses. They are plain Starlette routes: nothing here needs FastAPI's help."""
    router = APIRouter()

    async def call(request: Request) -> Response:
        name = request.path_params["method"]
        try:
            _check_token(stand_in, request)
            stand_in.calls[name] += 1
            given, uploads = await _parameters(request)
            fault = stand_in.faults.take(name, _chat_of(given))
            if fault is not None:
                return await _fail(stand_in, request, fault, name, given, uploads)
            return _ok(await carry_out(stand_in, name, given, uploads))
        except Refusal as refusal:
            return _refused(refusal)

    async def fetch(request: Request) -> Response:
        try:
            _check_token(stand_in, request)
        except Refusal as refusal:
            return _refused(refusal)
        file = stand_in.files.at(request.path_params["path"])
        if file is None:
            return _refused(Refusal(404, "Not Found"))
        return Response(file.content, media_type=file.mime_type)

    router.add_route("/bot{token}/{method}", call, methods=["GET", "POST"])
    router.add_route("/file/bot{token}/{path:path}", fetch, methods=["GET"])
    return router


def _check_token(stand_in: StandIn, request: Request) -> None:
    if request.path_params["token"] != stand_in.profile.token:
        raise Refusal(401, "Unauthorized")


async def _parameters(request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """JSON, a form of either kind, or the query: whatever the client sends."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    uploads: dict[str, Upload] = {}
    if kind == "application/json":
        values.update(_json_object(await request.body()))
    elif kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        for name, value in (await request.form()).items():
            if isinstance(value, UploadFile):
                uploads[name] = Upload(value.filename or name, await value.read())
            else:
                values[name] = value
    named = {str(value).removeprefix("attach://") for value in values.values()}
    for name in uploads.keys() - named:
        # curl's way: the file itself under the parameter's name.
        values[name] = f"attach://{name}"
    return values, uploads


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("object expected")
    return value


def _chat_of(given: Mapping[str, Any]) -> int | None:
    chat = str(given.get("chat_id", ""))
    return int(chat) if chat.lstrip("-").isdigit() else None


async def _fail(
    stand_in: StandIn,
    request: Request,
    fault: Fault,
    name: str,
    given: Mapping[str, Any],
    uploads: Mapping[str, Upload],
) -> Response:
    """Answer as the fault wants it. Only a lost and a slow answer carry the request out."""
    match fault.kind:
        case FaultKind.TOO_MANY:
            raise too_many(max(1, round(fault.seconds)))
        case FaultKind.BLOCKED:
            raise blocked()
        case FaultKind.BAD_GATEWAY:
            return Response(BAD_GATEWAY, 502, media_type="text/html")
        case FaultKind.SERVER_ERROR:
            raise Refusal(500, "Internal Server Error")
        case FaultKind.BROKEN_JSON:
            return Response('{"ok":true,"result":{"message_i', media_type="application/json")
        case FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
    answer = _ok(await carry_out(stand_in, name, given, uploads))
    if fault.kind is FaultKind.LOST:
        await hang_up(request)
    return answer


def _ok(result: Any) -> Response:
    return Response(f'{{"ok":true,"result":{_json(result)}}}', media_type="application/json")


def _json(result: Any) -> str:
    if isinstance(result, BaseModel):
        return result.model_dump_json(by_alias=True, exclude_none=True)
    if isinstance(result, (list, tuple)):
        return f"[{','.join(_json(item) for item in result)}]"
    return json.dumps(result)


def _refused(refusal: Refusal) -> Response:
    return Response(json.dumps(refusal.body), refusal.code, media_type="application/json")
