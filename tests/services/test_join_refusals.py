"""Codes, dates and taps that link nobody, and tell nobody why."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import conversations, joining
from services.guessing import STOP
from services.join_steps import (
    AskBirthday,
    AskConsent,
    AskLanguage,
    Linked,
    Lost,
    Outcome,
    Refused,
    Stopped,
    Who,
)
from storage.database import Database
from storage.models import (
    AccessCode,
    AuditEntry,
    Channel,
    JoinAttempt,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.codes import CODE, make_code
from tests.joiner import SON_BORN, Joiner, count


async def _make_useless(session: AsyncSession, cast: Cast, how: str) -> None:
    code = await make_code(session, cast.father_of_son, lasts=timedelta(0 if how == "expired" else 30))
    match how:
        case "used":
            code.used_at = MONDAY_MORNING
        case "revoked":
            code.revoked_at = MONDAY_MORNING
        case "guardianship revoked":
            cast.father_of_son.revoked_at = MONDAY_MORNING
        case "child left":
            cast.son.left_on = date(2026, 11, 22)
        case "wrong":
            await session.delete(code)
    await session.flush()


USELESS = ["wrong", "used", "expired", "revoked", "guardianship revoked", "child left"]


@pytest.mark.parametrize("how", USELESS)
async def test_every_useless_code_gets_the_same_answer_and_counts(
    session: AsyncSession, cast: Cast, how: str
) -> None:
    await _make_useless(session, cast, how)
    joiner = Joiner(session, "900")
    assert await joiner.opens() == Refused(None)
    assert await joiner.conversation() is None
    assert await count(session, JoinAttempt, JoinAttempt.address == "900") == 1


async def test_a_code_hashed_with_another_secret_is_useless(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    outcome = await joining.open_code(
        session, caller=await joiner.caller(), text=CODE, secret=b"another", now=MONDAY_MORNING
    )
    assert outcome == Refused(None)


async def test_what_is_no_code_at_all_gets_the_same_answer(session: AsyncSession, cast: Cast) -> None:
    assert await Joiner(session, "900").opens("'; drop table links; --") == Refused(None)


async def test_five_wrong_codes_stop_even_a_right_one(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    for _ in range(4):
        assert await joiner.opens("0000-0000-0000") == Refused(None)
    assert await joiner.opens("0000-0000-0000") == Stopped(None, STOP)
    assert await joiner.opens() == Stopped(None, STOP)
    joiner.clock.advance(minutes=15)
    assert await joiner.opens() == AskLanguage()


async def test_five_wrong_birthdays_stop_and_the_question_waits(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    asked = await joiner.joins(born=date(2013, 3, 1))
    assert asked == AskBirthday("kk", cast.son, is_self=False, is_wrong=True)
    for day in (2, 3, 4):
        await joiner.is_born(date(2013, 3, day))
    assert await joiner.is_born(date(2013, 3, 5)) == Stopped("kk", STOP)
    assert await joiner.is_born(SON_BORN) == Stopped("kk", STOP)
    joiner.clock.advance(minutes=15)
    assert isinstance(await joiner.is_born(SON_BORN), Linked)


async def test_a_found_slip_cannot_be_guessed_open_from_many_accounts(
    session: AsyncSession, cast: Cast
) -> None:
    code = await make_code(session, cast.father_of_son)
    for number in range(joining.CODE_FAILURES):
        joiner = Joiner(session, str(900 + number))
        outcome = await joiner.joins(born=date(2012, 1, 1 + number))
    assert outcome == Refused("kk")
    await session.refresh(code)
    assert code.revoked_at == MONDAY_MORNING
    assert await Joiner(session, "999").opens() == Refused(None)
    actions = (await session.scalars(select(AuditEntry.action))).all()
    assert "end_guessed_code" in actions


async def test_declining_leaves_nothing_and_the_code_stays(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.opens()
    await joiner.chooses("kk")
    assert await joiner.declines() == "kk"
    assert await joiner.conversation() is None
    assert await joiner.consents() == Lost()
    assert await joiner.opens() == AskLanguage()


@pytest.mark.parametrize("how", ["revoked", "expired", "used by another", "guardianship revoked"])
async def test_a_code_that_ends_in_the_middle_links_nobody(
    session: AsyncSession, cast: Cast, how: str
) -> None:
    code = await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.opens()
    await joiner.chooses("kk")
    await joiner.consents()
    match how:
        case "revoked":
            code.revoked_at = MONDAY_MORNING
        case "expired":
            code.expires_at = MONDAY_MORNING
        case "used by another":
            assert isinstance(await Joiner(session, "901").joins(), Linked)
        case "guardianship revoked":
            cast.father_of_son.revoked_at = MONDAY_MORNING
    await session.flush()
    assert await joiner.is_born(SON_BORN) == Refused("kk")
    assert not (await joiner.caller()).is_linked
    assert await joiner.conversation() is None


async def test_each_step_looks_at_the_code_again(session: AsyncSession, cast: Cast) -> None:
    code = await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.opens()
    code.revoked_at = MONDAY_MORNING
    await session.flush()
    assert await joiner.chooses("kk") == Refused("kk")


async def test_consent_counts_only_where_its_words_were_shown(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.opens()
    assert await joiner.consents() == AskLanguage()
    assert isinstance(await joiner.chooses("kk"), AskConsent)


async def test_a_birthday_before_consent_is_no_answer(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.opens()
    assert await joiner.is_born(SON_BORN) == Lost()


async def test_another_language_shows_the_consent_again(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.opens()
    await joiner.chooses("kk")
    await joiner.consents()
    assert await joiner.chooses("ru") == AskConsent("ru", cast.school, Who.GUARDIAN)


async def test_taps_without_a_code_lead_nowhere(session: AsyncSession, cast: Cast) -> None:
    joiner = Joiner(session, "900")
    assert await joiner.chooses("kk") == Lost()
    assert await joiner.consents() == Lost()
    assert await joiner.is_born(SON_BORN) == Lost()
    assert await joiner.declines() is None


async def test_another_conversation_is_not_taken_for_joining(session: AsyncSession, cast: Cast) -> None:
    await conversations.begin(
        session,
        channel=Channel.TELEGRAM,
        address="202",
        step="letter:text",
        facts={"student": 1},
        now=MONDAY_MORNING,
    )
    joiner = Joiner(session, "202")
    assert await joiner.consents() == Lost()
    assert await joiner.declines() is None
    assert await joiner.conversation() is not None


async def test_a_forgotten_conversation_links_nobody(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.opens()
    joiner.clock.advance(days=2)
    assert await joiner.chooses("kk") == Lost()


async def test_of_two_who_use_a_code_at_once_only_one_is_linked(
    database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_code(session, stored_cast.father_of_son)
        for address in ("900", "901"):
            joiner = Joiner(session, address)
            await joiner.opens()
            await joiner.chooses("kk")
            await joiner.consents()

    async def ends(address: str) -> Outcome:
        async with database.transaction() as session:
            return await Joiner(session, address).is_born(SON_BORN)

    outcomes = await asyncio.gather(ends("900"), ends("901"))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Linked", "Refused"]


async def test_wrong_dates_from_many_accounts_at_once_are_all_counted(
    database: Database, stored_cast: Cast
) -> None:
    addresses = [str(900 + number) for number in range(4)]
    async with database.transaction() as session:
        code = await make_code(session, stored_cast.father_of_son)
        for address in addresses:
            joiner = Joiner(session, address)
            await joiner.opens()
            await joiner.chooses("kk")
            await joiner.consents()

    async def fails(address: str) -> None:
        async with database.transaction() as session:
            await Joiner(session, address).is_born(date(2012, 1, 1))

    await asyncio.gather(*(fails(address) for address in addresses))
    async with database.reading() as session:
        assert (await session.get_one(AccessCode, code.id)).failures == len(addresses)
