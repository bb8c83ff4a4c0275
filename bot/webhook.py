"""The other way in: Telegram calls us. Needs a public https address; polling needs none."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from bot.updates import Updates, read_update
from storage.database import DatabaseBusy

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
Asgi = Callable[
    [MutableMapping[str, Any], Callable[..., Awaitable[Any]], Callable[..., Awaitable[Any]]], Awaitable[None]
]


def webhook_secret(secret: bytes) -> str:
    """What Telegram must send along: derived, so that there is no further setting to keep."""
    return hmac.new(secret, b"telegram webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Stands before the web form and takes Telegram's calls; everything else passes through.

    The web form's own guards (cookies, CSRF) know browsers only; this door has its own secret.
    200 is answered once the update is saved; while the store is busy 503 makes Telegram come back.
    """

    def __init__(self, web: Asgi, updates: Updates, secret: bytes) -> None:
        self.web = web
        self.updates = updates
        self.expected = webhook_secret(secret)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.web(scope, receive, send)
            return
        response = await self._take(Request(scope, receive))
        await response(scope, receive, send)

    async def _take(self, request: Request) -> Response:
        if request.method != "POST" or not hmac.compare_digest(
            request.headers.get(HEADER, "").encode(), self.expected.encode()
        ):
            return Response(status_code=404)
        try:
            update = read_update(self.updates.bot, await request.json())
        except ValueError:
            return Response(status_code=400)
        try:
            await self.updates.handle([update])
        except DatabaseBusy:
            return Response(status_code=503)
        return Response(status_code=200)
