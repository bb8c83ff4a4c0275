"""How staff come in: links once and soon, passwords slowly, sessions for a day at most."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import passwords, staff_login
from services.errors import (
    LoginLinkSpent,
    PasswordTooSimple,
    SignInAgain,
    TooManyLogins,
    UserNameTaken,
    WrongUserName,
)
from storage.database import Database
from storage.models import LoginAttempt, LoginLink, StaffMember, WebSession
from tests.cast import Cast
from tests.chat import SECRET
from tests.clock import Clock

PASSWORD = "a long enough one"


async def link_for(session: AsyncSession, staff: StaffMember, clock: Callable) -> str:
    return await staff_login.issue_login_link(session, staff=staff, secret=SECRET, now=clock())


async def enter(session: AsyncSession, token: str, clock: Callable) -> str:
    return await staff_login.enter_by_link(session, token=token, language="kk", secret=SECRET, now=clock())


async def who(session: AsyncSession, token: str, clock: Callable) -> staff_login.Entered | None:
    return await staff_login.entered_by(session, token=token, secret=SECRET, now=clock())


async def try_password(
    session: AsyncSession, clock: Callable, name: str, password: str, address: str = "10.0.0.1"
) -> str | None:
    """The session's token, or nothing for a wrong password."""
    claim = await passwords.claim_attempt(session, user_name=name, address=address, now=clock())
    await session.flush()
    if not await passwords.matches(claim, password):
        return None
    return await passwords.enter_by_password(session, claim=claim, language="ru", secret=SECRET, now=clock())


async def give_password(session: AsyncSession, staff: StaffMember, name: str = "kim") -> None:
    await passwords.set_password(session, staff=staff, user_name=name, password=PASSWORD)


async def test_a_link_lets_its_owner_in_once(session: AsyncSession, cast: Cast, clock: Clock) -> None:
    token = await link_for(session, cast.class_teacher, clock)
    opened = await enter(session, token, clock)
    entered = await who(session, opened, clock)
    assert entered is not None
    assert entered.staff.id == cast.class_teacher.id
    assert entered.web_session.language == "kk"
    assert [group.id for group in entered.leads] == [cast.class_7a.id]
    with pytest.raises(LoginLinkSpent):
        await enter(session, token, clock)


async def test_looking_at_a_link_spends_nothing(session: AsyncSession, cast: Cast, clock: Clock) -> None:
    token = await link_for(session, cast.teacher, clock)
    for _ in range(3):
        staff = await staff_login.look_at_link(session, token=token, secret=SECRET, now=clock())
        assert staff.id == cast.teacher.id
    assert await enter(session, token, clock)


async def test_a_link_lasts_five_minutes(session: AsyncSession, cast: Cast, clock: Clock) -> None:
    token = await link_for(session, cast.teacher, clock)
    clock.advance(minutes=5)
    with pytest.raises(LoginLinkSpent):
        await enter(session, token, clock)


async def test_links_and_sessions_are_kept_as_keyed_hashes(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    token = await link_for(session, cast.teacher, clock)
    opened = await enter(session, token, clock)
    kept = [await session.scalar(select(LoginLink.token_hash))]
    kept.append(await session.scalar(select(WebSession.token_hash)))
    assert not {token, opened} & set(kept)
    other = await staff_login.entered_by(session, token=opened, secret=b"another key", now=clock())
    assert other is None


async def test_a_session_ends_after_twelve_hours_even_in_use(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    opened = await enter(session, await link_for(session, cast.teacher, clock), clock)
    clock.advance(hours=11, minutes=59)
    assert await who(session, opened, clock)
    clock.advance(minutes=1)
    assert await who(session, opened, clock) is None


async def test_who_has_left_the_school_is_out_the_next_day(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    token, opened = (
        await link_for(session, cast.teacher, clock),
        await enter(session, await link_for(session, cast.teacher, clock), clock),
    )
    await give_password(session, cast.curator)
    cast.teacher.left_on = cast.curator.left_on = date(2026, 11, 23)
    await session.flush()
    assert await who(session, opened, clock), "the last day still counts"
    cast.teacher.left_on = cast.curator.left_on = date(2026, 11, 22)
    await session.flush()
    assert await who(session, opened, clock) is None
    with pytest.raises(LoginLinkSpent):
        await enter(session, token, clock)
    assert await try_password(session, clock, "kim", PASSWORD) is None


@pytest.mark.parametrize("token", ["", "x", "ы" * 500])
async def test_an_invented_token_is_nobody(
    session: AsyncSession, cast: Cast, clock: Clock, token: str
) -> None:
    assert await who(session, token, clock) is None
    with pytest.raises(LoginLinkSpent):
        await enter(session, token, clock)


async def test_a_password_lets_in_whatever_the_capitals_of_the_name(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    await give_password(session, cast.teacher, " Kim.E ")
    assert cast.teacher.user_name == "kim.e"
    assert cast.teacher.password_hash.startswith("$argon2id$")
    opened = await try_password(session, clock, "KIM.e", PASSWORD)
    entered = await who(session, opened or "", clock)
    assert entered is not None
    assert entered.staff.id == cast.teacher.id


async def test_unknown_names_and_wrong_passwords_get_the_same_work_and_answer(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    await give_password(session, cast.teacher)
    known = await passwords.claim_attempt(session, user_name="kim", address="1", now=clock())
    unknown = await passwords.claim_attempt(session, user_name="nobody", address="2", now=clock())
    assert not await passwords.matches(known, "wrong")
    assert not await passwords.matches(unknown, "wrong")
    for claim in (known, unknown):
        assert not passwords.HASHER.check_needs_rehash(claim.password_hash), "hashes cost the same"


async def test_five_wrong_passwords_on_one_name_stop_for_fifteen_minutes(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    await give_password(session, cast.teacher)
    for attempt in range(5):
        assert await try_password(session, clock, "kim", "wrong", f"10.0.0.{attempt}") is None
    with pytest.raises(TooManyLogins):
        await try_password(session, clock, "KIM ", PASSWORD, "10.0.1.1")
    clock.advance(minutes=15, seconds=1)
    assert await try_password(session, clock, "kim", PASSWORD)


async def test_one_address_cannot_try_name_after_name(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    for attempt in range(20):
        assert await try_password(session, clock, f"name{attempt}", "wrong") is None
    with pytest.raises(TooManyLogins):
        await try_password(session, clock, "name21", "wrong")
    assert await try_password(session, clock, "name21", "wrong", "10.0.0.2") is None


async def test_attempts_are_counted_before_they_are_checked(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    await give_password(session, cast.teacher)
    for _ in range(5):
        await passwords.claim_attempt(session, user_name="kim", address="1", now=clock())
        await session.flush()
    with pytest.raises(TooManyLogins):
        await passwords.claim_attempt(session, user_name="kim", address="1", now=clock())


async def test_getting_in_forgives_ones_own_failures_only(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    await give_password(session, cast.teacher)
    assert await try_password(session, clock, "kim", "wrong", "10.0.0.2") is None
    assert await try_password(session, clock, "kim", "wrong") is None
    assert await try_password(session, clock, "kim", PASSWORD)
    left = (await session.scalars(select(LoginAttempt.address))).all()
    assert left == ["10.0.0.2"]


async def test_old_attempts_and_sessions_are_swept_away(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    await give_password(session, cast.teacher)
    await try_password(session, clock, "kim", "wrong", "10.0.0.2")
    await try_password(session, clock, "kim", PASSWORD)
    clock.advance(days=1, seconds=1)
    await try_password(session, clock, "kim", PASSWORD)
    assert await session.scalar(select(func.count()).select_from(LoginAttempt)) == 0
    assert await session.scalar(select(func.count()).select_from(WebSession)) == 1


@pytest.mark.parametrize("password", ["", "short", "x" * 129, "kimkimkim"])
async def test_a_password_has_a_length_and_is_not_the_name(
    session: AsyncSession, cast: Cast, password: str
) -> None:
    with pytest.raises(PasswordTooSimple):
        await passwords.set_password(session, staff=cast.teacher, user_name="kimkimkim", password=password)


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "two words", "line\nbreak"])
async def test_a_user_name_is_one_word(session: AsyncSession, cast: Cast, name: str) -> None:
    with pytest.raises(WrongUserName):
        await passwords.set_password(session, staff=cast.teacher, user_name=name, password=PASSWORD)


async def test_two_people_never_share_a_user_name(session: AsyncSession, cast: Cast) -> None:
    await give_password(session, cast.teacher)
    with pytest.raises(UserNameTaken):
        await give_password(session, cast.other_teacher, "KIM")
    await give_password(session, cast.teacher)


async def test_a_new_password_ends_the_other_sessions(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    here = await enter(session, await link_for(session, cast.teacher, clock), clock)
    elsewhere = await enter(session, await link_for(session, cast.teacher, clock), clock)
    entered = await who(session, here, clock)
    assert entered is not None
    await passwords.change_own_password(
        session,
        staff=entered.staff,
        web_session=entered.web_session,
        user_name="kim",
        password=PASSWORD,
        now=clock(),
    )
    assert await who(session, here, clock)
    assert await who(session, elsewhere, clock) is None


async def test_only_who_has_just_signed_in_may_change_the_password(
    session: AsyncSession, cast: Cast, clock: Clock
) -> None:
    opened = await enter(session, await link_for(session, cast.teacher, clock), clock)
    clock.now += timedelta(minutes=16)
    entered = await who(session, opened, clock)
    assert entered is not None
    with pytest.raises(SignInAgain):
        await passwords.change_own_password(
            session,
            staff=entered.staff,
            web_session=entered.web_session,
            user_name="kim",
            password=PASSWORD,
            now=clock(),
        )


@pytest.mark.parametrize("name", ["\x00kim", "k" * 100_000, "".join(chr(0x400 + n) for n in range(5000))])
async def test_a_name_that_no_store_can_keep_is_one_more_wrong_name(
    session: AsyncSession, clock: Clock, name: str
) -> None:
    """PostgreSQL takes no NUL and indexes no novels: both were our own fault's page."""
    claim = await passwords.claim_attempt(session, user_name=name, address="1", now=clock())
    await session.flush()
    assert not await passwords.matches(claim, "whatever it is")
    assert len(claim.user_name) <= passwords.USER_NAME_LONGEST + 1


async def test_a_burst_of_attempts_is_counted_one_by_one(database: Database, clock: Clock) -> None:
    """A hundred guesses at once must not all find that nobody has guessed yet."""

    async def attempt(number: int) -> bool:
        try:
            async with database.transaction() as session:
                await passwords.claim_attempt(session, user_name="kim", address=f"{number}", now=clock())
        except TooManyLogins:
            return False
        return True

    claimed = await asyncio.gather(*(attempt(number) for number in range(12)))
    assert sum(claimed) == passwords.ON_ONE_NAME
