"""Joining as it looks in the chat."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.screens.consent import consent_screen, consent_text
from handlers.screens.join import linked_screen
from locales import LANGUAGES, plain, words_in
from services.join_steps import Linked, Who
from services.joining import CONSENT_VERSION
from storage.database import Database
from storage.models import Account, Consent, JoinAttempt, Link, Student
from tests.cast import Cast
from tests.chat import Phone
from tests.clock import Clock
from tests.factories.codes import CODE, make_code

NAME = "Айгерім <b>& Ко</b>"


@pytest.fixture
async def slip(database: Database, stored_cast: Cast) -> str:
    """The father's slip; its code is on it."""
    async with database.transaction() as session:
        await make_code(session, stored_cast.father_of_son)
    return CODE


async def _joins(phone: Phone, code: str = CODE, born: str = "14 марта 2013") -> str:
    await phone.sends(f"/start {code.replace('-', '')}")
    await phone.taps("Русский")
    await phone.taps("Даю согласие")
    return await phone.sends(born)


async def _count(database: Database, model) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(model))).one()


async def test_a_father_joins_by_the_link_on_the_slip(phone, slip: str) -> None:
    father = phone("900")
    assert "На каком языке" in await father.sends(f"/start {slip}")
    assert "Сізге қай тіл" in father.text
    assert "Гимназия № 25" in await father.taps("Русский")
    assert "Әлихан: дата рождения" in await father.taps("Даю согласие")
    done = await father.sends("14.03.2013")
    assert "Готово" in done
    assert "Нұрланов Әлихан, 7 «А», Гимназия № 25" in done
    assert father.has_button("Открыть дневник")
    assert father.has_button("Настройки")


async def test_a_code_typed_as_plain_text_works_too(phone, slip: str) -> None:
    father = phone("900")
    await father.sends("авсd efgh jkмn")  # lower case, spaces, three Cyrillic letters
    assert father.has_button("Қазақша")


async def test_an_unlinked_chat_is_told_where_the_code_comes_from(phone, stored_cast: Cast) -> None:
    stranger = phone("900")
    for content in ({"text": "/start"}, {"text": "Hello"}, {"text": None}):
        assert "class teacher" in await stranger.sends(**content)


async def test_start_without_a_code_repeats_the_open_question(phone, slip: str) -> None:
    father = phone("900")
    await father.sends(f"/start {slip}")
    await father.taps("Русский")
    assert "Согласие на обработку" in await father.sends("/start")
    assert "Согласие на обработку" in await father.sends("зачем это?")


async def test_all_useless_codes_get_one_answer_that_leaks_nothing(
    phone, database: Database, slip: str, clock: Clock
) -> None:
    await _joins(phone("900"))
    used = await phone("901").sends(f"/start {slip}")
    wrong = await phone("902").sends("/start 0000-0000-0000")
    odd = await phone("903").sends("/start x")
    assert used == wrong == odd
    for secret in ("Әлихан", "Нұрланов", "Гимназия"):
        assert secret not in used


async def test_five_failures_stop_the_account_for_15_minutes(phone, slip: str, clock: Clock) -> None:
    thief = phone("900")
    for _ in range(5):
        answer = await thief.sends("0000-0000-0000")
    assert "15 minutes" in answer
    clock.advance(minutes=14, seconds=30)
    assert "1 minute." in await thief.sends(slip)
    clock.advance(seconds=30)
    await thief.sends(slip)
    assert thief.has_button("English")


async def test_a_failed_try_survives_the_refusal(phone, database: Database, stored_cast: Cast) -> None:
    await phone("900").sends("0000-0000-0000")
    assert await _count(database, JoinAttempt) == 1


async def test_refusing_ends_politely_and_leaves_nothing(phone, database: Database, slip: str) -> None:
    father = phone("900")
    await father.sends(f"/start {slip}")
    await father.taps("Русский")
    assert "останется закрытым" in await father.taps("Не даю согласия")
    assert await _count(database, Consent) == 0
    assert "Hello" in await father.sends("/start")


async def test_an_unreadable_birthday_is_asked_again_and_is_no_failure(
    phone, database: Database, slip: str
) -> None:
    father = phone("900")
    assert "7 февраля 2011" in await _joins(father, born="31.02.2013")
    assert await _count(database, JoinAttempt) == 0
    assert "Готово" in await father.sends("2013-03-14")


async def test_a_wrong_birthday_is_said_and_asked_again(phone, slip: str) -> None:
    father = phone("900")
    answer = await _joins(father, born="15.03.2013")
    assert "не совпадает" in answer
    assert "14" not in answer
    assert "Готово" in await father.sends("14.03.2013")


async def test_giving_up_at_the_birthday(phone, slip: str) -> None:
    father = phone("900")
    await _joins(father, born="не скажу")
    assert "останется закрытым" in await father.taps("Не сейчас")


async def test_a_sticker_instead_of_the_birthday_repeats_the_question(phone, slip: str) -> None:
    father = phone("900")
    await _joins(father, born="?")
    assert "дата рождения" in await father.sends(None)


async def test_a_double_tap_on_consent_is_harmless(phone, slip: str) -> None:
    father = phone("900")
    await father.sends(f"/start {slip}")
    await father.taps("Русский")
    agree = father.button("Даю согласие").callback_data or ""
    await father.taps("Даю согласие")
    assert "дата рождения" in await father.presses(agree)


async def test_the_same_birthday_message_twice_is_acted_on_once(phone, database: Database, slip: str) -> None:
    father = phone("900")
    await _joins(father, born="-")
    await father.sends("14.03.2013", message_id=77)
    await father.sends("14.03.2013", message_id=77)
    assert father.replies == ()
    assert await _count(database, Consent) == 1


async def test_a_tap_after_the_conversation_is_forgotten(phone, slip: str, clock: Clock) -> None:
    father = phone("900")
    await father.sends(f"/start {slip}")
    clock.advance(days=2)
    assert "send the code from the slip again" in await father.taps("Русский")


async def test_a_forged_language_changes_nothing(phone, slip: str) -> None:
    father = phone("900")
    await father.sends(f"/start {slip}")
    before = father.text
    await father.presses("t:J::::xx")
    assert father.text == before


async def test_a_restart_in_the_middle_loses_nothing(
    database: Database, clock: Clock, slip: str, phone
) -> None:
    from tests.chat import phone_factory

    father = phone("900")
    await father.sends(f"/start {slip}")
    await father.taps("Русский")
    agree = father.button("Даю согласие").callback_data or ""
    again = phone_factory(database, clock)("900")
    assert "дата рождения" in await again.presses(agree)


async def test_a_second_child_joins_with_the_birthday_alone(
    phone, database: Database, stored_cast: Cast, slip: str
) -> None:
    async with database.transaction() as session:
        await make_code(session, stored_cast.deputy_head, "2222-2222-2222")
        await make_code(session, stored_cast.classmate, "3333-3333-3333")
    father = phone("900")
    await _joins(father)
    await father.sends("3333-3333-3333")
    assert "Согласие" in father.text  # another person: the student himself
    await father.taps("Не даю согласия")
    await father.sends("2222-2222-2222")
    await father.taps("Даю согласие")
    assert "Вы — Дина, Гимназия № 25" in father.text
    assert father.has_button("Начать")


async def test_opening_the_own_link_again_shows_the_way_home(phone, slip: str) -> None:
    father = phone("900")
    await _joins(father)
    assert "уже открыт" in await father.sends(f"/start {slip}")
    assert father.has_button("Открыть дневник")


async def test_html_in_names_is_shown_as_written(
    phone, database: Database, stored_cast: Cast, slip: str
) -> None:
    async with database.transaction() as session:
        son = await session.get_one(Student, stored_cast.son.id)
        son.first_name = NAME
    father = phone("900")
    await father.sends(f"/start {slip}")
    await father.taps("Русский")
    await father.taps("Даю согласие")
    assert "&lt;b&gt;&amp; Ко&lt;/b&gt;" in father.text
    assert "&lt;b&gt;&amp; Ко&lt;/b&gt;" in await father.sends("14.03.2013")


async def test_a_start_with_a_code_revives_the_chat(phone, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        account = await session.get_one(Account, stored_cast.father_account.id)
        account.unreachable_at = Clock()()
    await phone("102").sends("/start 0000")
    async with database.reading() as session:
        assert (await session.get_one(Account, stored_cast.father_account.id)).unreachable_at is None


async def test_nothing_of_a_stranger_is_kept_after_refusing(phone, database: Database, slip: str) -> None:
    accounts, links = await _count(database, Account), await _count(database, Link)
    father = phone("900")
    await father.sends(f"/start {slip}")
    await father.taps("Русский")
    await father.taps("Не даю согласия")
    assert await _count(database, Account) == accounts
    assert await _count(database, Link) == links


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", list(Who))
def test_the_consent_fits_one_message_and_says_all_it_must(language: str, who: Who) -> None:
    screen = consent_screen(words_in(language), "Ш" * 200, who)
    assert len(plain(screen.text)) <= 4096
    assert screen.text.count("<b>") == 6
    assert "Telegram" in screen.text
    assert "30" in screen.text


def test_another_wording_of_the_consent_is_another_version() -> None:
    texts = [str(consent_text(words_in(lang), "X", who)) for lang in LANGUAGES for who in Who]
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    assert {CONSENT_VERSION: digest} == {"2026-11": "4fc6d71485a9cfa5"}


async def test_a_long_name_fits(session: AsyncSession, cast: Cast) -> None:
    cast.son.last_name = "Ә" * 300
    screen = linked_screen(
        words_in("kk"),
        Linked("kk", cast.school, cast.son, None, cast.mother, None, None, is_new=True),
    )
    assert len(plain(screen.text)) < 4096


async def test_an_expired_code_says_no_more_than_a_wrong_one(
    phone, database: Database, stored_cast: Cast, clock: Clock
) -> None:
    async with database.transaction() as session:
        await make_code(session, stored_cast.father_of_son, lasts=timedelta(days=1))
    clock.advance(days=1)
    assert await phone("900").sends(CODE) == await phone("901").sends("1111-1111-1111")
