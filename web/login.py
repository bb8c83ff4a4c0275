"""Signing in, by the bot's one-time link or by user name and password, and signing out."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from locales.errors import explain
from services import passwords, staff_login
from services.errors import LoginLinkSpent, SchoolError, TooManyLogins, WrongPassword
from web.context import Anyone, Reader, SignedIn, Visit, local_path, reader_of, redirect, render
from web.navigation import first_page
from web.refusals import status_of
from web.security import drop_cookie, session_cookie, set_cookie

router = APIRouter()


@router.get("/")
async def show_first_page(visit: SignedIn) -> Response:
    return redirect(visit, first_page(visit))


@router.get("/login")
async def show_login(guest: Anyone, next: str = "/") -> Response:  # noqa: A002 - the address says "next"
    if isinstance(guest, Visit):
        return redirect(guest, local_path(next))
    return _login_page(guest, local_path(next))


@router.post("/login")
async def sign_in(request: Request) -> Response:
    """Two transactions on purpose: a failed attempt must stay counted, and hashing holds no lock."""
    reader, form = reader_of(request), await request.form()
    user_name, password = str(form.get("user_name", "")), str(form.get("password", ""))
    target = local_path(str(form.get("next", "")))
    config = reader.config
    address = request.client.host if request.client else ""
    try:
        async with config.database.transaction() as session:
            claim = await passwords.claim_attempt(
                session, user_name=user_name, address=address, now=reader.now
            )
    except TooManyLogins as refusal:
        return _login_page(reader, target, user_name, refusal)
    if not await passwords.matches(claim, password):
        return _login_page(reader, target, user_name, WrongPassword())
    async with config.database.transaction() as session:
        token = await passwords.enter_by_password(
            session, claim=claim, language=reader.words.language, secret=config.secret, now=reader.now
        )
    return _enter(reader, target, token)


@router.get("/login/{token}")
async def show_link(token: str, guest: Anyone) -> Response:
    """Only a button: previews open links too, and must not spend them."""
    try:
        staff = await staff_login.look_at_link(
            guest.session, token=token, secret=guest.config.secret, now=guest.now
        )
    except LoginLinkSpent as refusal:
        return _login_page(guest, "/", refusal=refusal)
    return render(guest, "login_link.html", name=staff.polite_name or staff.full_name)


@router.post("/login/{token}")
async def enter_by_link(token: str, request: Request) -> Response:
    reader = reader_of(request)
    config = reader.config
    try:
        async with config.database.transaction() as session:
            opened = await staff_login.enter_by_link(
                session,
                token=token,
                language=reader.words.language,
                secret=config.secret,
                now=reader.now,
            )
    except LoginLinkSpent as refusal:
        return _login_page(reader, "/", refusal=refusal)
    return _enter(reader, "/", opened)


@router.post("/logout")
async def sign_out(visit: SignedIn) -> Response:
    await staff_login.sign_out(visit.session, web_session=visit.web_session)
    response = redirect(visit, "/login")
    drop_cookie(response, visit.config, session_cookie(visit.config))
    response.headers["clear-site-data"] = '"storage"'
    return response


def _enter(reader: Reader, target: str, token: str) -> Response:
    response = redirect(reader, target)
    seconds = int(staff_login.SESSION_LASTS.total_seconds())
    set_cookie(response, reader.config, session_cookie(reader.config), token, seconds)
    return response


def _login_page(
    reader: Reader, target: str, user_name: str = "", refusal: SchoolError | None = None
) -> Response:
    fault = explain(reader.words, refusal.code, refusal.facts) if refusal else None
    status = status_of(refusal) if refusal else 200
    bot = reader.config.bot_name()
    return render(reader, "login.html", status, next=target, user_name=user_name, fault=fault, bot=bot)
