"""From a code to a link (R20–R22)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import joining
from services.join_steps import (
    AskBirthday,
    AskConsent,
    AskLanguage,
    Linked,
    Refused,
    Step,
    Who,
)
from services.leaving import revoke_link
from storage.models import (
    Account,
    AuditEntry,
    Channel,
    Consent,
    JoinAttempt,
    Link,
    OutboxItem,
    Preference,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.codes import make_code
from tests.factories.people import make_guardian, make_guardianship
from tests.joiner import SON_BORN, Joiner, count


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
    assert await count(session, Account, Account.address == "900") == 0
    assert await count(session, Consent) == 0


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
    assert await count(session, Link, Link.student_id == cast.classmate.id) == 1


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
    assert await count(session, Consent) == 1


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


async def test_opening_the_own_code_again_is_harmless(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    joiner = Joiner(session, "900")
    await joiner.joins()
    again = await joiner.opens()
    assert isinstance(again, Linked)
    assert not again.is_new
    assert await count(session, JoinAttempt) == 0
    assert await count(session, Link, Link.guardianship_id == cast.father_of_son.id) == 2  # 102 and 900


async def test_linking_the_same_person_twice_makes_one_link(session: AsyncSession, cast: Cast) -> None:
    await make_code(session, cast.father_of_son)
    await make_code(session, cast.father_of_son, "2222-2222-2222")
    joiner = Joiner(session, "900")
    await joiner.opens("2222-2222-2222")
    await joiner.chooses("kk")
    await joiner.consents()
    session.add(await _link_behind_its_back(session, cast))
    assert isinstance(await joiner.is_born(SON_BORN), Linked)
    assert await count(session, Link, Link.guardianship_id == cast.father_of_son.id) == 2


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
    assert await count(session, OutboxItem) == 0
    assert await count(session, Preference) == 0


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
