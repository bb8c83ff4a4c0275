"""The frame of every page: transactions, headers, other sites kept out, languages, refusals."""

from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlalchemy import select, update
from starlette.datastructures import Headers
from starlette.types import Message

from services.errors import Forbidden
from storage.database import Collided, Database, DatabaseBusy
from storage.models import School, StaffMember, WebSession
from tests.cast import Cast
from tests.clock import Clock
from tests.web.desk import ADDRESS, SAME_ORIGIN, Desk, config_of, text_of
from web.app import create_app
from web.context import SignedIn, local_path
from web.languages import preferred
from web.security import is_from_here

pytestmark = pytest.mark.usefixtures("stored_cast")


def app_with(router: APIRouter, database: Database, clock: Clock):
    app = create_app(config_of(database, clock))
    app.include_router(router)
    return app


def renaming_router() -> APIRouter:
    router = APIRouter()

    @router.post("/rename")
    async def rename(visit: SignedIn) -> PlainTextResponse:
        visit.school.name = str(visit.form["name"])
        if visit.form["name"] == "forbidden":
            raise Forbidden
        if visit.form["name"] == "busy":
            raise DatabaseBusy
        if visit.form["name"] == "collided":
            raise Collided
        if visit.form["name"] == "broken":
            raise RuntimeError("a fault of ours")
        return PlainTextResponse("renamed")

    @router.get("/rename")
    async def rename_by_looking(visit: SignedIn) -> PlainTextResponse:
        await visit.session.execute(update(School).values(name="changed by a GET"))
        return PlainTextResponse("looked")

    return router


async def school_name(database: Database, cast: Cast) -> str:
    async with database.reading() as session:
        school = await session.get(School, cast.school.id)
        assert school is not None
        return school.name


async def test_the_transaction_is_committed_before_the_response_is_sent(
    database: Database, clock: Clock, stored_cast: Cast
) -> None:
    app = app_with(renaming_router(), database, clock)
    desk = Desk(app)
    await desk.signs_in(stored_cast.teacher)
    seen: list[str] = []

    async def watching(scope, receive, send) -> None:
        async def look_then_send(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["path"] == "/rename":
                seen.append(await school_name(database, stored_cast))
            await send(message)

        await app(scope, receive, look_then_send)

    watched = Desk(app)
    watched.client._transport.app = watching
    watched.client.cookies = desk.client.cookies
    await watched.posts("/rename", {"name": "Renamed"})
    assert seen == ["Renamed"]


async def test_a_get_changes_nothing(database: Database, clock: Clock, stored_cast: Cast) -> None:
    desk = Desk(app_with(renaming_router(), database, clock))
    await desk.signs_in(stored_cast.teacher)
    assert (await desk.opens("/rename")).text == "looked"
    assert await school_name(database, stored_cast) == "Гимназия № 25"


@pytest.mark.parametrize(
    ("name", "status"), [("forbidden", 403), ("busy", 503), ("collided", 503), ("broken", 500)]
)
async def test_a_refusal_undoes_the_whole_request(
    database: Database, clock: Clock, stored_cast: Cast, name: str, status: int
) -> None:
    desk = Desk(app_with(renaming_router(), database, clock))
    await desk.signs_in(stored_cast.teacher)
    page = await desk.posts("/rename", {"name": name})
    assert page.status_code == status
    assert await school_name(database, stored_cast) == "Гимназия № 25"


async def test_a_busy_store_keeps_what_was_typed(database: Database, clock: Clock, stored_cast: Cast) -> None:
    desk = Desk(app_with(renaming_router(), database, clock))
    await desk.signs_in(stored_cast.teacher)
    page = await desk.posts("/rename", {"name": "busy", "topic": 'a "quoted" <topic>'})
    assert "Press Save again" in text_of(page)
    assert 'name="topic" value="a &#34;quoted&#34; &lt;topic&gt;"' in page.text
    assert page.headers["retry-after"] == "5"


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {}])
async def test_what_another_site_sends_is_refused(
    database: Database, clock: Clock, stored_cast: Cast, headers: dict[str, str]
) -> None:
    desk = Desk(app_with(renaming_router(), database, clock))
    await desk.signs_in(stored_cast.teacher)
    form = {"csrf": await desk.token(), "name": "Renamed"}
    page = await desk.client.post("/rename", data=form, headers=headers)
    assert page.status_code == 403
    assert await school_name(database, stored_cast) == "Гимназия № 25"


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site", "origin": ADDRESS}, False),
        ({"origin": ADDRESS}, True),
        ({"origin": "http://10.0.0.5:8000", "host": "10.0.0.5:8000"}, True),
        ({"origin": "http://evil.example", "host": "diary.example"}, False),
        ({"origin": "null", "host": "diary.example"}, False),
        ({}, False),
    ],
)
def test_the_origin_decides_when_the_browser_names_no_site(headers: dict[str, str], is_ours: bool) -> None:
    assert is_from_here(Headers(headers), ADDRESS) is is_ours


@pytest.mark.parametrize("token", ["", "another session's"])
async def test_a_form_without_the_sessions_token_is_refused(
    database: Database, clock: Clock, stored_cast: Cast, token: str
) -> None:
    desk = Desk(app_with(renaming_router(), database, clock))
    await desk.signs_in(stored_cast.teacher)
    page = await desk.client.post("/rename", data={"csrf": token, "name": "Renamed"}, headers=SAME_ORIGIN)
    assert page.status_code == 403
    assert 'value="Renamed"' in page.text
    assert f'name="csrf" value="{await desk.token()}"' in page.text
    assert await school_name(database, stored_cast) == "Гимназия № 25"


async def test_an_ended_session_loses_nothing_typed(
    database: Database, clock: Clock, stored_cast: Cast
) -> None:
    desk = Desk(app_with(renaming_router(), database, clock))
    await desk.signs_in(stored_cast.teacher)
    form = {"csrf": await desk.token(), "name": "Renamed"}
    clock.advance(hours=12)
    page = await desk.client.post("/rename", data=form, headers=SAME_ORIGIN)
    assert page.status_code == 401
    assert 'name="name" value="Renamed"' in page.text
    assert "Save again" in text_of(page)


async def test_a_stranger_is_sent_to_the_login_and_back(desk: Callable[..., Desk]) -> None:
    page = await desk().opens("/password?saved=1")
    assert page.headers["location"] == "/login?next=%2Fpassword%3Fsaved%3D1"


async def test_every_answer_carries_the_headers_that_keep_others_out(desk: Callable[..., Desk]) -> None:
    for path in ("/login", "/nowhere", "/health"):
        headers = (await desk().opens(path)).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers


async def test_over_https_cookies_are_bound_to_the_host(
    database: Database, clock: Clock, stored_cast: Cast
) -> None:
    desk = Desk(create_app(config_of(database, clock, secure_cookies=True)))
    desk.client.base_url = "https://diary.example"
    await desk.signs_in(stored_cast.teacher)
    page = await desk.opens("/password")
    assert page.status_code == 200
    assert page.headers["strict-transport-security"]
    assert [(c.name, c.secure) for c in desk.client.cookies.jar] == [("__Host-diary", True)]


async def test_no_page_has_scripts_or_styles_of_its_own(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    browser = desk()
    pages = [await browser.opens("/login")]
    await browser.signs_in(stored_cast.teacher)
    pages.append(await browser.opens("/password"))
    for page in pages:
        for inline in ("<style", "style=", "onclick=", "<script>"):
            assert inline not in page.text


async def test_static_files_are_kept_for_good_under_their_version_only(desk: Callable[..., Desk]) -> None:
    browser = desk()
    page = await browser.opens("/login")
    address = page.text.split('rel="stylesheet" href="')[2].split('"')[0]
    assert address.startswith("/static/diary.css?v=")
    assert "immutable" in (await browser.opens(address)).headers["cache-control"]
    assert (await browser.opens("/static/diary.css")).headers["cache-control"] == "no-cache"
    assert (await browser.opens("/static/diary.css?v=old")).headers["cache-control"] == "no-cache"
    assert (await browser.opens("/static/nothing.css?v=old")).status_code == 404
    assert (await browser.opens("/static/../app.py")).status_code == 404


async def test_an_unknown_address_is_a_page_in_words(desk: Callable[..., Desk]) -> None:
    page = await desk().opens("/nowhere")
    assert page.status_code == 404
    assert "There is no such page." in text_of(page)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("kk-KZ,ru;q=0.8", "kk"),
        ("de,fr;q=0.9", "ru"),
        ("ru;q=0.5, en;q=0.9", "en"),
        ("en;q=nonsense,kk;q=0.1", "kk"),
        ("", "ru"),
    ],
)
def test_the_browsers_language_is_spoken_before_signing_in(header: str, language: str) -> None:
    assert preferred(header) == language


async def test_the_language_stays_for_the_session(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    browser = desk()
    await browser.signs_in(stored_cast.teacher)
    answer = await browser.posts("/language", {"language": "kk", "next": "/password"})
    assert answer.headers["location"] == "/password"
    assert '<html lang="kk">' in (await browser.opens("/password")).text
    async with database.reading() as session:
        assert await session.scalar(select(WebSession.language)) == "kk"


async def test_a_strangers_language_is_kept_in_the_browser(desk: Callable[..., Desk]) -> None:
    browser = desk()
    await browser.client.post("/language", data={"language": "kk", "next": "/login"}, headers=SAME_ORIGIN)
    assert '<html lang="kk">' in (await browser.opens("/login")).text
    await browser.client.post("/language", data={"language": "xx"}, headers=SAME_ORIGIN)
    assert '<html lang="kk">' in (await browser.opens("/login")).text


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"],
)
def test_nobody_is_sent_to_a_strangers_site(path: str) -> None:
    assert local_path(path) == "/"


async def test_a_name_with_html_stays_text(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await session.execute(
            update(StaffMember).where(StaffMember.id == stored_cast.teacher.id).values(last_name="<b>&")
        )
    browser = desk()
    await browser.signs_in(stored_cast.teacher)
    page = await browser.opens("/password")
    assert "<b>&" not in page.text
    assert "&lt;b&gt;&amp;" in page.text


@pytest.mark.parametrize("path", ["/login", "/language"])
async def test_a_stranger_cannot_fill_the_memory_or_the_disk(desk: Callable[..., Desk], path: str) -> None:
    async def endless() -> AsyncIterator[bytes]:
        head = '--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        yield head.encode()
        for _ in range(100):
            sent.append(1)
            yield b"0" * 100_000

    sent: list[int] = []
    headers = {**SAME_ORIGIN, "content-type": "multipart/form-data; boundary=x"}
    page = await desk().client.post(path, content=endless(), headers=headers)
    assert page.status_code == 413
    assert len(sent) < 25, "the rest was not even listened to"
    assert "This is too big to be taken in." in page.text
