"""Who says which courses have exams and credits, and what cannot be said."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.attestation import (
    LONGEST_COMMISSION,
    Plan,
    change_attestation,
    open_class_plan,
    open_course_plan,
    plan_attestation,
    remove_attestation,
    set_term_marks,
)
from services.errors import AttestationMarked, AttestedTwice, EntryTooLong, Forbidden, WrongDay
from storage.models import Attestation, AttestationKind, AuditEntry, Course, Role, StaffMember, Term
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.attestation import make_attestation, make_exam_mark, quarters_of
from tests.factories.people import make_staff

EXAM_DAY = date(2026, 12, 21)


async def plan(
    session: AsyncSession,
    cast: Cast,
    staff: StaffMember,
    *,
    course: Course | None = None,
    term: Term | None = None,
    kind: AttestationKind = AttestationKind.EXAM,
    to: Plan | None = None,
) -> Attestation:
    return await plan_attestation(
        session,
        staff=staff,
        course_id=(course or cast.algebra).id,
        term_id=(term or (await quarters_of(session, cast.year))[1]).id,
        kind=kind,
        plan=to or Plan(EXAM_DAY, "Ким, Ли"),
        now=MONDAY_MORNING,
    )


async def test_the_deputy_head_plans_changes_and_takes_away(session: AsyncSession, cast: Cast) -> None:
    made = await plan(session, cast, cast.deputy_head)
    assert (made.kind, made.on_day, made.commission) == (AttestationKind.EXAM, EXAM_DAY, "Ким, Ли")
    later = Plan(EXAM_DAY + timedelta(days=1), "Ким")
    at = {"staff": cast.administrator, "course_id": cast.algebra.id, "attestation_id": made.id}
    await change_attestation(session, **at, plan=later, now=MONDAY_MORNING)
    seen = await open_course_plan(session, staff=cast.deputy_head, course_id=cast.algebra.id)
    assert [(one.on_day, one.commission) for one in seen.attestations] == [(later.on_day, "Ким")]
    await remove_attestation(session, **at, now=MONDAY_MORNING)
    assert (await session.scalars(select(Attestation))).all() == []
    actions = await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))
    assert list(actions) == ["plan_attestation", "change_attestation", "remove_attestation"]


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.DEPUTY_HEAD}]
)
async def test_nobody_else_decides(session: AsyncSession, cast: Cast, role: Role) -> None:
    person = await make_staff(session, cast.school, "Новый Человек", role)
    made = await make_attestation(session, cast.algebra, (await quarters_of(session, cast.year))[0])
    at = {"staff": person, "course_id": cast.algebra.id}
    for attempt in (
        plan(session, cast, person),
        change_attestation(session, **at, attestation_id=made.id, plan=Plan(), now=MONDAY_MORNING),
        remove_attestation(session, **at, attestation_id=made.id, now=MONDAY_MORNING),
        set_term_marks(session, **at, has_term_marks=False, now=MONDAY_MORNING),
    ):
        with pytest.raises(Forbidden):
            await attempt
    reading = open_course_plan(session, staff=person, course_id=cast.algebra.id)
    if role is Role.DIRECTOR:
        assert not (await reading).may_plan
    else:
        with pytest.raises(Forbidden):
            await reading


async def test_what_is_elsewhere_cannot_be_planned(session: AsyncSession, cast: Cast) -> None:
    foreign = (await session.scalars(select(Term).where(Term.school_id == cast.other_school.id))).first()
    theirs = await make_attestation(session, cast.other_algebra, foreign)
    mine = await make_attestation(session, cast.algebra, (await quarters_of(session, cast.year))[0])
    at = {"staff": cast.deputy_head, "now": MONDAY_MORNING}
    for attempt in (
        plan(session, cast, cast.deputy_head, course=cast.other_algebra),
        plan(session, cast, cast.deputy_head, term=foreign),
        remove_attestation(session, **at, course_id=cast.other_algebra.id, attestation_id=theirs.id),
        remove_attestation(session, **at, course_id=cast.kazakh.id, attestation_id=mine.id),
        set_term_marks(session, **at, course_id=cast.other_algebra.id, has_term_marks=False),
        open_class_plan(session, **at, group_id=cast.other_class.id),
        open_course_plan(session, staff=cast.deputy_head, course_id=cast.other_algebra.id),
    ):
        with pytest.raises(Forbidden):
            await attempt


async def test_a_term_has_one_of_each_kind(session: AsyncSession, cast: Cast) -> None:
    await plan(session, cast, cast.deputy_head)
    await plan(session, cast, cast.deputy_head, kind=AttestationKind.FINAL)
    with pytest.raises(AttestedTwice):
        await plan(session, cast, cast.deputy_head, to=Plan())


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(2026, 11, 1), False),
        (date(2026, 11, 2), True),
        (date(2027, 1, 20), True),
        (date(2027, 8, 31), True),
        (date(2027, 9, 1), False),
        (None, True),
    ],
)
async def test_it_is_held_in_the_term_or_after_it(
    session: AsyncSession, cast: Cast, day: date | None, fits: bool
) -> None:
    if fits:
        assert (await plan(session, cast, cast.deputy_head, to=Plan(day))).on_day == day
    else:
        with pytest.raises(WrongDay):
            await plan(session, cast, cast.deputy_head, to=Plan(day))


async def test_a_commission_has_its_length(session: AsyncSession, cast: Cast) -> None:
    with pytest.raises(EntryTooLong):
        await plan(session, cast, cast.deputy_head, to=Plan(None, "x" * (LONGEST_COMMISSION + 1)))


async def test_once_there_are_marks_its_day_stays(session: AsyncSession, cast: Cast) -> None:
    """A day moved on would open what has closed."""
    made = await plan(session, cast, cast.deputy_head)
    await make_exam_mark(session, made, cast.son, "5")
    at = {"staff": cast.deputy_head, "course_id": cast.algebra.id, "attestation_id": made.id}
    with pytest.raises(AttestationMarked):
        await remove_attestation(session, **at, now=MONDAY_MORNING)
    later = Plan(EXAM_DAY + timedelta(days=9))
    with pytest.raises(AttestationMarked):
        await change_attestation(session, **at, plan=later, now=MONDAY_MORNING)
    await change_attestation(session, **at, plan=Plan(EXAM_DAY, "Other"), now=MONDAY_MORNING)
    assert (made.on_day, made.commission) == (EXAM_DAY, "Other")


async def test_the_classes_of_the_year_with_their_courses(session: AsyncSession, cast: Cast) -> None:
    await plan(session, cast, cast.deputy_head)
    await set_term_marks(
        session, staff=cast.deputy_head, course_id=cast.kazakh.id, has_term_marks=False, now=MONDAY_MORNING
    )
    at = {"staff": cast.deputy_head, "now": MONDAY_MORNING}
    first = await open_class_plan(session, **at, group_id=None)
    assert [group.name for group in first.groups] == ["3 «Б»", "7 «А»"]
    assert first.group == cast.class_3b
    found = await open_class_plan(session, **at, group_id=cast.class_7a.id)
    lines = {line.course.subject.name: line for line in found.courses}
    assert {name: line.course.has_term_marks for name, line in lines.items()} == {
        "Алгебра": True,
        "Казахский язык": False,
    }
    assert [one.kind for one in lines["Алгебра"].attestations] == [AttestationKind.EXAM]
