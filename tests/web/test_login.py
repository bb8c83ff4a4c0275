"""Signing in and out over HTTP."""

from collections.abc import Callable

from sqlalchemy import func, select, text

from services.passwords import set_password
from services.staff_login import issue_login_link
from storage.database import Database
from storage.models import LoginAttempt, StaffMember, WebSession
from tests.cast import Cast
from tests.chat import SECRET
from tests.clock import Clock
from tests.web.desk import SAME_ORIGIN, Desk, text_of

PASSWORD = "a long enough one"


async def with_password(database: Database, staff: StaffMember) -> None:
    async with database.transaction() as session:
        await set_password(
            session,
            staff=await session.get_one(StaffMember, staff.id),
            user_name="kim",
            password=PASSWORD,
        )


async def link_for(database: Database, staff: StaffMember, clock: Clock) -> str:
    async with database.transaction() as session:
        return await issue_login_link(session, staff=staff, secret=SECRET, now=clock())


async def sign_in(desk: Desk, password: str = PASSWORD, **fields: str):
    form = {"user_name": "kim", "password": password, **fields}
    return await desk.client.post("/login", data=form, headers=SAME_ORIGIN)


async def test_a_link_preview_does_not_burn_the_link(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, clock: Clock
) -> None:
    token = await link_for(database, stored_cast.teacher, clock)
    for _ in range(2):
        page = await desk().opens(f"/login/{token}")
        assert "Sign in as Елена Викторовна" in text_of(page)
        assert "set-cookie" not in page.headers
    browser = desk()
    answer = await browser.client.post(f"/login/{token}", headers=SAME_ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]
    assert (await browser.opens("/lessons")).status_code == 200


async def test_a_spent_link_says_what_to_do(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, clock: Clock
) -> None:
    token = await link_for(database, stored_cast.teacher, clock)
    await desk().client.post(f"/login/{token}", headers=SAME_ORIGIN)
    for page in (
        await desk().opens(f"/login/{token}"),
        await desk().client.post(f"/login/{token}", headers=SAME_ORIGIN),
        await desk().opens("/login/invented"),
    ):
        assert page.status_code == 422
        assert "Ask the bot for a new one" in text_of(page)
        assert "set-cookie" not in page.headers


async def test_a_link_is_not_spent_by_another_site(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, clock: Clock
) -> None:
    token = await link_for(database, stored_cast.teacher, clock)
    page = await desk().client.post(f"/login/{token}", headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 403
    assert "Sign in as" in text_of(await desk().opens(f"/login/{token}"))


async def test_the_password_leads_to_the_page_one_wanted(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    await with_password(database, stored_cast.teacher)
    browser = desk()
    answer = await sign_in(browser, next="/lessons?day=2026-11-23")
    assert answer.headers["location"] == "/lessons?day=2026-11-23"
    assert (await browser.opens("/login")).headers["location"] == "/"
    elsewhere = await sign_in(desk(), next="//evil.example/")
    assert elsewhere.headers["location"] == "/"


async def test_a_wrong_password_and_an_unknown_name_read_the_same(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    await with_password(database, stored_cast.teacher)
    wrong = await sign_in(desk(), "wrong")
    unknown = await sign_in(desk(), user_name="nobody")
    assert wrong.status_code == unknown.status_code == 422
    assert text_of(wrong) == text_of(unknown)
    assert "wrong" in text_of(wrong)
    assert 'value="kim"' in wrong.text, "the name need not be typed again"
    assert 'value="wrong"' not in wrong.text, "the password never comes back"


async def test_failed_logins_stay_counted(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, clock: Clock
) -> None:
    await with_password(database, stored_cast.teacher)
    browser = desk()
    for _ in range(5):
        await sign_in(browser, "wrong")
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(LoginAttempt)) == 5
    refused = await sign_in(browser)
    assert refused.status_code == 429
    assert "Wait 15 minutes" in text_of(refused)
    clock.advance(minutes=16)
    assert (await sign_in(browser)).status_code == 303


async def test_signing_out_ends_the_session_itself(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    browser = desk()
    await browser.signs_in(stored_cast.teacher)
    cookie = browser.client.cookies["diary"]
    answer = await browser.posts("/logout")
    assert answer.headers["location"] == "/login"
    assert answer.headers["clear-site-data"] == '"storage"'
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(WebSession)) == 0
    thief = desk()
    thief.client.cookies.set("diary", cookie)
    assert (await thief.opens("/lessons")).status_code == 303


async def test_ones_own_password_is_set_in_the_form(
    desk: Callable[..., Desk], stored_cast: Cast, clock: Clock
) -> None:
    browser = desk()
    await browser.signs_in(stored_cast.teacher)
    wrong = await browser.posts("/password", {"user_name": "two words", "password": PASSWORD})
    assert wrong.status_code == 422
    assert 'aria-describedby="user_name-fault"' in wrong.text
    weak = await browser.posts("/password", {"user_name": "kim", "password": "short"})
    assert 'aria-describedby="password-fault"' in weak.text
    answer = await browser.posts("/password", {"user_name": "kim", "password": PASSWORD})
    assert answer.headers["location"] == "/password?saved=1"
    assert (await sign_in(desk())).status_code == 303
    clock.advance(hours=1)
    late = await browser.posts("/password", {"user_name": "kim", "password": "another long one"})
    assert late.status_code == 403
    assert "Sign out and in again" in text_of(late)


async def test_an_administrator_begins_with_the_import_and_a_teacher_with_lessons(
    desk: Callable[..., Desk], stored_cast: Cast
) -> None:
    for staff, first, sees, not_sees in (
        (stored_cast.administrator, "/imports", ["Timetable", "Gradebook", "Classes"], []),
        (stored_cast.class_teacher, "/lessons", ["Lessons", "Classes"], ["Timetable"]),
        (stored_cast.teacher, "/lessons", ["Lessons", "Gradebook"], ["Timetable", "Classes"]),
    ):
        browser = desk()
        await browser.signs_in(staff)
        assert (await browser.opens("/")).headers["location"] == first
        text = text_of(await browser.opens("/password"))
        assert all(entry in text for entry in sees)
        assert not any(entry in text for entry in not_sees)


async def test_health_tells_of_the_store_and_the_outbox(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    page = await desk().opens("/health")
    assert page.json() == {
        "database": "ok",
        "waiting": 0,
        "oldest_waiting_seconds": None,
        "last_delivered_at": None,
    }


async def test_health_says_when_the_store_is_gone(desk: Callable[..., Desk], database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("DROP TABLE outbox"))
    page = await desk().opens("/health")
    assert (page.status_code, page.json()) == (503, {"database": "unreachable"})
