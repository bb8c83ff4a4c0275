"""Guardians added and taken away: who may, what ends, what an import leaves alone (R20, R21)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import identify
from services.errors import (
    AlreadyGuardian,
    EndingUnexplained,
    Forbidden,
    GuardianIncomplete,
    GuardianUnknown,
    SchoolError,
    WrongDay,
)
from services.guardians import NewGuardian, add_guardian, end_guardianship
from storage.models import AccessCode, AuditEntry, Channel, Guardian, Relation, Role
from storage.queries.codes import Person
from storage.queries.members import active_links, people_of
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import make_staff

NOW: dict[str, Any] = {"now": MONDAY_MORNING}
COURT: dict[str, Any] = {"reason": "решение суда № 5", "on_day": MONDAY, **NOW}


def grandmother(name: str = "Нұрланова Күләш", number: str = "") -> NewGuardian:
    return NewGuardian(name, Relation.GRANDPARENT, number)


async def test_ending_takes_away_links_and_codes_of_this_child_at_once(
    session: AsyncSession, cast: Cast
) -> None:
    session.add(
        AccessCode(
            school_id=cast.school.id,
            guardianship_id=cast.mother_of_son.id,
            code_hash="x",
            created_at=MONDAY_MORNING,
            expires_at=MONDAY_MORNING + timedelta(days=30),
        )
    )
    await session.flush()
    tie = await end_guardianship(
        session, staff=cast.class_teacher, guardianship_id=cast.mother_of_son.id, **COURT
    )
    assert (tie.revoked_at, tie.ended_on, tie.ended_reason) == (MONDAY_MORNING, MONDAY, "решение суда № 5")
    mother = await identify(
        session, channel=Channel.TELEGRAM, address=cast.mother_account.address, now=MONDAY_MORNING
    )
    assert [child.student.id for child in mother.children] == [cast.daughter.id], "her other child stays"
    assert not await active_links(session, [Person(guardianship_id=tie.id)])
    father = await active_links(session, [Person(guardianship_id=cast.father_of_son.id)])
    assert len(father) == 1, "the other parent keeps access"
    code = (await session.scalars(select(AccessCode))).one()
    await session.refresh(code)
    assert code.revoked_at == MONDAY_MORNING
    named = {one.person for one in await people_of(session, cast.class_7a.id, MONDAY)}
    assert Person(guardianship_id=tie.id) not in named, "no letter, no alert, no slip"
    entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.action, entry.facts["reason"]) == ("end_guardianship", "решение суда № 5")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"reason": " "}, EndingUnexplained), ({"on_day": TUESDAY}, WrongDay), ({"on_day": None}, WrongDay)],
)
async def test_an_end_needs_a_reason_and_a_day_that_has_come(
    session: AsyncSession, cast: Cast, changes: dict[str, Any], refusal: type[SchoolError]
) -> None:
    about = {**COURT, **changes}
    with pytest.raises(refusal):
        await end_guardianship(
            session, staff=cast.class_teacher, guardianship_id=cast.mother_of_son.id, **about
        )
    assert cast.mother_of_son.revoked_at is None


async def test_a_guardian_is_known_by_number_never_by_name(session: AsyncSession, cast: Cast) -> None:
    about: dict[str, Any] = {"staff": cast.class_teacher, "student_id": cast.classmate.id, **NOW}
    namesake = await add_guardian(session, new=grandmother("Нұрланова Айгерім"), **about)
    assert namesake.guardian_id != cast.mother.id
    known = await add_guardian(session, new=grandmother("нұрланова айгерім", cast.mother.number), **about)
    assert (known.guardian_id, known.entered_at) == (cast.mother.id, MONDAY_MORNING)
    with pytest.raises(AlreadyGuardian):
        await add_guardian(session, new=grandmother("Нұрланова Айгерім", cast.mother.number), **about)
    with pytest.raises(GuardianUnknown):
        await add_guardian(session, new=grandmother(number=cast.father.number), **about)
    with pytest.raises(GuardianIncomplete):
        await add_guardian(session, new=grandmother("Күләш"), **about)
    abroad = await add_guardian(session, new=grandmother(number=cast.other_mother.number), **about)
    assert abroad.guardian_id != cast.other_mother.id, "another school's number means nobody here"
    numbers = [one.number for one in await session.scalars(select(Guardian))]
    assert f"{cast.classmate.number}-1" in numbers


async def test_what_was_ended_begins_again_by_hand_only(session: AsyncSession, cast: Cast) -> None:
    about: dict[str, Any] = {"staff": cast.administrator}
    await end_guardianship(session, guardianship_id=cast.mother_of_son.id, **about, **COURT)
    new = NewGuardian(cast.mother.full_name, Relation.MOTHER, cast.mother.number)
    tie = await add_guardian(session, student_id=cast.son.id, new=new, **about, **NOW)
    assert (tie.id, tie.revoked_at, tie.ended_reason) == (cast.mother_of_son.id, None, "")
    assert not await active_links(session, [Person(guardianship_id=tie.id)]), "a new code is needed"


@pytest.mark.parametrize("role", list(Role))
async def test_which_roles_change_guardians(session: AsyncSession, cast: Cast, role: Role) -> None:
    person = await make_staff(session, cast.school, "Новый Человек", role)
    ending = end_guardianship(session, staff=person, guardianship_id=cast.mother_of_son.id, **COURT)
    if role in (Role.RECORDS_CLERK, Role.ADMINISTRATOR):
        assert (await ending).revoked_at == MONDAY_MORNING
        return
    with pytest.raises(Forbidden):
        await ending


OTHERS: list[Callable[[Cast], tuple[Any, int]]] = [
    lambda cast: (cast.class_teacher, cast.daughter.id),
    lambda cast: (cast.curator, cast.son.id),
    lambda cast: (cast.administrator, cast.other_student.id),
    lambda cast: (cast.administrator, 9999),
    lambda cast: (cast.other_teacher, cast.son.id),
]


@pytest.mark.parametrize("other", OTHERS)
async def test_another_class_and_another_school_are_refused_like_nobody(
    session: AsyncSession, cast: Cast, other: Callable[[Cast], tuple[Any, int]]
) -> None:
    staff, student_id = other(cast)
    with pytest.raises(Forbidden):
        await add_guardian(session, staff=staff, student_id=student_id, new=grandmother(), **NOW)
    ties = {cast.daughter.id: cast.mother_of_daughter.id, cast.son.id: cast.father_of_son.id}
    tie = ties.get(student_id, cast.other_mother_of_student.id)
    with pytest.raises(Forbidden):
        await end_guardianship(session, staff=staff, guardianship_id=tie, **COURT)
