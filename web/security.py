"""Keeps other sites out: cross-site requests, form tokens, headers, cookies."""

import re
import secrets
from urllib.parse import urlsplit

from fastapi.responses import PlainTextResponse, Response
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.config import WebConfig

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_FIELD = "csrf"  # noqa: S105 - the field's name
OWN_SECRET = ("/telegram/",)
"""Paths that prove their sender by a secret of their own and are never called by a browser."""
MOST_BYTES = 2_000_000
"""Of a form, also a stranger's; the fullest page of a lesson is a fifth of it."""
MOST_BYTES_OF_FILES = 25_000_000
MOST_BYTES_OF_DOCUMENTS = 60_000_000
"""Of one application; more than it may have, so that whoever chose too much is told which file it is."""
FILES = re.compile(r"/imports\b")
DOCUMENTS = re.compile(
    r"/lessons/\d+/(?:late-change|materials)|/courses/\d+/terms/\d+/(?:attestations/\d+/)?late-change"
)
"""Where files come; they are read from nobody who is not signed in."""
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class StaleToken(Exception):
    """The form's token is not the session's: the form is of an earlier session, or not ours."""


class Guard:
    """Refuses what another site made the browser send and what is too big, and puts the headers on
    every answer."""

    def __init__(self, app: ASGIApp, config: WebConfig) -> None:
        self.app = app
        self.config = config

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        if self._refuses(scope):
            refusal = PlainTextResponse("This request came from another site.", 403)
            await refusal(scope, receive, send_with_headers)
            return
        await self.app(scope, _bounded(receive, _most(scope["path"])), send_with_headers)

    def _refuses(self, scope: Scope) -> bool:
        if scope["method"] in SAFE_METHODS or scope["path"].startswith(OWN_SECRET):
            return False
        return not is_from_here(Headers(scope=scope), self.config.web_url)

    def _add_headers(self, headers: MutableHeaders) -> None:
        headers.setdefault("content-security-policy", POLICY)
        headers["x-content-type-options"] = "nosniff"
        # "no-referrer" would make browsers send "Origin: null" with our own forms.
        headers["referrer-policy"] = "same-origin"
        headers.setdefault("cache-control", "no-store")
        if self.config.secure_cookies:
            headers["strict-transport-security"] = "max-age=31536000"


def _most(path: str) -> int:
    """How many bytes a form at this address may have."""
    if DOCUMENTS.fullmatch(path):
        return MOST_BYTES_OF_DOCUMENTS
    return MOST_BYTES_OF_FILES if FILES.match(path) else MOST_BYTES


def _bounded(receive: Receive, most: int) -> Receive:
    """What comes in, until it is more than that. Counted as it comes: its length may be a lie or missing."""
    taken = 0

    async def receive_some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413)
        return message

    return receive_some


def is_from_here(headers: Headers, web_url: str) -> bool:
    """Whether the browser says that one of our own pages sent this.

    Browsers leave ``Sec-Fetch-Site`` out over plain http; then the origin's host must be ours.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    host = urlsplit(headers.get("origin", "")).netloc
    return bool(host) and host in {headers.get("host", ""), urlsplit(web_url).netloc}


def token_matches(form: FormData, token: str) -> bool:
    sent = form.get(TOKEN_FIELD)
    return isinstance(sent, str) and secrets.compare_digest(sent.encode(), token.encode())


def session_cookie(config: WebConfig) -> str:
    """The cookie's name; over https with the prefix that binds it to this host alone."""
    return "__Host-diary" if config.secure_cookies else "diary"


def set_cookie(response: Response, config: WebConfig, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=config.secure_cookies, httponly=True, samesite="lax"
    )


def drop_cookie(response: Response, config: WebConfig, name: str) -> None:
    response.delete_cookie(name, path="/", secure=config.secure_cookies, httponly=True, samesite="lax")
