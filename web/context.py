"""What every page is given: who is there, in which words, at what moment; and how it answers.

A page takes ``visit: SignedIn`` (staff only) or ``guest: Anyone``. A GET reads; a POST is one
transaction, committed before the response leaves, with the form already read and its token checked.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from locales import Words, words_in
from services import staff_login
from storage.models import Group, School, StaffMember, WebSession
from web.config import WebConfig
from web.languages import language_of_browser
from web.security import SAFE_METHODS, StaleToken, session_cookie, token_matches

MAX_FIELDS = 10_000
"""A lesson of 35 students with ten works has about a thousand fields, more than Starlette's limit."""


class NotSignedIn(Exception):
    """Nobody is signed in, or no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody before a page, without the store: enough to render."""

    request: Request
    config: WebConfig
    words: Words
    now: datetime

    @property
    def is_swap(self) -> bool:
        """Whether htmx asks, and will put the answer into the page that is open."""
        return "hx-request" in self.request.headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest(Reader):
    """Anybody, signed in or not."""

    session: AsyncSession
    form: FormData


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Guest):
    """A member of staff at work. ``session`` is the request's own transaction."""

    staff: StaffMember
    """With roles."""
    school: School
    leads: tuple[Group, ...]
    """The groups this person leads today."""
    has_applied: bool
    """Whether this person ever applied for a late change."""
    web_session: WebSession

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.school.time_zone)

    @property
    def today(self) -> date:
        """The school's day, which is not the server's."""
        return self.now.astimezone(self.zone).date()

    @property
    def csrf(self) -> str:
        return self.web_session.csrf_token


def config_of(request: Request) -> WebConfig:
    config: WebConfig = request.app.state.config
    return config


async def signed_in(request: Request) -> AsyncIterator[Visit]:
    """Open the visit of the member of staff whose cookie came. Raises ``NotSignedIn``."""
    async with _visiting(request) as visit:
        yield visit


async def signed_in_at_leisure(request: Request) -> AsyncIterator[Visit]:
    """The same for a POST that works long: it reads, and writes in a transaction of its own."""
    async with _visiting(request, writes=False) as visit:
        yield visit


async def anyone(request: Request) -> AsyncIterator[Guest]:
    """Open the visit of whoever comes; of a member of staff as such."""
    async with AsyncExitStack() as stack:
        try:
            guest: Guest = await stack.enter_async_context(_visiting(request))
        except NotSignedIn:
            guest = await stack.enter_async_context(_looking_in(request))
        yield guest


# The scope makes the transaction end before the response is sent, not after it.
SignedIn = Annotated[Visit, Depends(signed_in, scope="function")]
AtLeisure = Annotated[Visit, Depends(signed_in_at_leisure, scope="function")]
Anyone = Annotated[Guest, Depends(anyone, scope="function")]


def reader_of(request: Request) -> Reader:
    """Whoever is before the page: the visit if one was opened, otherwise what the browser says."""
    opened: Reader | None = getattr(request.state, "visit", None)
    if opened is not None:
        return opened
    config = config_of(request)
    words = words_in(language_of_browser(request))
    return Reader(request=request, config=config, words=words, now=config.clock())


@asynccontextmanager
async def _visiting(request: Request, *, writes: bool = True) -> AsyncIterator[Visit]:
    database = config_of(request).database
    if request.method in SAFE_METHODS:
        async with database.reading() as session:
            request.state.visit = visit = await _visit(request, session, FormData())
            yield visit
        return
    # Strangers upload nothing, and a slow upload never holds the store's only writing lock.
    # This visit is also what a refusal's page is made from: undoing a transaction empties its rows.
    async with database.reading() as session:
        request.state.visit = looking = await _visit(request, session, FormData())
    form = await request.form(max_fields=MAX_FIELDS)
    if not token_matches(form, looking.csrf):
        raise StaleToken
    async with database.transaction() if writes else database.reading() as session:
        yield await _visit(request, session, form)


@asynccontextmanager
async def _looking_in(request: Request) -> AsyncIterator[Guest]:
    reader = reader_of(request)
    reads = request.method in SAFE_METHODS
    form = FormData() if reads else await request.form()
    database = reader.config.database
    async with database.reading() if reads else database.transaction() as session:
        yield Guest(
            request=request,
            config=reader.config,
            words=reader.words,
            now=reader.now,
            session=session,
            form=form,
        )


async def _visit(request: Request, session: AsyncSession, form: FormData) -> Visit:
    config = config_of(request)
    token = request.cookies.get(session_cookie(config))
    now = config.clock()
    entered = await staff_login.entered_by(session, token=token or "", secret=config.secret, now=now)
    if entered is None:
        raise NotSignedIn
    return Visit(
        request=request,
        config=config,
        words=words_in(entered.web_session.language),
        now=now,
        session=session,
        form=form,
        staff=entered.staff,
        school=entered.school,
        leads=entered.leads,
        has_applied=entered.has_applied,
        web_session=entered.web_session,
    )


def render(reader: Reader, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """The page, in the reader's language, inside the frame of ``layout.html``."""
    page = reader.request.app.state.templates.get_template(template)
    staff = reader if isinstance(reader, Visit) else None
    return HTMLResponse(page.render(_=reader.words, reader=reader, visit=staff, **context), status)


def redirect(reader: Reader, path: str, **query: Any) -> Response:
    """Show another page of ours after a POST, so that reloading sends nothing twice."""
    url = f"{path}?{urlencode(query)}" if query else path
    return RedirectResponse(url, 303)


def local_path(path: str | None, otherwise: str = "/") -> str:
    """``path`` if it leads to a page of ours: a login must not send people to a stranger's."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return otherwise
    return path if path.isprintable() else otherwise
