"""Somebody is away: who gives the lessons, what is refused, and what a substitute may then record."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.errors import Forbidden, TeacherBusy, WrongDay
from services.gradebook import lessons_on
from services.timetable import CANCELLED, OWN_TEACHER, Substitutions
from services.timetable.substitutions import SubstitutionsResult, choice_of
from storage.models import AuditEntry, Lesson, LessonStatus, Mark, Role, StaffMember
from storage.queries.staff import staff_member
from tests.cast import MONDAY, TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_attendance, make_course, make_lesson
from tests.factories.people import make_staff
from tests.services.lesson_cells import count, mark
from tests.services.lesson_cells import save as save_record

DAY = timedelta(days=1)


async def with_roles(session: AsyncSession, person: StaffMember) -> StaffMember:
    found = await staff_member(session, person.id)
    assert found is not None
    return found


async def opened(
    session: AsyncSession, cast: Cast, who: StaffMember | None = None, absent: StaffMember | None = None
) -> Substitutions:
    return await timetable.open_substitutions(
        session,
        staff=await with_roles(session, who or cast.deputy_head),
        teacher_id=(absent or cast.teacher).id,
        first=MONDAY,
        last=TUESDAY,
        now=MONDAY_MORNING,
    )


async def save(
    session: AsyncSession,
    cast: Cast,
    typed: Mapping[Lesson, StaffMember | str],
    *,
    seen: Mapping[Lesson, str] | None = None,
    who: StaffMember | None = None,
    absent: StaffMember | None = None,
) -> SubstitutionsResult:
    """Save as a page would that shows what is in force, or ``seen``."""
    result = await timetable.save_substitutions(
        session,
        staff=await with_roles(session, who or cast.deputy_head),
        teacher_id=(absent or cast.teacher).id,
        first=MONDAY,
        last=TUESDAY,
        typed={
            lesson.id: choice if isinstance(choice, str) else str(choice.id)
            for lesson, choice in typed.items()
        },
        seen={lesson.id: choice_of(lesson) if seen is None else seen.get(lesson, "") for lesson in typed},
        now=MONDAY_MORNING,
    )
    await session.flush()
    return result


async def actions(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


async def test_each_lesson_has_a_substitute_of_its_own_or_is_cancelled(
    session: AsyncSession, cast: Cast
) -> None:
    typed = {cast.lesson: cast.curator, cast.next_lesson: CANCELLED}
    assert await save(session, cast, typed) == SubstitutionsResult(changed=2)
    assert cast.lesson.substitute_id == cast.curator.id
    assert cast.next_lesson.status is LessonStatus.CANCELLED
    assert await actions(session) == ["substitute", "cancel_lesson"]
    assert await save(session, cast, typed) == SubstitutionsResult(changed=0), "a second save changes nothing"
    assert await actions(session) == ["substitute", "cancel_lesson"]


async def test_everything_is_taken_back(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast, {cast.lesson: cast.curator, cast.next_lesson: CANCELLED})
    back = await save(session, cast, {cast.lesson: OWN_TEACHER, cast.next_lesson: cast.class_teacher})
    assert back.changed == 2
    assert cast.lesson.substitute_id is None
    assert (cast.next_lesson.status, cast.next_lesson.substitute_id) == (
        LessonStatus.PLANNED,
        cast.class_teacher.id,
    )
    assert (await actions(session))[2:] == ["substitute", "restore_lesson", "substitute"]


async def test_with_one_fault_nothing_is_saved(session: AsyncSession, cast: Cast) -> None:
    await make_lesson(session, cast.reading, MONDAY, 1)
    result = await save(session, cast, {cast.lesson: cast.class_teacher, cast.next_lesson: CANCELLED})
    assert {lesson_id: fault.code for lesson_id, fault in result.faults.items()} == {
        cast.lesson.id: "teacher_busy"
    }
    assert result.faults[cast.lesson.id].facts == {
        "name": "Оспанова Г. Б.",
        "group": "3 «Б»",
        "number": 1,
        "day": MONDAY,
    }
    assert cast.next_lesson.status is LessonStatus.PLANNED
    assert await actions(session) == []


async def test_one_save_may_not_put_somebody_into_two_places(session: AsyncSession, cast: Cast) -> None:
    """The colleague is free in the store; only the two choices together clash."""
    twin = await make_course(session, cast.kazakh.subject, cast.class_3b, cast.curator)
    theirs = await make_lesson(session, twin, MONDAY, 1)
    theirs.substitute_id = cast.teacher.id
    await session.flush()
    cast.lesson.substitute_id = cast.class_teacher.id
    await session.flush()
    result = await save(session, cast, {cast.lesson: cast.administrator, theirs: cast.administrator})
    assert {fault.code for fault in result.faults.values()} == {"teacher_busy"}
    assert result.faults.keys() == {cast.lesson.id, theirs.id}


async def test_classes_taught_together_stay_together(session: AsyncSession, cast: Cast) -> None:
    """The timetable gives both to one teacher at one time, so one substitute can give both."""
    joint = await make_course(session, cast.algebra.subject, cast.class_3b, cast.teacher)
    beside = await make_lesson(session, joint, MONDAY, 1)
    result = await save(session, cast, {cast.lesson: cast.curator, beside: cast.curator})
    assert result == SubstitutionsResult(changed=2)
    assert (await save(session, cast, {cast.lesson: OWN_TEACHER})).changed == 1


async def test_a_given_lesson_is_not_cancelled(session: AsyncSession, cast: Cast) -> None:
    await make_attendance(session, cast.lesson, cast.son)
    result = await save(session, cast, {cast.lesson: CANCELLED})
    assert result.faults[cast.lesson.id].code == "lesson_recorded"
    assert (await opened(session, cast)).lessons[0].uncancellable is not None


async def test_a_cancelled_lesson_whose_hour_is_taken_is_not_restored(
    session: AsyncSession, cast: Cast
) -> None:
    await save(session, cast, {cast.lesson: CANCELLED})
    await make_lesson(session, cast.kazakh, MONDAY, 1)
    result = await save(session, cast, {cast.lesson: OWN_TEACHER})
    assert result.faults[cast.lesson.id].code == "group_busy"
    assert cast.lesson.status is LessonStatus.CANCELLED


async def test_somebody_elses_change_is_never_overwritten_unseen(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast, {cast.lesson: cast.curator})
    result = await save(
        session, cast, {cast.lesson: CANCELLED, cast.next_lesson: CANCELLED}, seen={cast.lesson: OWN_TEACHER}
    )
    assert result.faults[cast.lesson.id].code == "changed_meanwhile"
    assert cast.next_lesson.status is LessonStatus.PLANNED
    untouched = await save(session, cast, {cast.lesson: OWN_TEACHER}, seen={cast.lesson: OWN_TEACHER})
    assert untouched == SubstitutionsResult(changed=0)
    assert cast.lesson.substitute_id == cast.curator.id


async def test_who_has_left_gives_nothing(session: AsyncSession, cast: Cast) -> None:
    cast.curator.left_on = MONDAY
    await session.flush()
    result = await save(session, cast, {cast.lesson: cast.curator, cast.next_lesson: cast.curator})
    assert {lesson_id: fault.code for lesson_id, fault in result.faults.items()} == {
        cast.next_lesson.id: "person_has_left"
    }


@pytest.mark.parametrize("who", ["teacher", "class_teacher", "curator", "other_teacher"])
async def test_only_heads_look_and_save(session: AsyncSession, cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    with pytest.raises(Forbidden):
        await opened(session, cast, who=person)
    with pytest.raises(Forbidden):
        await save(session, cast, {cast.lesson: cast.curator}, who=person)
    assert cast.lesson.substitute_id is None


async def test_a_director_may(session: AsyncSession, cast: Cast) -> None:
    director = await make_staff(session, cast.school, "Омаров Бауыржан", Role.DIRECTOR)
    assert (await save(session, cast, {cast.lesson: cast.curator}, who=director)).changed == 1


async def test_other_lessons_people_and_schools_are_out_of_reach(session: AsyncSession, cast: Cast) -> None:
    forged: list[dict[Lesson, StaffMember | str]] = [
        {cast.kazakh_lesson: cast.curator},
        {cast.other_lesson: cast.curator},
        {cast.lesson: cast.other_teacher},
        {cast.lesson: "999999999"},
        {cast.lesson: "nobody"},
        {cast.lesson: "12345678901"},
    ]
    for typed in forged:
        with pytest.raises(Forbidden):
            await save(session, cast, typed)
    with pytest.raises(Forbidden):
        await save(session, cast, {}, absent=cast.other_teacher)
    with pytest.raises(Forbidden):
        await opened(session, cast, absent=cast.other_teacher)
    assert await actions(session) == []


@pytest.mark.parametrize("days", [-1, 14])
async def test_the_days_are_in_order_and_at_most_two_weeks(
    session: AsyncSession, cast: Cast, days: int
) -> None:
    with pytest.raises(WrongDay):
        await timetable.open_substitutions(
            session,
            staff=await with_roles(session, cast.deputy_head),
            teacher_id=cast.teacher.id,
            first=MONDAY,
            last=MONDAY + timedelta(days=days),
            now=MONDAY_MORNING,
        )


async def test_colleagues_come_free_ones_first_and_of_them_those_of_the_subject(
    session: AsyncSession, cast: Cast
) -> None:
    mathematician = await make_staff(session, cast.school, "Яхина Роза", Role.TEACHER)
    await make_course(session, cast.algebra.subject, cast.class_3b, mathematician)
    await make_lesson(session, cast.reading, MONDAY, 1)
    former = await make_staff(session, cast.school, "Абенов Айдар", Role.TEACHER)
    former.left_on = MONDAY - DAY
    await session.flush()
    page = await opened(session, cast)
    assert [one.person.last_name for one in page.lessons[0].colleagues] == ["Яхина", "Ли", "Оспанова"]
    assert [one.is_busy for one in page.lessons[0].colleagues] == [False, False, True]
    assert [one.is_busy for one in page.lessons[1].colleagues] == [False, False, False]
    assert cast.teacher.last_name not in {one.person.last_name for one in page.lessons[0].colleagues}


async def test_one_person_is_filled_in_where_free(session: AsyncSession, cast: Cast) -> None:
    await make_lesson(session, cast.reading, MONDAY, 1)
    page = await opened(session, cast)
    stored = {line.lesson.id: line.choice for line in page.lessons}
    filled = timetable.fill_in(page, stored, str(cast.class_teacher.id))
    assert filled == {cast.lesson.id: OWN_TEACHER, cast.next_lesson.id: str(cast.class_teacher.id)}
    assert timetable.fill_in(page, stored, str(cast.other_teacher.id)) == stored
    assert set(timetable.fill_in(page, stored, CANCELLED).values()) == {CANCELLED}
    assert await actions(session) == []


async def test_a_substitute_who_is_away_is_replaced_in_turn(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast, {cast.lesson: cast.curator})
    page = await opened(session, cast, absent=cast.curator)
    assert [line.choice for line in page.lessons] == [str(cast.curator.id)]
    assert (await save(session, cast, {cast.lesson: cast.class_teacher}, absent=cast.curator)).changed == 1


async def test_the_substitute_records_exactly_those_lessons(session: AsyncSession, cast: Cast) -> None:
    """R30: not the next lesson of the same course, and nothing once the substitution is taken back."""
    await save(session, cast, {cast.lesson: cast.curator})
    cells = {mark(cast.son.id): "5"}
    with pytest.raises(Forbidden):
        await save_record(session, cast.curator, cast.next_lesson, cells, seen={})
    assert (await save_record(session, cast.curator, cast.lesson, cells, seen={})).is_saved
    await save(session, cast, {cast.lesson: OWN_TEACHER})
    with pytest.raises(Forbidden):
        await save_record(session, cast.curator, cast.lesson, {mark(cast.classmate.id): "5"}, seen={})
    assert await count(session, Mark) == 1
    assert (await save_record(session, cast.teacher, cast.next_lesson, cells, seen={})).is_saved


async def test_the_substitutes_day_has_the_lesson_and_the_teachers_says_who_gives_it(
    session: AsyncSession, cast: Cast
) -> None:
    await save(session, cast, {cast.lesson: cast.curator})
    later = MONDAY_MORNING + timedelta(hours=8)
    (mine,) = await lessons_on(session, staff=cast.curator, day=MONDAY, now=later)
    (theirs,) = await lessons_on(session, staff=cast.teacher, day=MONDAY, now=later)
    assert (mine.lesson.id, mine.is_mine, bool(mine.lacks)) == (cast.lesson.id, True, True)
    assert not theirs.is_mine
    await save(session, cast, {cast.lesson: OWN_TEACHER})
    assert await lessons_on(session, staff=cast.curator, day=MONDAY, now=later) == ()


async def test_the_single_verb_refuses_a_busy_colleague_too(session: AsyncSession, cast: Cast) -> None:
    await make_lesson(session, cast.reading, MONDAY, 1)
    with pytest.raises(TeacherBusy):
        await timetable.substitute(
            session,
            staff=await with_roles(session, cast.deputy_head),
            lesson_id=cast.lesson.id,
            substitute_id=cast.class_teacher.id,
            now=MONDAY_MORNING,
        )
