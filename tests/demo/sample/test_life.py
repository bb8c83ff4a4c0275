"""The sample school in the store: alive around any day, with nobody alerted of its past."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from demo.sample.load import NotEmpty, fill
from services.history import check_records
from services.performance import failing_students
from storage.database import Database
from storage.files import Files
from storage.models import (
    AccessCode,
    Attendance,
    BellTime,
    Change,
    ChangeKind,
    Course,
    Excuse,
    Group,
    GroupLeader,
    Homework,
    LeaderKind,
    Lesson,
    LessonStatus,
    Mark,
    MarkRevision,
    OutboxItem,
    StaffMember,
    Student,
    TermMark,
    TimetableEntry,
    Work,
    WorkKind,
)
from tests.cast import Cast
from tests.chat import SECRET
from tests.demo.sample.conftest import NOW

TODAY = date(2026, 11, 23)


pytestmark = pytest.mark.xdist_group("sample")
"""Filling a school takes long: one worker does it once for all of these."""


@pytest_asyncio.fixture
async def session(filled: tuple[Database, dict[str, Any]]) -> AsyncIterator[AsyncSession]:
    async with filled[0].reading() as session:
        yield session


async def count(session: AsyncSession, model: Any, *where: Any) -> int:
    return (await session.scalar(select(func.count(model.id)).where(*where))) or 0


async def test_a_store_with_a_school_is_refused(
    database: Database, stored_cast: Cast, tmp_path: Path
) -> None:
    with pytest.raises(NotEmpty):
        await fill(database, now=NOW, secret=SECRET, files=Files(tmp_path))
    async with database.reading() as session:
        assert await count(session, Student) == 4


@pytest.mark.parametrize("store_kind", ["postgres"], indirect=True)
async def test_in_summer_on_postgres_the_school_lives_too(database_url: str, tmp_path: Path) -> None:
    """A Saturday evening in July: lessons went on today, and everything stands on both databases."""
    now = datetime(2027, 7, 17, 12, 0, tzinfo=UTC)
    database = Database(database_url)
    await fill(database, now=now, secret=SECRET, files=Files(tmp_path))
    async with database.reading() as session:
        today = Lesson.on_day == date(2027, 7, 17)
        assert await count(session, Lesson, today) > 60
        assert await count(session, Lesson, today, Lesson.attendance_taken_at.is_not(None)) > 40
        assert await count(session, Mark) > 30_000
    await database.dispose()


async def test_the_past_is_recorded_and_the_future_is_not(session: AsyncSession) -> None:
    taken = Lesson.attendance_taken_at.is_not(None)
    assert await count(session, Lesson, Lesson.ends_at <= NOW, ~taken) == 0
    assert await count(session, Lesson, Lesson.ends_at > NOW, taken) == 0
    assert await count(session, Lesson, Lesson.on_day == TODAY, taken) > 30
    assert await count(session, Lesson, Lesson.on_day == TODAY, ~taken) > 30
    assert await count(session, Mark, Mark.changed_at > NOW) == 0
    assert await count(session, Attendance, Attendance.changed_at > NOW) == 0
    assert await count(session, Excuse, Excuse.created_at > NOW) == 0


async def test_nobody_is_alerted_of_the_past(session: AsyncSession) -> None:
    assert await count(session, OutboxItem) == 0


async def test_every_mark_has_its_history(session: AsyncSession) -> None:
    corrected = await count(session, Mark, Mark.version == 2)
    assert corrected > 100
    assert await count(session, MarkRevision) == await count(session, Mark) + corrected
    latest = (
        select(func.count(Mark.id))
        .join(MarkRevision, (MarkRevision.mark_id == Mark.id) & (MarkRevision.version == Mark.version))
        .where(MarkRevision.value == Mark.value, MarkRevision.at == Mark.changed_at)
    )
    assert await session.scalar(latest) == await count(session, Mark)


async def test_marks_belong_to_members_who_were_there(session: AsyncSession) -> None:
    absent_with_mark = (
        select(func.count(Mark.id))
        .join(Work, Work.id == Mark.work_id)
        .join(
            Attendance,
            (Attendance.lesson_id == Work.lesson_id) & (Attendance.student_id == Mark.student_id),
        )
        .where(Attendance.presence == "absent")
    )
    assert await session.scalar(absent_with_mark) == 0


async def test_averages_differ_and_some_students_fail(session: AsyncSession) -> None:
    values = {
        row[0]: row[1]
        for row in await session.execute(select(Mark.value, func.count(Mark.id)).group_by(Mark.value))
    }
    values = {value: count for value, count in values.items() if "/" not in value}
    assert set(values) == {"2", "3", "4", "5"}
    assert values["2"] < values["3"] < values["4"]
    curated = select(Group).join(GroupLeader).where(GroupLeader.kind == LeaderKind.CURATOR)
    failing = [
        one
        for group in (await session.scalars(curated)).all()
        for one in await failing_students(session, group_id=group.id, day=TODAY)
    ]
    assert 3 <= len(failing) <= 120


async def test_there_are_works_of_several_kinds_with_titles(session: AsyncSession) -> None:
    kinds = await session.scalars(select(WorkKind.code).join(Work).distinct())
    assert {"answer", "homework", "test", "dictation", "laboratory", "independent"} <= set(kinds)
    assert await count(session, Work, Work.title != "") > 500


async def test_homework_is_due_after_its_lesson_on_a_day_of_the_course(session: AsyncSession) -> None:
    early = select(func.count(Homework.id)).join(Lesson).where(Homework.due_on <= Lesson.on_day)
    assert await session.scalar(early) == 0
    assert await count(session, Homework, Homework.due_on > TODAY) > 100
    assert await count(session, Homework, Homework.text.contains("{")) == 0


async def test_homework_is_in_kazakh_where_a_class_is_taught_in_kazakh(session: AsyncSession) -> None:
    query = (
        select(Homework.text)
        .join(Lesson, Lesson.id == Homework.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Group, Group.id == Course.group_id)
        .where(Group.name.contains("«Б»"), Homework.text.contains("-бет"))
    )
    assert len((await session.scalars(query)).all()) > 50


async def test_last_terms_marks_excuses_and_lateness_are_there(session: AsyncSession) -> None:
    assert await count(session, TermMark) > 5000
    assert await count(session, Excuse) > 150
    assert await count(session, Attendance, Attendance.presence == "late") > 50


async def test_something_is_out_of_the_ordinary_this_week(session: AsyncSession) -> None:
    assert await count(session, Lesson, Lesson.status == LessonStatus.CANCELLED) == 4
    stand_ins = (await session.scalars(select(Lesson).where(Lesson.substitute_id.is_not(None)))).all()
    assert len(stand_ins) == 8
    for lesson in stand_ins:
        own = (
            select(func.count(Lesson.id))
            .join(Course)
            .where(Course.teacher_id == lesson.substitute_id, Lesson.starts_at == lesson.starts_at)
        )
        assert await session.scalar(own) == 0, "nobody stands in while teaching"


async def test_every_entry_of_the_timetable_has_a_bell(session: AsyncSession) -> None:
    bells = (
        select(func.count(TimetableEntry.id))
        .join(Course, Course.id == TimetableEntry.course_id)
        .join(Group, Group.id == Course.group_id)
        .join(
            BellTime, (BellTime.schedule == Group.bell_schedule) & (BellTime.number == TimetableEntry.number)
        )
    )
    assert await session.scalar(bells) == await count(session, TimetableEntry)


async def test_the_keys_open_every_part(
    filled: tuple[Database, dict[str, Any]], session: AsyncSession
) -> None:
    people = {card["part"]: card for card in filled[1]["people"]}
    assert list(people) == [
        "mother",
        "father",
        "student",
        "teacher",
        "class_teacher",
        "curator",
        "deputy_head",
        "director",
        "administrator",
    ]
    slips = people["mother"]["slips"]
    assert len(slips) == 2
    assert len({slip["about"].rpartition(", ")[2] for slip in slips}) == 2, "children in two classes"
    births = {f"{day:%d.%m.%Y}" for day in (await session.scalars(select(Student.birth_date))).all()}
    assert all(slip["birthday"] in births for slip in slips)
    assert await count(session, AccessCode) > 60
    names = [people[part]["name"] for part in list(people)[3:]]
    assert len(set(names)) == 6, "nobody plays two parts"
    for part in ("teacher", "class_teacher", "curator", "deputy_head", "director", "administrator"):
        user = select(StaffMember.password_hash).where(StaffMember.user_name == people[part]["user_name"])
        assert (await session.scalar(user) or "").startswith("$argon2id$")
        assert len(people[part]["password"]) >= 8


async def test_the_last_days_are_on_record_and_the_record_is_whole(session: AsyncSession) -> None:
    days = (
        select(Lesson.on_day).join(Change, Change.lesson_id == Lesson.id).distinct().order_by(Lesson.on_day)
    )
    assert len((await session.scalars(days)).all()) == 5
    checked = await check_records(session)
    assert checked.breaks == ()
    assert checked.entries > 1000
    moments = (await session.scalars(select(Change.at).order_by(Change.number))).all()
    assert list(moments) == sorted(moments)
    assert max(moments) <= NOW


async def test_a_corrected_mark_has_both_steps_on_record(session: AsyncSession) -> None:
    """What the record says last is what stands in the gradebook."""
    last = {}
    for one in await session.scalars(
        select(Change).where(Change.kind == ChangeKind.MARK).order_by(Change.number)
    ):
        key = one.work_id, one.student_id
        assert one.was == last.get(key, "")
        last[key] = one.became
    stored = await session.execute(select(Mark.work_id, Mark.student_id, Mark.value))
    values = {(work, student): value for work, student, value in stored}
    assert all(values[key] == value for key, value in last.items())
    corrected = select(func.count()).where(Change.kind == ChangeKind.MARK, Change.was != "")
    assert await session.scalar(corrected)
