"""From a code to a link, and everything that gives nothing (R20–R22)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import conversations, joining
from services.accounts import Caller, identify
from services.guessing import STOP
from services.join_steps import (
    AskBirthday,
    AskConsent,
    AskLanguage,
    Linked,
    Lost,
    Outcome,
    Refused,
    Step,
    Stopped,
    Who,
)
from services.leaving import revoke_link
from storage.models import (
    Account,
    AuditEntry,
    Channel,
    Consent,
    Conversation,
    JoinAttempt,
    Link,
    OutboxItem,
    Preference,
)
from tests.cast import Cast
from tests.chat import SECRET
from tests.clock import MONDAY_MORNING, Clock
from tests.factories.codes import CODE, make_code
from tests.factories.people import make_guardian, make_guardianship

SON_BORN = date(2013, 3, 14)


class Joiner:
    """One address that joins, step by step, each step as an update of its own."""

    def __init__(self, session: AsyncSession, address: str, clock: Clock | None = None) -> None:
        self.session = session
        self.address = address
        self.clock = clock or Clock()

    async def caller(self) -> Caller:
        return await identify(self.session, channel=Channel.TELEGRAM, address=self.address, now=self.clock())

    async def conversation(self) -> Conversation | None:
        return await conversations.current(
            self.session, channel=Channel.TELEGRAM, address=self.address, now=self.clock()
        )

    async def _known(self) -> dict[str, Any]:
        return {
            "caller": await self.caller(),
            "conversation": await self.conversation(),
            "now": self.clock(),
        }

    async def opens(self, text: str = CODE) -> Outcome:
        caller = await self.caller()
        return await joining.open_code(
            self.session, caller=caller, text=text, secret=SECRET, now=self.clock()
        )

    async def chooses(self, language: str) -> Outcome:
        return await joining.choose_language(self.session, language=language, **await self._known())

    async def consents(self) -> Outcome:
        return await joining.give_consent(self.session, **await self._known())

    async def declines(self) -> str | None:
        return await joining.decline(
            self.session, caller=await self.caller(), conversation=await self.conversation()
        )

    async def is_born(self, day: date) -> Outcome:
        return await joining.confirm_birthday(self.session, birth_date=day, **await self._known())

    async def joins(self, text: str = CODE, born: date = SON_BORN) -> Outcome:
        await self.opens(text)
        await self.chooses("kk")
        await self.consents()
        return await self.is_born(born)


async def _count(session: AsyncSession, model: type[Any], *conditions: Any) -> int:
    return (await session.scalars(select(func.count()).select_from(model).where(*conditions))).one()


async def test_a_guardian_joins_by_language_consent_and_birthday(session: AsyncSession, cast: Cast) -> None:
    code = await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    assert await joiner.opens() == AskLanguage()
    assert await joiner.chooses("kk") == AskConsent("kk", cast.school, Who.GUARDIAN)
    assert await joiner.consents() == AskBirthday("kk", cast.son, is_self=False)
    linked = await joiner.is_born(SON_BORN)
    assert isinstance(linked, Linked)
    assert (linked.student, linked.group, linked.guardian) == (cast.son, cast.class_7a, cast.father)
    assert linked.is_new
    await session.refresh(code)
    assert code.used_at == MONDAY_MORNING
    caller = await joiner.caller()
    assert [child.student.id for child in caller.children] == [cast.son.id]
    assert caller.account is not None
    assert caller.account.language == "kk"
    assert await joiner.conversation() is None


async def test_nothing_is_kept_of_a_person_before_the_link(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.opens()
    await joiner.chooses("kk")
    await joiner.consents()
    assert await _count(session, Account, Account.address == "900") == 0
    assert await _count(session, Consent) == 0


async def test_consent_records_version_language_and_the_moment_it_was_given(
    session: AsyncSession, cast: Cast
) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.opens()
    await joiner.chooses("kk")
    await joiner.consents()
    joiner.clock.advance(minutes=3)
    await joiner.is_born(SON_BORN)
    consent = (await session.scalars(select(Consent))).one()
    assert (consent.version, consent.language) == (joining.CONSENT_VERSION, "kk")
    assert consent.given_at == MONDAY_MORNING
    assert consent.guardianship_id == cast.father_of_son.id
    assert consent.withdrawn_at is None


async def test_a_student_joins_with_the_own_birthday(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.classmate)
    joiner = Joiner(session, "900")
    await joiner.opens()
    assert await joiner.chooses("ru") == AskConsent("ru", cast.school, Who.STUDENT)
    assert await joiner.consents() == AskBirthday("ru", cast.classmate, is_self=True)
    linked = await joiner.is_born(cast.classmate.birth_date)
    assert isinstance(linked, Linked)
    assert linked.guardian is None
    assert await _count(session, Link, Link.student_id == cast.classmate.id) == 1


async def test_staff_join_with_the_administrators_code_and_consent_alone(
    session: AsyncSession, cast: Cast
) -> None:
    await make_code(session, cast.deputy_head)
    joiner = Joiner(session, "900")
    await joiner.opens()
    assert await joiner.chooses("ru") == AskConsent("ru", cast.school, Who.STAFF)
    linked = await joiner.consents()
    assert isinstance(linked, Linked)
    assert linked.staff == cast.deputy_head
    assert [member.id for member in (await joiner.caller()).staff] == [cast.deputy_head.id]


async def test_one_account_may_be_parent_and_teacher_at_once(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.deputy_head)
    joiner = Joiner(session, "102")
    assert isinstance(await joiner.opens(), AskConsent)
    assert isinstance(await joiner.consents(), Linked)
    caller = await joiner.caller()
    assert caller.children
    assert caller.staff


async def test_a_second_child_skips_language_and_the_consent_already_given(
    session: AsyncSession, cast: Cast
) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.joins()
    second = await make_guardianship(session, cast.father, cast.daughter)
    await make_code(session, second, "2222-2222-2222")
    assert await joiner.opens("2222-2222-2222") == AskBirthday("kk", cast.daughter, is_self=False)
    assert isinstance(await joiner.is_born(cast.daughter.birth_date), Linked)
    caller = await joiner.caller()
    assert [child.student.id for child in caller.children] == [cast.son.id, cast.daughter.id]
    assert caller.child(None).student.id == cast.daughter.id
    assert await _count(session, Consent) == 1


async def test_a_child_in_another_school_needs_a_consent_to_that_school(
    session: AsyncSession, cast: Cast
) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.joins()
    there = await make_guardian(session, cast.other_school, "Нұрланов Марат")
    tie = await make_guardianship(session, there, cast.other_student)
    await make_code(session, tie, "2222-2222-2222")
    assert await joiner.opens("2222-2222-2222") == AskConsent("kk", cast.other_school, Who.GUARDIAN)


async def test_another_wording_of_the_consent_is_asked_for_again(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.joins()
    (await session.scalars(select(Consent))).one().version = "2020-01"
    await session.flush()
    second = await make_guardianship(session, cast.father, cast.daughter)
    await make_code(session, second, "2222-2222-2222")
    assert isinstance(await joiner.opens("2222-2222-2222"), AskConsent)


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
    assert await _count(session, JoinAttempt, JoinAttempt.address == "900") == 1


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


async def test_opening_the_own_code_again_is_harmless(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.joins()
    again = await joiner.opens()
    assert isinstance(again, Linked)
    assert not again.is_new
    assert await _count(session, JoinAttempt) == 0
    assert await _count(session, Link, Link.guardianship_id == cast.father_of_son.id) == 2  # 102 and 900


async def test_linking_the_same_person_twice_makes_one_link(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    await make_code(session, cast.father_of_son, "2222-2222-2222")
    joiner = Joiner(session, "900")
    await joiner.opens("2222-2222-2222")
    await joiner.chooses("kk")
    await joiner.consents()
    session.add(await _link_behind_its_back(session, cast))
    assert isinstance(await joiner.is_born(SON_BORN), Linked)
    assert await _count(session, Link, Link.guardianship_id == cast.father_of_son.id) == 2


async def _link_behind_its_back(session: AsyncSession, cast: Cast) -> Link:
    other = Account(channel=Channel.TELEGRAM, address="900", language="ru", created_at=MONDAY_MORNING)
    session.add(other)
    await session.flush()
    return Link(
        school_id=cast.school.id,
        account_id=other.id,
        guardianship_id=cast.father_of_son.id,
        linked_at=MONDAY_MORNING,
    )


async def test_a_revoked_link_may_be_made_anew_by_another_code(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.joins()
    link = (await session.scalars(select(Link).order_by(Link.id.desc()))).first()
    assert link is not None
    await revoke_link(session, staff=cast.class_teacher, link_id=link.id, now=MONDAY_MORNING)
    assert not (await joiner.caller()).is_linked
    assert isinstance(await joiner.opens(), Refused)
    await make_code(session, cast.father_of_son, "2222-2222-2222")
    await joiner.opens("2222-2222-2222")
    assert isinstance(await joiner.is_born(SON_BORN), Linked)


async def test_first_link_starts_from_now_without_a_dump_of_history(
    session: AsyncSession, cast: Cast
) -> None:
    await make_code(session, cast.father_of_son)
    await Joiner(session, "900").joins()
    assert await _count(session, OutboxItem) == 0
    assert await _count(session, Preference) == 0


async def test_linking_is_audited_without_the_messengers_address(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    await Joiner(session, "900900").joins()
    entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "link"))).one()
    assert (entry.subject_kind, entry.subject_id) == ("guardianship", cast.father_of_son.id)
    assert "900900" not in str(entry.facts)


async def test_a_code_sent_again_revives_an_unreachable_chat(session: AsyncSession, cast: Cast) -> None:
    cast.father_account.unreachable_at = MONDAY_MORNING
    await Joiner(session, "102").opens("0000-0000-0000")
    assert cast.father_account.unreachable_at is None


async def test_the_steps_names_are_those_stored_in_conversations() -> None:
    assert [step.value for step in Step] == ["join:language", "join:consent", "join:birthday"]
