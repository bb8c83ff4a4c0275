"""What an order does to memberships and access, what it refuses, and how it is taken back (R38)."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    AlreadyInClass,
    EntryTooLong,
    Forbidden,
    MovementStands,
    NewcomerIncomplete,
    NoClassChosen,
    OrderIncomplete,
    SchoolError,
    StudentLeft,
    StudentNumberTaken,
    StudentStays,
    WrongDay,
)
from services.movement import (
    enrol,
    graduate,
    let_go,
    open_journal,
    open_student,
    return_student,
    take_back,
    transfer,
)
from services.movement.rules import checked
from storage.models import (
    AccessCode,
    AuditEntry,
    GroupKind,
    GroupMembership,
    Guardian,
    Guardianship,
    Movement,
    MovementKind,
    Role,
    Student,
)
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_course, make_lesson, make_mark, make_work
from tests.factories.people import YEAR_START, make_group, make_staff
from tests.services.movement.orders import make_7b, make_clerk, move_son, newcomer, order, stays

SUNDAY = MONDAY - timedelta(days=1)
ABOUT: dict[str, Any] = {"order": order(), "now": MONDAY_MORNING}


async def test_a_transfer_moves_class_and_subgroup_and_keeps_the_club(
    session: AsyncSession, cast: Cast
) -> None:
    part = await make_group(session, cast.year, "7 «А»/1", 7, GroupKind.SUBGROUP)
    part.parent_id = cast.class_7a.id
    club = await make_group(session, cast.year, "Шахматы", 7, GroupKind.CLUB)
    for group in (part, club):
        session.add(
            GroupMembership(
                school_id=cast.school.id, group_id=group.id, student_id=cast.son.id, joined_on=YEAR_START
            )
        )
    await session.flush()
    to = await make_7b(session, cast)
    movement = await move_son(session, cast, to)
    assert (movement.kind, movement.from_group_id, movement.to_group_id) == (
        MovementKind.TRANSFERRED,
        cast.class_7a.id,
        to.id,
    )
    assert await stays(session, cast.son) == [
        (cast.class_7a.id, YEAR_START, SUNDAY),
        (part.id, YEAR_START, SUNDAY),
        (club.id, YEAR_START, None),
        (to.id, MONDAY, None),
    ]
    audit = (await session.scalars(select(AuditEntry))).one()
    assert (audit.action, audit.subject_id, audit.facts["order"]) == (
        "movement_transferred",
        cast.son.id,
        "45-у",
    )


@pytest.mark.parametrize(("verb", "kind"), [(let_go, MovementKind.LEFT), (graduate, MovementKind.GRADUATED)])
async def test_who_leaves_is_in_no_group_and_unused_codes_end(
    session: AsyncSession, cast: Cast, verb: Callable[..., Awaitable[Movement]], kind: MovementKind
) -> None:
    clerk = await make_clerk(session, cast)
    session.add(
        AccessCode(
            school_id=cast.school.id,
            guardianship_id=cast.father_of_son.id,
            code_hash="x",
            created_at=MONDAY_MORNING,
            expires_at=MONDAY_MORNING + timedelta(days=30),
        )
    )
    await session.flush()
    movement = await verb(session, staff=clerk, student_id=cast.son.id, **ABOUT)
    assert movement.kind is kind
    assert cast.son.left_on == MONDAY
    assert await stays(session, cast.son) == [(cast.class_7a.id, YEAR_START, MONDAY)]
    code = (await session.scalars(select(AccessCode))).one()
    await session.refresh(code)
    assert code.revoked_at == MONDAY_MORNING
    with pytest.raises(StudentLeft):
        await verb(session, staff=clerk, student_id=cast.son.id, **ABOUT)
    back: dict[str, Any] = {"student_id": cast.son.id, "group_id": cast.class_7a.id, "now": MONDAY_MORNING}
    with pytest.raises(WrongDay):
        await return_student(session, staff=clerk, order=order(MONDAY), **back)
    await return_student(session, staff=clerk, order=order(TUESDAY), **back)
    assert cast.son.left_on is None
    with pytest.raises(StudentStays):
        await return_student(session, staff=clerk, order=order(TUESDAY), **back)


async def test_a_new_student_comes_with_a_guardian_and_no_file(session: AsyncSession, cast: Cast) -> None:
    clerk = await make_clerk(session, cast)
    about: dict[str, Any] = {"staff": clerk, "group_id": cast.class_7a.id, **ABOUT}
    movement = await enrol(session, newcomer=newcomer(), **about)
    student = await session.get_one(Student, movement.student_id)
    assert (student.full_name, student.number) == ("Қасымова Ләззат Ерланқызы", "Л-77")
    assert await stays(session, student) == [(cast.class_7a.id, MONDAY, None)]
    tie = (await session.scalars(select(Guardianship).where(Guardianship.student_id == student.id))).one()
    assert tie.entered_at == MONDAY_MORNING
    with pytest.raises(StudentNumberTaken):
        await enrol(session, newcomer=newcomer(), **about)
    brother = newcomer(name="Қасымов Арман", number="Л-78", guardian_number="Л-77-1")
    await enrol(session, newcomer=brother, **about)
    namesakes = select(Guardian).where(Guardian.last_name == "Қасымов")
    assert len((await session.scalars(namesakes)).all()) == 1, "the school knows the father by his number"
    await enrol(session, newcomer=newcomer(number="Л-79"), **about)
    assert len((await session.scalars(namesakes)).all()) == 2, "never by the name alone"


@pytest.mark.parametrize(
    "changes", [{"name": "Ләззат"}, {"number": " "}, {"birth_date": None}, {"guardian_name": ""}]
)
async def test_a_new_student_without_what_is_needed_is_refused(
    session: AsyncSession, cast: Cast, changes: dict[str, Any]
) -> None:
    clerk = await make_clerk(session, cast)
    with pytest.raises(NewcomerIncomplete):
        await enrol(session, staff=clerk, newcomer=newcomer(**changes), group_id=cast.class_7a.id, **ABOUT)


async def test_a_second_tap_and_a_wrong_class_are_refused(session: AsyncSession, cast: Cast) -> None:
    to = await make_7b(session, cast)
    await move_son(session, cast, to)
    with pytest.raises(AlreadyInClass):
        await move_son(session, cast, to)
    with pytest.raises(WrongDay):
        await move_son(session, cast, cast.class_7a, MONDAY)
    with pytest.raises(Forbidden):
        await move_son(session, cast, cast.other_class)
    clerk = await make_clerk(session, cast)
    with pytest.raises(NoClassChosen):
        await transfer(session, staff=clerk, student_id=cast.son.id, group_id=None, **ABOUT)
    with pytest.raises(Forbidden):
        await let_go(session, staff=clerk, student_id=cast.other_student.id, **ABOUT)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"number": " "}, OrderIncomplete),
        ({"dated": None}, OrderIncomplete),
        ({"dated": TUESDAY}, OrderIncomplete),
        ({"number": "9" * 41}, EntryTooLong),
        ({"reason": "a" * 501}, EntryTooLong),
        ({"on_day": None}, WrongDay),
        ({"on_day": date(2026, 8, 31)}, WrongDay),
        ({"on_day": date(2027, 5, 26)}, WrongDay),
    ],
)
def test_an_order_is_complete_and_of_the_school_year(
    changes: dict[str, Any], refusal: type[SchoolError]
) -> None:
    with pytest.raises(refusal):
        checked(order(**changes), MONDAY, YEAR_START, date(2027, 5, 25))


async def test_an_order_is_taken_back_while_nothing_stands_on_it(session: AsyncSession, cast: Cast) -> None:
    to = await make_7b(session, cast)
    clerk = await make_clerk(session, cast)
    first = await move_son(session, cast, to)
    second = await let_go(
        session, staff=clerk, student_id=cast.son.id, order=order(TUESDAY), now=MONDAY_MORNING
    )
    undo: dict[str, Any] = {"staff": clerk, "now": MONDAY_MORNING}
    with pytest.raises(MovementStands) as later:
        await take_back(session, movement_id=first.id, **undo)
    await take_back(session, movement_id=second.id, **undo)
    assert cast.son.left_on is None
    course = await make_course(session, cast.algebra.subject, to, cast.teacher)
    work = await make_work(session, await make_lesson(session, course, MONDAY), cast.kinds["test"])
    mark = await make_mark(session, work, cast.son, "5")
    with pytest.raises(MovementStands) as marks:
        await take_back(session, movement_id=first.id, **undo)
    mark.value = None
    await take_back(session, movement_id=first.id, **undo)
    with pytest.raises(MovementStands) as twice:
        await take_back(session, movement_id=first.id, **undo)
    assert [one.value.facts["why"] for one in (later, marks, twice)] == ["later", "marks", "taken_back"]
    assert await stays(session, cast.son) == [(cast.class_7a.id, YEAR_START, None)]
    journal = await open_journal(session, staff=clerk, now=MONDAY_MORNING)
    assert len(journal.movements) == 2, "they stay in the journal"


@pytest.mark.parametrize("role", list(Role))
async def test_who_enters_orders(session: AsyncSession, cast: Cast, role: Role) -> None:
    person = await make_staff(session, cast.school, "Новый Человек", role)
    if role in (Role.RECORDS_CLERK, Role.DEPUTY_HEAD, Role.ADMINISTRATOR):
        movement = await let_go(session, staff=person, student_id=cast.son.id, **ABOUT)
        await take_back(session, staff=person, movement_id=movement.id, now=MONDAY_MORNING)
        return
    for refused in (
        let_go(session, staff=person, student_id=cast.son.id, **ABOUT),
        take_back(session, staff=person, movement_id=1, now=MONDAY_MORNING),
        enrol(session, staff=person, newcomer=newcomer(), group_id=cast.class_7a.id, **ABOUT),
    ):
        with pytest.raises(Forbidden):
            await refused


async def test_leaders_see_their_classes_orders_only(session: AsyncSession, cast: Cast) -> None:
    to = await make_7b(session, cast)
    await move_son(session, cast, to)
    clerk = await make_clerk(session, cast)
    await let_go(session, staff=clerk, student_id=cast.daughter.id, **ABOUT)
    seen = await open_journal(session, staff=cast.class_teacher, now=MONDAY_MORNING)
    assert [one.student_id for one in seen.movements] == [cast.son.id]
    both = await open_journal(session, staff=cast.deputy_head, now=MONDAY_MORNING)
    assert len(both.movements) == 2
    left = await open_journal(
        session, staff=clerk, now=MONDAY_MORNING, kind=MovementKind.LEFT, group_id=cast.class_3b.id
    )
    assert [one.student_id for one in left.movements] == [cast.daughter.id]
    page = await open_student(session, staff=cast.class_teacher, student_id=cast.son.id, now=MONDAY_MORNING)
    assert [stay.group.name for stay in page.stays] == ["7 «А»", "7 «Б»"]
    refused = [
        open_journal(session, staff=cast.teacher, now=MONDAY_MORNING),
        open_journal(session, staff=cast.class_teacher, now=MONDAY_MORNING, group_id=cast.class_3b.id),
        open_journal(session, staff=clerk, now=MONDAY_MORNING, group_id=cast.other_class.id),
        open_student(session, staff=cast.class_teacher, student_id=cast.daughter.id, now=MONDAY_MORNING),
        open_student(session, staff=clerk, student_id=cast.other_student.id, now=MONDAY_MORNING),
    ]
    for one in refused:
        with pytest.raises(Forbidden):
            await one
