"""What the class teacher sees of the class, and who else may."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.classes import ClassPage, PersonState, my_classes, open_class, open_staff
from services.codes import LASTS, Person, issue_codes
from services.errors import Forbidden
from services.leaving import revoke_link
from storage.models import Consent, GroupKind, Link, StaffMember
from tests.cast import Cast
from tests.chat import SECRET
from tests.clock import MONDAY_MORNING
from tests.factories.codes import make_code
from tests.factories.lessons import make_attendance
from tests.factories.people import make_group, make_leader, make_staff, make_student


async def _open(session: AsyncSession, cast: Cast, staff: StaffMember | None = None) -> ClassPage:
    return await open_class(
        session, staff=staff or cast.class_teacher, group_id=cast.class_7a.id, now=MONDAY_MORNING
    )


def _state(page: ClassPage, person: Person) -> PersonState:
    return next(state for state in page.people if state.person == person)


async def test_students_with_their_guardians_in_the_order_of_the_class_list(
    session: AsyncSession, cast: Cast
) -> None:
    await make_student(session, cast.class_7a, "Яковлев Пётр")
    await make_student(session, cast.class_7a, "Әлиев Бекзат")
    page = await _open(session, cast)
    assert [state.student.short_name for state in page.students] == [
        "Әлиев Бекзат",
        "Нұрланов Әлихан",
        "Соколов Дмитрий",
        "Яковлев Пётр",
    ]
    assert [guardian.name for guardian in page.students[1].guardians] == [
        "Нұрланова Айгерім Серікқызы",
        "Нұрланов Марат",
    ]
    assert page.students[2].guardians == ()


async def test_who_is_linked_since_when_and_reachable(session: AsyncSession, cast: Cast) -> None:
    cast.father_account.unreachable_at = MONDAY_MORNING
    await session.flush()
    page = await _open(session, cast)
    mother = _state(page, Person(guardianship_id=cast.mother_of_son.id))
    father = _state(page, Person(guardianship_id=cast.father_of_son.id))
    assert (mother.ties[0].linked_at, mother.ties[0].is_reachable) == (MONDAY_MORNING, True)
    assert not father.ties[0].is_reachable
    assert _state(page, Person(student_id=cast.classmate.id)).ties == ()
    assert (page.linked, len(page.people)) == (3, 4)


async def test_a_revoked_link_is_not_shown(session: AsyncSession, cast: Cast) -> None:
    link = (await session.scalars(select(Link).where(Link.account_id == cast.father_account.id))).one()
    await revoke_link(session, staff=cast.class_teacher, link_id=link.id, now=MONDAY_MORNING)
    await session.flush()
    page = await _open(session, cast)
    assert _state(page, Person(guardianship_id=cast.father_of_son.id)).ties == ()


async def test_a_consent_given_for_a_sister_counts_for_the_same_mother(
    session: AsyncSession, cast: Cast
) -> None:
    session.add(
        Consent(
            school_id=cast.school.id,
            account_id=cast.mother_account.id,
            guardianship_id=cast.mother_of_daughter.id,
            version="2026-11",
            language="kk",
            given_at=MONDAY_MORNING,
        )
    )
    await session.flush()
    page = await _open(session, cast)
    assert _state(page, Person(guardianship_id=cast.mother_of_son.id)).ties[0].consented_at == MONDAY_MORNING
    assert _state(page, Person(guardianship_id=cast.father_of_son.id)).ties[0].consented_at is None


async def test_a_code_that_waits_is_shown_with_its_last_day_and_no_other(
    session: AsyncSession, cast: Cast
) -> None:
    await make_code(session, cast.father_of_son, lasts=timedelta(0))
    await issue_codes(
        session, staff=cast.class_teacher, group_id=cast.class_7a.id, secret=SECRET, now=MONDAY_MORNING
    )
    page = await _open(session, cast)
    waiting = _state(page, Person(student_id=cast.classmate.id))
    assert waiting.code_expires_at == MONDAY_MORNING + LASTS
    assert _state(page, Person(guardianship_id=cast.father_of_son.id)).code_expires_at is None


async def test_absences_that_wait_for_an_excuse_are_on_the_page(session: AsyncSession, cast: Cast) -> None:
    await make_attendance(session, cast.lesson, cast.son)
    page = await _open(session, cast)
    assert [missed.student.id for missed in page.missed] == [cast.son.id]


async def test_leaders_may_act_an_administrator_looks(session: AsyncSession, cast: Cast) -> None:
    assert (await _open(session, cast)).is_leader
    assert (await _open(session, cast, cast.curator)).is_leader
    assert not (await _open(session, cast, cast.administrator)).is_leader


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "other_teacher"])
async def test_the_class_is_closed_to_everybody_else(session: AsyncSession, cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        await _open(session, cast, getattr(cast, who))


async def test_another_schools_administrator_sees_nothing(session: AsyncSession, cast: Cast) -> None:
    for group in (cast.other_class.id, 10**6):
        with pytest.raises(Forbidden):
            await open_class(session, staff=cast.administrator, group_id=group, now=MONDAY_MORNING)


async def test_my_classes_are_those_i_lead_and_no_clubs(session: AsyncSession, cast: Cast) -> None:
    club = await make_group(session, cast.year, "Шахмат", 7, GroupKind.CLUB)
    await make_leader(session, club, cast.class_teacher)
    assert await my_classes(session, staff=cast.class_teacher, now=MONDAY_MORNING) == [cast.class_7a]
    assert await my_classes(session, staff=cast.teacher, now=MONDAY_MORNING) == []
    with pytest.raises(Forbidden):
        await open_class(session, staff=cast.class_teacher, group_id=club.id, now=MONDAY_MORNING)


async def test_an_administrator_has_every_class_of_the_year(session: AsyncSession, cast: Cast) -> None:
    found = await my_classes(session, staff=cast.administrator, now=MONDAY_MORNING)
    assert list(found) == [cast.class_3b, cast.class_7a]


async def test_a_student_who_left_is_not_in_the_class(session: AsyncSession, cast: Cast) -> None:
    cast.classmate.left_on = date(2026, 11, 20)
    await session.flush()
    assert [state.student.id for state in (await _open(session, cast)).students] == [cast.son.id]


async def test_the_administrator_sees_all_staff_with_links_and_codes(
    session: AsyncSession, cast: Cast
) -> None:
    gone = await make_staff(session, cast.school, "Ушёл Давно")
    gone.left_on = date(2026, 11, 1)
    await make_code(session, cast.deputy_head)
    states = {
        state.member.id: state.state
        for state in await open_staff(session, administrator=cast.administrator, now=MONDAY_MORNING)
    }
    assert gone.id not in states
    assert cast.other_teacher.id not in states
    assert len(states[cast.teacher.id].ties) == 1
    assert states[cast.deputy_head.id].code_expires_at is not None


@pytest.mark.parametrize("who", ["teacher", "class_teacher", "deputy_head"])
async def test_the_staff_page_is_the_administrators(session: AsyncSession, cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        await open_staff(session, administrator=getattr(cast, who), now=MONDAY_MORNING)
