"""A register of course papers: filled by its teacher, all or nothing, every step of it on record (R43)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    ChangedMeanwhile,
    EntryTooLong,
    ExamNotYet,
    PaperWithoutTopic,
    SchoolError,
    SupervisorUnknown,
    UnknownMark,
    WrongDay,
)
from services.papers import (
    Field,
    Place,
)
from storage.models import (
    Change,
    ChangeKind,
    CoursePaper,
    Door,
    Role,
)
from tests.cast import Cast
from tests.factories.people import make_staff
from tests.services.papers.line import TOPIC, changes, paper, register_of, save


async def test_a_line_is_saved_and_every_cell_of_it_is_on_record(session: AsyncSession, cast: Cast) -> None:
    await register_of(session, cast)
    typed = {
        Field.TOPIC: f"  {TOPIC} ",
        Field.SUPERVISOR: "оспанова гүлнар бекқызы",
        Field.SET: "2026-09-15",
        Field.HANDED_IN: "2026-11-16",
        Field.DEFENDED: "2026-11-20",
        Field.MARK: "4",
        Field.NOTE: "с чертежом",
    }
    result = await save(session, cast, typed)
    assert (result.changed, result.is_saved) == (7, True)
    kept = await paper(session)
    assert (kept.topic, kept.supervisor_id, kept.value) == (TOPIC, cast.class_teacher.id, "4")
    assert (kept.set_on, kept.handed_in_on, kept.defended_on) == (
        date(2026, 9, 15),
        date(2026, 11, 16),
        date(2026, 11, 20),
    )
    await save(session, cast, {Field.MARK: "5"}, {Field.MARK: "4"})
    assert await changes(session) == [
        (ChangeKind.COURSE_PAPER_TOPIC, "", TOPIC, Door.WEB),
        (ChangeKind.COURSE_PAPER_SUPERVISOR, "", "Оспанова Гүлнар Бекқызы", Door.WEB),
        (ChangeKind.COURSE_PAPER_SET, "", "2026-09-15", Door.WEB),
        (ChangeKind.COURSE_PAPER_HANDED_IN, "", "2026-11-16", Door.WEB),
        (ChangeKind.COURSE_PAPER_DEFENDED, "", "2026-11-20", Door.WEB),
        (ChangeKind.COURSE_PAPER, "", "4", Door.WEB),
        (ChangeKind.COURSE_PAPER_NOTE, "", "с чертежом", Door.WEB),
        (ChangeKind.COURSE_PAPER, "4", "5", Door.WEB),
    ]
    about = (await session.scalars(select(Change))).first()
    assert about is not None
    assert (about.course_id, about.student_id) == (cast.algebra.id, cast.son.id)


async def test_nobody_named_is_the_courses_teacher(session: AsyncSession, cast: Cast) -> None:
    await register_of(session, cast)
    await save(session, cast, {Field.TOPIC: TOPIC, Field.SUPERVISOR: "Ким Елена Викторовна"})
    assert (await paper(session)).supervisor_id is None
    assert [one[0] for one in await changes(session)] == [ChangeKind.COURSE_PAPER_TOPIC]


async def test_two_who_are_called_alike_are_told_apart(session: AsyncSession, cast: Cast) -> None:
    await register_of(session, cast)
    namesake = await make_staff(session, cast.school, "Ли Андрей Сергеевич", Role.TEACHER)
    name = f"Ли Андрей Сергеевич ({namesake.number})"
    refused = await save(session, cast, {Field.TOPIC: TOPIC, Field.SUPERVISOR: "Ли Андрей Сергеевич"})
    assert isinstance(refused.faults[Place(cast.son.id, Field.SUPERVISOR)], SupervisorUnknown)
    await save(session, cast, {Field.TOPIC: TOPIC, Field.SUPERVISOR: name})
    assert (await paper(session)).supervisor_id == namesake.id


@pytest.mark.parametrize(
    ("typed", "at", "fault"),
    [
        ({Field.TOPIC: TOPIC, Field.MARK: "6"}, Field.MARK, UnknownMark),
        ({Field.TOPIC: TOPIC, Field.MARK: "н/а"}, Field.MARK, UnknownMark),
        ({Field.MARK: "5"}, Field.MARK, PaperWithoutTopic),
        ({Field.TOPIC: "т" * 301}, Field.TOPIC, EntryTooLong),
        ({Field.TOPIC: TOPIC, Field.SUPERVISOR: "Громов Пётр Ильич"}, Field.SUPERVISOR, SupervisorUnknown),
        ({Field.SET: "2020-01-01"}, Field.SET, WrongDay),
        ({Field.SET: "завтра"}, Field.SET, WrongDay),
        ({Field.SET: "2026-11-10", Field.HANDED_IN: "2026-11-09"}, Field.HANDED_IN, WrongDay),
        ({Field.HANDED_IN: "2026-11-10", Field.DEFENDED: "2026-11-09"}, Field.DEFENDED, WrongDay),
        (
            {Field.TOPIC: TOPIC, Field.DEFENDED: "2026-11-24", Field.MARK: "5"},
            Field.MARK,
            ExamNotYet,
        ),
    ],
)
async def test_what_cannot_be_is_named_at_its_cell_and_nothing_is_saved(
    session: AsyncSession, cast: Cast, typed: dict[Field, str], at: Field, fault: type[SchoolError]
) -> None:
    await register_of(session, cast)
    result = await save(session, cast, {Field.NOTE: "черновик", **typed})
    assert {place.field: type(found) for place, found in result.faults.items()} == {at: fault}
    assert (await session.scalars(select(CoursePaper))).all() == []
    assert await changes(session) == []


async def test_a_credit_is_a_mark_where_the_scale_has_it(session: AsyncSession, cast: Cast) -> None:
    await register_of(session, cast)
    await save(session, cast, {Field.TOPIC: TOPIC, Field.MARK: "ЗАЧ"})
    assert (await paper(session)).value == "зач"


async def test_two_who_write_one_cell_hear_of_each_other(session: AsyncSession, cast: Cast) -> None:
    await register_of(session, cast)
    await save(session, cast, {Field.TOPIC: TOPIC})
    result = await save(session, cast, {Field.TOPIC: "Другая тема"})
    fault = result.faults[Place(cast.son.id, Field.TOPIC)]
    assert isinstance(fault, ChangedMeanwhile)
    assert fault.facts == {"theirs": TOPIC}
    beside = await save(session, cast, {Field.NOTE: "рядом"})
    assert beside.is_saved, "another cell of the line is nobody's conflict"
