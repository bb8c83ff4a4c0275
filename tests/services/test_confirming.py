"""A lesson confirmed with one tap: what it lacks as planned, over nothing that is written (R30)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.diary.absences import absences_between
from services.errors import Forbidden, LessonCancelled, LessonNotBegun
from services.gradebook import confirm_lesson, lessons_on
from services.gradebook.confirming import Planned
from storage.models import Attendance, Change, ChangeKind, LessonStatus, Presence, StaffMember
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.lessons import make_attendance, make_mark, make_work
from tests.factories.plans import make_plan
from tests.factories.school import make_regulation
from tests.factories.week import make_excuse


async def confirm(session: AsyncSession, cast: Cast, who: StaffMember | None = None, **late: int) -> None:
    await confirm_lesson(
        session,
        staff=who or cast.teacher,
        lesson_id=cast.lesson.id,
        now=MONDAY_MORNING + timedelta(**late),
        settle=SETTLE,
    )


async def offered(session: AsyncSession, cast: Cast, **late: int) -> Planned | None:
    found = await lessons_on(session, staff=cast.teacher, day=MONDAY, now=MONDAY_MORNING + timedelta(**late))
    return found[0].planned


async def test_the_next_topic_and_everybody_present(session: AsyncSession, cast: Cast) -> None:
    await make_plan(session, cast.algebra, ("Functions", 1), ("Graphs", 1))
    assert await offered(session, cast) == Planned("Functions", attendance=True)
    await confirm(session, cast)
    assert (cast.lesson.topic, cast.lesson.attendance_taken_at) == ("Functions", MONDAY_MORNING)
    assert cast.lesson.plan_topic_id is not None
    kinds = list(await session.scalars(select(Change.kind).order_by(Change.number)))
    assert sorted(kinds) == [ChangeKind.ATTENDANCE_TAKEN, ChangeKind.TOPIC]
    assert await offered(session, cast) is None
    await confirm(session, cast, hours=1)
    assert len(list(await session.scalars(select(Change)))) == 2, "a second tap changes nothing"


async def test_what_is_written_stays(session: AsyncSession, cast: Cast) -> None:
    await make_plan(session, cast.algebra, ("Functions", 1))
    cast.lesson.topic = "Something else"
    await session.flush()
    assert await offered(session, cast) == Planned("", attendance=True)
    await confirm(session, cast)
    assert cast.lesson.topic == "Something else"


async def test_who_has_an_excuse_is_written_down_as_absent(session: AsyncSession, cast: Cast) -> None:
    await make_excuse(session, cast.son, MONDAY - timedelta(days=1), MONDAY)
    await make_excuse(session, cast.classmate, TUESDAY, TUESDAY)
    planned = await offered(session, cast)
    assert planned is not None
    assert [student.id for student in planned.excused] == [cast.son.id]
    await confirm(session, cast)
    entries = list(await session.scalars(select(Attendance)))
    assert [(one.student_id, one.presence) for one in entries] == [(cast.son.id, Presence.ABSENT)]
    child = Child(cast.son, cast.school, cast.class_7a, None)
    (absence,) = await absences_between(session, child=child, first=MONDAY, last=MONDAY)
    assert absence.is_excused


async def test_an_excuse_changes_nothing_that_somebody_saw(session: AsyncSession, cast: Cast) -> None:
    """A late arrival that is entered and a mark that was given say that the student was there."""
    for student in (cast.son, cast.classmate):
        await make_excuse(session, student, MONDAY, MONDAY)
    await make_attendance(session, cast.lesson, cast.son, Presence.LATE)
    work = await make_work(session, cast.lesson, cast.kinds["answer"])
    await make_mark(session, work, cast.classmate, "5", MONDAY_MORNING)
    assert await offered(session, cast) == Planned("", attendance=True)
    await confirm(session, cast)
    entries = list(await session.scalars(select(Attendance)))
    assert [(one.student_id, one.presence) for one in entries] == [(cast.son.id, Presence.LATE)]


async def test_an_excuse_taken_back_excuses_nobody(session: AsyncSession, cast: Cast) -> None:
    excuse = await make_excuse(session, cast.son, MONDAY, MONDAY)
    excuse.revoked_at = MONDAY_MORNING
    await session.flush()
    assert await offered(session, cast) == Planned("", attendance=True)


async def test_without_a_plan_attendance_alone(session: AsyncSession, cast: Cast) -> None:
    await confirm(session, cast)
    assert (cast.lesson.topic, cast.lesson.attendance_taken_at) == ("", MONDAY_MORNING)


async def test_what_is_closed_is_neither_offered_nor_written(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "A", locks__attendance_days=1)
    await make_plan(session, cast.algebra, ("Functions", 1))
    assert await offered(session, cast, days=2) == Planned("Functions", attendance=False)
    await confirm(session, cast, days=2)
    assert (cast.lesson.topic, cast.lesson.attendance_taken_at) == ("Functions", None)
    assert await offered(session, cast, days=20) is None


@pytest.mark.parametrize("who", ["class_teacher", "curator", "deputy_head", "other_teacher"])
async def test_only_who_gives_it(session: AsyncSession, cast: Cast, who: str) -> None:
    with pytest.raises(Forbidden):
        await confirm(session, cast, getattr(cast, who))


async def test_neither_before_it_begins_nor_when_it_is_cancelled(session: AsyncSession, cast: Cast) -> None:
    with pytest.raises(LessonNotBegun):
        await confirm(session, cast, hours=-2)
    cast.lesson.status = LessonStatus.CANCELLED
    await session.flush()
    assert await offered(session, cast) is None
    with pytest.raises(LessonCancelled):
        await confirm(session, cast)
    coming = await lessons_on(session, staff=cast.teacher, day=TUESDAY, now=MONDAY_MORNING)
    assert coming[0].planned is None
