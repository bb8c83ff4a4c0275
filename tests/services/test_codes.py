"""How codes look, who gets them and who may issue them (R21)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.codes import (
    ALPHABET,
    LASTS,
    LENGTH,
    Person,
    deep_link,
    hash_code,
    issue_codes,
    issue_staff_code,
    normalise,
    reissue_code,
    revoke_code,
    revoke_staff_code,
)
from services.errors import Forbidden
from storage.models import AccessCode, AuditEntry, Group, GroupKind, Relation, StaffMember
from tests.cast import Cast
from tests.chat import SECRET
from tests.clock import MONDAY_MORNING
from tests.factories.people import make_group, make_leader, make_staff, make_student

CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


async def _issue(session: AsyncSession, staff: StaffMember, group: Group):
    return await issue_codes(session, staff=staff, group_id=group.id, secret=SECRET, now=MONDAY_MORNING)


async def _reissue(session: AsyncSession, staff: StaffMember, group: Group, person: Person):
    return await reissue_code(
        session, staff=staff, group_id=group.id, person=person, secret=SECRET, now=MONDAY_MORNING
    )


async def _rows(session: AsyncSession) -> list[AccessCode]:
    query = select(AccessCode).order_by(AccessCode.id).execution_options(populate_existing=True)
    return list((await session.scalars(query)).all())


@given(CODES)
def test_a_code_is_read_as_printed_lower_case_and_with_other_separators(code: str) -> None:
    printed = f"{code[:4]}-{code[4:8]}-{code[8:]}"
    for typed in (
        printed,
        printed.lower(),
        printed.replace("-", " "),
        f" {code} ",
        printed.replace("-", "–"),
    ):
        assert normalise(typed) == code


def test_letters_that_look_like_digits_are_those_digits() -> None:
    assert normalise("OIL0-oil1-0000") == "011001110000"


def test_letters_of_a_russian_keyboard_stand_for_their_look_alikes() -> None:
    assert normalise("АВЕК-МНРС-ТХУЗ") == "ABEKMHPCTXY3"
    assert normalise("авек-мнрс-тхоі") == "ABEKMHPCTX01"


@pytest.mark.parametrize(
    "text", ["", "hello", "14.03.2013", "ABCD-EFGH-JKM", "ABCD-EFGH-JKMNP", "ЖЖЖЖ-ЖЖЖЖ-ЖЖЖЖ"]
)
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert normalise(text) is None


@given(CODES)
def test_a_deep_links_payload_is_at_most_64_of_the_permitted_signs(code: str) -> None:
    payload = deep_link("SchoolDiaryBot", code).partition("?start=")[2]
    assert len(payload) <= 64
    assert payload.isascii()
    assert payload.isalnum()
    assert normalise(payload) == code


def test_a_code_has_at_least_60_bits() -> None:
    assert len(set(ALPHABET)) ** LENGTH >= 2**60


def test_the_hash_needs_the_secret() -> None:
    assert hash_code("ABCDEFGHJKMN", b"one") != hash_code("ABCDEFGHJKMN", b"another")


async def test_the_class_teacher_gets_one_code_for_everybody_not_yet_linked(
    session: AsyncSession, cast: Cast
) -> None:
    newcomer = await make_student(session, cast.class_7a, "Абаев Ержан")
    issued = await _issue(session, cast.class_teacher, cast.class_7a)
    assert {code.person for code in issued} == {
        Person(student_id=newcomer.id),
        Person(student_id=cast.classmate.id),
    }
    assert all(code.group_name == "7 «А»" for code in issued)
    assert all(code.expires_at == MONDAY_MORNING + LASTS for code in issued)


async def test_a_guardians_slip_names_the_child_and_the_relation(session: AsyncSession, cast: Cast) -> None:
    issued = await _reissue(
        session, cast.class_teacher, cast.class_7a, Person(guardianship_id=cast.father_of_son.id)
    )
    assert (issued.name, issued.child_name, issued.relation) == (
        "Нұрланов Марат",
        "Нұрланов Әлихан",
        Relation.FATHER,
    )


async def test_only_a_keyed_hash_is_stored(session: AsyncSession, cast: Cast) -> None:
    issued = (await _issue(session, cast.class_teacher, cast.class_7a))[0]
    stored = (await _rows(session))[0]
    plain = normalise(issued.code)
    assert plain is not None
    assert stored.code_hash == hash_code(plain, SECRET)
    assert plain not in str(vars(stored)).upper()


async def test_no_two_codes_are_alike(session: AsyncSession, cast: Cast) -> None:
    codes = {code.code for _ in range(5) for code in await _issue(session, cast.class_teacher, cast.class_7a)}
    assert len(codes) == 5


async def test_reissuing_ends_the_former_unused_code(session: AsyncSession, cast: Cast) -> None:
    await _issue(session, cast.class_teacher, cast.class_7a)
    await _issue(session, cast.class_teacher, cast.class_7a)
    former, latest = await _rows(session)
    assert former.revoked_at == MONDAY_MORNING
    assert latest.revoked_at is None


async def test_reissuing_leaves_used_codes_and_other_people_alone(session: AsyncSession, cast: Cast) -> None:
    father, mother = (Person(guardianship_id=tie.id) for tie in (cast.father_of_son, cast.mother_of_son))
    await _reissue(session, cast.class_teacher, cast.class_7a, father)
    await _reissue(session, cast.class_teacher, cast.class_7a, mother)
    used, other = await _rows(session)
    used.used_at = MONDAY_MORNING
    await session.flush()
    await _reissue(session, cast.class_teacher, cast.class_7a, father)
    rows = await _rows(session)
    assert [row.revoked_at for row in rows] == [None, None, None]
    assert rows[1].id == other.id


async def test_revoking_ends_the_code(session: AsyncSession, cast: Cast) -> None:
    person = Person(student_id=cast.son.id)
    await _reissue(session, cast.class_teacher, cast.class_7a, person)
    ended = await revoke_code(
        session, staff=cast.class_teacher, group_id=cast.class_7a.id, person=person, now=MONDAY_MORNING
    )
    assert ended == 1
    assert (await _rows(session))[0].revoked_at == MONDAY_MORNING


async def test_the_curator_of_a_group_may_issue_too(session: AsyncSession, cast: Cast) -> None:
    assert await _issue(session, cast.curator, cast.class_7a)


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "administrator", "other_teacher"])
async def test_nobody_but_the_leader_issues_for_families(session: AsyncSession, cast: Cast, who: str) -> None:
    person = Person(student_id=cast.son.id)
    staff = getattr(cast, who)
    with pytest.raises(Forbidden):
        await _issue(session, staff, cast.class_7a)
    with pytest.raises(Forbidden):
        await _reissue(session, staff, cast.class_7a, person)
    with pytest.raises(Forbidden):
        await revoke_code(session, staff=staff, group_id=cast.class_7a.id, person=person, now=MONDAY_MORNING)
    assert await _rows(session) == []


async def test_a_class_teacher_gets_nothing_for_another_class(session: AsyncSession, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        await _issue(session, cast.class_teacher, cast.class_3b)


@pytest.mark.parametrize("person_of", ["daughter", "other_student"])
async def test_a_class_teacher_gets_nothing_for_a_student_of_another_class_or_school(
    session: AsyncSession, cast: Cast, person_of: str
) -> None:
    person = Person(student_id=getattr(cast, person_of).id)
    with pytest.raises(Forbidden):
        await _reissue(session, cast.class_teacher, cast.class_7a, person)


async def test_a_clubs_leader_issues_nothing(session: AsyncSession, cast: Cast) -> None:
    club = await make_group(session, cast.year, "Шахмат", 7, GroupKind.CLUB)
    await make_leader(session, club, cast.teacher)
    with pytest.raises(Forbidden):
        await _issue(session, cast.teacher, club)


async def test_a_student_who_left_gets_no_code(session: AsyncSession, cast: Cast) -> None:
    cast.classmate.left_on = date(2026, 11, 20)
    await session.flush()
    assert await _issue(session, cast.class_teacher, cast.class_7a) == []


async def test_a_guardian_who_no_longer_answers_for_the_child_gets_no_code(
    session: AsyncSession, cast: Cast
) -> None:
    cast.father_of_son.revoked_at = MONDAY_MORNING
    await session.flush()
    with pytest.raises(Forbidden):
        await _reissue(
            session, cast.class_teacher, cast.class_7a, Person(guardianship_id=cast.father_of_son.id)
        )


async def test_the_administrator_issues_for_staff(session: AsyncSession, cast: Cast) -> None:
    issued = await issue_staff_code(
        session, administrator=cast.administrator, staff_id=cast.teacher.id, secret=SECRET, now=MONDAY_MORNING
    )
    assert issued.name == "Ким Елена Викторовна"
    assert issued.child_name is None
    stored = (await _rows(session))[0]
    assert (stored.staff_id, stored.created_by_id) == (cast.teacher.id, cast.administrator.id)


@pytest.mark.parametrize("who", ["teacher", "class_teacher", "deputy_head", "other_teacher"])
async def test_nobody_else_issues_for_staff(session: AsyncSession, cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        await issue_staff_code(
            session,
            administrator=getattr(cast, who),
            staff_id=cast.teacher.id,
            secret=SECRET,
            now=MONDAY_MORNING,
        )


async def test_an_administrator_gets_nothing_for_another_schools_staff_or_for_who_left(
    session: AsyncSession, cast: Cast
) -> None:
    gone = await make_staff(session, cast.school, "Ушёл Давно")
    gone.left_on = date(2026, 11, 1)
    await session.flush()
    for staff_id in (cast.other_teacher.id, gone.id, 10**6):
        with pytest.raises(Forbidden):
            await issue_staff_code(
                session,
                administrator=cast.administrator,
                staff_id=staff_id,
                secret=SECRET,
                now=MONDAY_MORNING,
            )


async def test_the_administrator_revokes_staff_codes(session: AsyncSession, cast: Cast) -> None:
    await issue_staff_code(
        session, administrator=cast.administrator, staff_id=cast.teacher.id, secret=SECRET, now=MONDAY_MORNING
    )
    later = MONDAY_MORNING + timedelta(hours=1)
    assert (
        await revoke_staff_code(
            session, administrator=cast.administrator, staff_id=cast.teacher.id, now=later
        )
        == 1
    )
    assert (await _rows(session))[0].revoked_at == later


async def test_issuing_is_audited_without_the_code(session: AsyncSession, cast: Cast) -> None:
    issued = await _reissue(
        session, cast.class_teacher, cast.class_7a, Person(guardianship_id=cast.father_of_son.id)
    )
    await session.flush()
    entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.staff_id, entry.action) == (cast.class_teacher.id, "reissue_code")
    assert (entry.subject_kind, entry.subject_id) == ("guardianship", cast.father_of_son.id)
    assert issued.code not in str(entry.facts)
