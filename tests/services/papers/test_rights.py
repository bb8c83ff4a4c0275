"""Who opens, fills and reads registers of course papers, and what is refused (R23, R43)."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    Forbidden,
    RegisterInUse,
    YearClosed,
)
from services.papers import (
    Draft,
    Field,
    Place,
    open_papers,
    open_register,
    remove_register,
    save_papers,
)
from storage.models import (
    AuditEntry,
    PaperKind,
    PaperRegister,
    Role,
    StaffMember,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.attestation import quarters_of
from tests.factories.people import make_staff
from tests.services.papers.line import TOPIC, register_of, save


@pytest.mark.parametrize("person", ["class_teacher", "curator", "administrator", "other_teacher"])
async def test_nobody_else_opens_or_fills_it(session: AsyncSession, cast: Cast, person: str) -> None:
    staff: StaffMember = getattr(cast, person)
    term = (await quarters_of(session, cast.year))[1]
    with pytest.raises(Forbidden):
        await open_register(
            session,
            staff=staff,
            course_id=cast.algebra.id,
            term_id=term.id,
            kind=PaperKind.WORK,
            now=MONDAY_MORNING,
        )
    await register_of(session, cast)
    with pytest.raises(Forbidden):
        await save(session, cast, {Field.TOPIC: TOPIC}, staff=staff)
    with pytest.raises(Forbidden):
        await remove_register(session, staff=staff, course_id=cast.algebra.id, now=MONDAY_MORNING)


async def test_forged_students_and_courses_without_a_register_get_nothing(
    session: AsyncSession, cast: Cast
) -> None:
    with pytest.raises(Forbidden):
        await save(session, cast, {Field.TOPIC: TOPIC})
    await register_of(session, cast)
    forged = Draft({Place(cast.daughter.id, Field.TOPIC): TOPIC}, {})
    with pytest.raises(Forbidden):
        await save_papers(
            session,
            staff=cast.teacher,
            course_id=cast.algebra.id,
            draft=forged,
            now=MONDAY_MORNING,
            settle=SETTLE,
        )


async def test_it_is_opened_once_and_taken_away_only_while_empty(session: AsyncSession, cast: Cast) -> None:
    terms = await quarters_of(session, cast.year)
    for term, kind in ((terms[1], PaperKind.PROJECT), (terms[2], PaperKind.WORK)):
        await open_register(
            session,
            staff=cast.teacher,
            course_id=cast.algebra.id,
            term_id=term.id,
            kind=kind,
            now=MONDAY_MORNING,
        )
    opened = (await session.scalars(select(PaperRegister))).one()
    assert (opened.term_id, opened.kind) == (terms[1].id, PaperKind.PROJECT), "a second tap changes nothing"
    await save(session, cast, {Field.TOPIC: TOPIC})
    with pytest.raises(RegisterInUse):
        await remove_register(session, staff=cast.teacher, course_id=cast.algebra.id, now=MONDAY_MORNING)
    await save(session, cast, {Field.TOPIC: ""}, {Field.TOPIC: TOPIC})
    await remove_register(session, staff=cast.teacher, course_id=cast.algebra.id, now=MONDAY_MORNING)
    assert (await session.scalars(select(PaperRegister))).all() == []
    actions = (await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id))).all()
    assert actions == ["open_paper_register", "remove_paper_register"]


async def test_a_closed_year_takes_no_register_and_another_years_term_none_either(
    session: AsyncSession, cast: Cast
) -> None:
    term = (await quarters_of(session, cast.year))[1]
    forged = {"staff": cast.teacher, "course_id": cast.algebra.id, "kind": PaperKind.WORK}
    with pytest.raises(Forbidden):
        await open_register(session, term_id=term.id + 999, now=MONDAY_MORNING, **forged)  # type: ignore[arg-type]
    cast.year.closed_at = MONDAY_MORNING
    with pytest.raises(YearClosed):
        await open_register(session, term_id=term.id, now=MONDAY_MORNING, **forged)  # type: ignore[arg-type]


async def test_who_reads_the_gradebook_reads_it(session: AsyncSession, cast: Cast) -> None:
    await register_of(session, cast)
    await save(session, cast, {Field.TOPIC: TOPIC})
    head = await make_staff(session, cast.school, "Шевченко Ирина", Role.DEPARTMENT_HEAD)
    for person in (cast.teacher, cast.class_teacher, cast.deputy_head, cast.administrator, head):
        page = await open_papers(session, staff=person, course_id=cast.algebra.id, now=MONDAY_MORNING)
        assert page.kept is not None
        assert [one.id for one in page.kept.students] == [cast.son.id, cast.classmate.id]
        assert page.kept.cells == {Place(cast.son.id, Field.TOPIC): TOPIC}
        assert page.may_fill is (person in (cast.teacher, cast.deputy_head, head))
    stranger = await make_staff(session, cast.school, "Новый Учитель", Role.TEACHER)
    for person in (stranger, cast.other_teacher):
        with pytest.raises(Forbidden):
            await open_papers(session, staff=person, course_id=cast.algebra.id, now=MONDAY_MORNING)
