"""Turns whatever was refused or went wrong into a page in the reader's words, with nothing typed lost."""

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from locales.errors import explain
from services.errors import SchoolError
from storage.database import Collided, DatabaseBusy
from web.context import MAX_FIELDS, NotSignedIn, Reader, Visit, reader_of, render
from web.security import SAFE_METHODS, TOKEN_FIELD, StaleToken

STATUSES: Mapping[str, int] = {"forbidden": 403, "too_many_logins": 429, "sign_in_again": 403}
"""Statuses of the refusals whose status says more than "the content is wrong"."""
CONTENT_WRONG = 422
TOO_BIG = 413
KEPT_BYTES = 500_000
"""A form larger than this (a file) is not carried over to the page that offers to send it again."""
logger = logging.getLogger(__name__)


def status_of(refusal: SchoolError) -> int:
    return STATUSES.get(refusal.code, CONTENT_WRONG)


async def school_refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, SchoolError)
    reader = reader_of(request)
    text = explain(reader.words, refusal.code, refusal.facts)
    return _page(reader, status_of(refusal), text)


async def not_signed_in(request: Request, refusal: Exception) -> Response:
    """To the login and back; what was typed waits on a page that offers to send it again."""
    reader = reader_of(request)
    if request.method in SAFE_METHODS:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?{urlencode({'next': target})}", 303)
    _ = reader.words
    text = _("Your session has ended. Sign in in another tab, then press Save again: nothing typed is lost.")
    return await _offer_again(request, reader, 401, text)


async def stale_token(request: Request, refusal: Exception) -> Response:
    reader = reader_of(request)
    _ = reader.words
    text = _("This page was opened in an earlier session. Press Save again: nothing typed is lost.")
    response = await _offer_again(request, reader, 403, text)
    if isinstance(reader, Visit):
        # Readable by our own pages only, which send the same form again by themselves.
        response.headers["x-form-token"] = reader.csrf
    return response


async def store_busy(request: Request, refusal: Exception) -> Response:
    reader = reader_of(request)
    _ = reader.words
    text = _("The school's records are busy. Press Save again in a moment: nothing typed is lost.")
    response = await _offer_again(request, reader, 503, text)
    response.headers["retry-after"] = "5"
    return response


async def http_refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, HTTPException)
    reader = reader_of(request)
    _ = reader.words
    if refusal.status_code == TOO_BIG:
        return _page(reader, TOO_BIG, _("This is too big to be taken in. Go back and send less at a time."))
    known = refusal.status_code in {404, 405}
    text = _("There is no such page.") if known else _("This request cannot be understood.")
    return _page(reader, refusal.status_code, text)


async def malformed(request: Request, refusal: Exception) -> Response:
    """An address or a form that no page of ours makes."""
    reader = reader_of(request)
    _ = reader.words
    return _page(reader, 404, _("There is no such page."))


async def broken(request: Request, fault: Exception) -> Response:
    """Our own fault; the server logs it."""
    reader = reader_of(request)
    _ = reader.words
    return _page(reader, 500, _("Something went wrong here. It has been noted; please try again later."))


HANDLERS: dict[Any, Any] = {
    SchoolError: school_refused,
    NotSignedIn: not_signed_in,
    StaleToken: stale_token,
    DatabaseBusy: store_busy,
    Collided: store_busy,
    HTTPException: http_refused,
    RequestValidationError: malformed,
    Exception: broken,
}


def _page(reader: Reader, status: int, text: Markup) -> Response:
    return render(reader, "refusal.html", status, text=text)


async def _offer_again(request: Request, reader: Reader, status: int, text: Markup) -> Response:
    """A page whose only form sends the same once more, with the token of the session as it is now."""
    fields = _kept(await _form_of(request))
    token = reader.csrf if isinstance(reader, Visit) else ""
    return render(
        reader, "again.html", status, text=text, fields=fields, token=token, action=request.url.path
    )


async def _form_of(request: Request) -> FormData:
    length = request.headers.get("content-length", "")
    if request.method in SAFE_METHODS or not length.isdigit() or int(length) > KEPT_BYTES:
        return FormData()
    return await request.form(max_fields=MAX_FIELDS)


def _kept(form: FormData) -> list[tuple[str, str]]:
    """What was typed, but for the old token, and a password: that stands in no page."""
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in (TOKEN_FIELD, "password")
    ]
