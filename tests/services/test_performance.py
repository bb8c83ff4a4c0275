"""Rules as data, verdicts as a pure function, and whom they fall on."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.averages import Counted, Scale
from services.performance import (
    SubjectRecord,
    failing_students,
    findings_for_school,
    findings_of,
    findings_to_tell,
    recent_from,
    verdict,
)
from storage.models import (
    Group,
    GroupKind,
    GroupMembership,
    PerformanceRule,
    RuleKind,
    Student,
    Subject,
    Term,
)
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.lessons import make_course, make_lesson, make_mark, make_work
from tests.factories.people import make_student

SCALE = Scale(("1", "2", "3", "4", "5"), Decimal(3), frozenset({"н/а", "осв"}))
SUBJECT = Subject(id=1, name="Алгебра", names={})
ONE = Decimal(1)


def _rule(
    kind: RuleKind, bound: str | None = None, count: int = 3, days: int | None = None
) -> PerformanceRule:
    return PerformanceRule(
        kind=kind, bound=None if bound is None else Decimal(bound), count=count, days=days, is_active=True
    )


BELOW = _rule(RuleKind.AVERAGE_BELOW, "3")
FAILING = _rule(RuleKind.FAILING_MARKS, count=2, days=14)
FALL = _rule(RuleKind.FALL, "1")


def _marks(values: str, weight: Decimal = ONE) -> list[Counted]:
    return [Counted(value, weight) for value in values.split()]


def _met(record: SubjectRecord, *rules: PerformanceRule) -> list[RuleKind]:
    return [finding.rule_kind for finding in verdict(record, rules, SUBJECT, SCALE)]


@pytest.mark.parametrize(
    ("marks", "met"),
    [
        ("2 2", False),
        ("2 3 3", True),
        ("3 3 3", False),
        ("2 2 осв", False),
        ("2 2 2 осв н/а", True),
        ("", False),
    ],
)
def test_an_average_below_the_bound_of_enough_marks(marks: str, met: bool) -> None:
    assert bool(_met(SubjectRecord(term=_marks(marks)), BELOW)) is met


def test_no_rounding_inside_a_comparison() -> None:
    """Rounding inside a comparison: 2.996 is below 3."""
    record = SubjectRecord(term=[*_marks("3 " * 249), *_marks("2")])
    assert _met(record, BELOW) == [RuleKind.AVERAGE_BELOW]


def test_marks_of_weight_0_count_in_no_rule() -> None:
    """Weight 0 shown as 1, then NaN."""
    weightless = _marks("1 1 1 1", Decimal(0))
    assert _met(SubjectRecord(term=weightless, recent={14: weightless}), BELOW, FAILING, FALL) == []


@pytest.mark.parametrize(("recent", "met"), [("2", False), ("2 1", True), ("2 н/а", False), ("3 3 2", False)])
def test_failing_marks_within_days(recent: str, met: bool) -> None:
    assert bool(_met(SubjectRecord(recent={14: _marks(recent)}), FAILING)) is met


def test_failing_marks_without_days_count_the_term() -> None:
    assert _met(SubjectRecord(term=_marks("2 2")), _rule(RuleKind.FAILING_MARKS, count=2)) != []


@pytest.mark.parametrize(
    ("before", "now", "met"),
    [
        ("5 5 5", "4 4 4", True),
        ("5 5 5", "5 4 4", False),
        ("5 5", "3 3 3", False),
        ("5 5 5", "3 3", False),
        ("", "3 3 3", False),
        ("3 3 3", "5 5 5", False),
    ],
)
def test_a_fall_against_last_term(before: str, now: str, met: bool) -> None:
    assert bool(_met(SubjectRecord(term=_marks(now), before=_marks(before)), FALL)) is met


def test_a_fall_of_nothing_is_none_even_with_a_bound_of_zero() -> None:
    record = SubjectRecord(term=_marks("4 4 4"), before=_marks("4 4 4"))
    assert _met(record, _rule(RuleKind.FALL, "0")) == []


@given(st.lists(st.sampled_from(["1", "2", "3", "4", "5", "н/а"]), max_size=12))
def test_a_better_mark_never_makes_performance_low(values: list[str]) -> None:
    record = SubjectRecord(term=[Counted(value, ONE) for value in values])
    better = SubjectRecord(term=[*record.term, Counted("5", ONE)])
    if _met(better, BELOW) and len([v for v in values if v != "н/а"]) >= 3:
        assert _met(record, BELOW)


def test_last_terms_gaps_are_over() -> None:
    """Last term's gaps shown."""
    term = Term(starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 27))
    assert recent_from(term, date(2026, 11, 5), 14) == date(2026, 11, 2)
    assert recent_from(term, date(2026, 11, 23), 14) == date(2026, 11, 10)


async def _give(session: AsyncSession, cast: Cast, student: Student, values: str, day: date = MONDAY) -> None:
    for number, value in enumerate(values.split(), 1):
        on_day = day - timedelta(days=number)
        lesson = await make_lesson(session, cast.algebra, on_day, 6)
        await make_mark(session, await make_work(session, lesson, cast.kinds["answer"]), student, value)


async def test_failing_students_of_a_class_with_the_reasons(session: AsyncSession, cast: Cast) -> None:
    await _give(session, cast, cast.son, "2 2 3")
    found = await failing_students(session, group_id=cast.class_7a.id, day=MONDAY)
    assert [student.student.id for student in found] == [cast.son.id]
    kinds = {finding.rule_kind for finding in found[0].findings}
    assert kinds == {RuleKind.AVERAGE_BELOW, RuleKind.FAILING_MARKS}
    finding = found[0].findings[0]
    assert (finding.subject.id, finding.course_id) == (cast.algebra.subject_id, cast.algebra.id)
    assert (finding.average.count, finding.failing) == (3, 2) or finding.failing == 0


async def test_classes_and_schools_are_not_mixed(session: AsyncSession, cast: Cast) -> None:
    await _give(session, cast, cast.son, "2 2 2")
    assert await failing_students(session, group_id=cast.class_3b.id, day=MONDAY) == []
    assert await failing_students(session, group_id=cast.other_class.id, day=MONDAY) == []
    assert await findings_for_school(session, school_id=cast.other_school.id, day=MONDAY) == []
    found = await findings_for_school(session, school_id=cast.school.id, day=MONDAY)
    assert [student.student.id for student in found] == [cast.son.id]


async def test_another_schools_student_is_not_examined(session: AsyncSession, cast: Cast) -> None:
    await _give(session, cast, cast.son, "2 2 2")
    ids = [cast.son.id]
    assert await findings_of(session, school_id=cast.other_school.id, student_ids=ids, day=MONDAY) == []
    assert len(await findings_of(session, school_id=cast.school.id, student_ids=ids, day=MONDAY)) == 1


async def test_a_term_begins_with_a_clean_page(session: AsyncSession, cast: Cast) -> None:
    """Last term's gaps shown."""
    await _give(session, cast, cast.son, "2 2 2", day=date(2026, 10, 23))
    assert await failing_students(session, group_id=cast.class_7a.id, day=date(2026, 11, 2)) == []


async def test_nobody_is_judged_in_the_holidays(session: AsyncSession, cast: Cast) -> None:
    await _give(session, cast, cast.son, "2 2 2", day=date(2026, 10, 23))
    assert await failing_students(session, group_id=cast.class_7a.id, day=date(2026, 10, 28)) == []
    holiday = datetime.combine(date(2026, 10, 28), MONDAY_MORNING.timetz())
    assert await findings_to_tell(session, school_id=cast.school.id, now=holiday) == []


async def test_a_fall_is_found_over_the_terms_border(session: AsyncSession, cast: Cast) -> None:
    await _give(session, cast, cast.son, "5 5 5", day=date(2026, 10, 23))
    await _give(session, cast, cast.son, "4 4 3")
    (found,) = await failing_students(session, group_id=cast.class_7a.id, day=MONDAY)
    assert [finding.rule_kind for finding in found.findings] == [RuleKind.FALL]
    assert found.findings[0].before.value == 5


async def test_removed_marks_and_marks_of_tomorrow_do_not_count(session: AsyncSession, cast: Cast) -> None:
    await _give(session, cast, cast.son, "2 2 2")
    assert await failing_students(session, group_id=cast.class_7a.id, day=MONDAY - timedelta(days=4)) == []


async def test_who_left_the_class_is_no_longer_on_its_list(session: AsyncSession, cast: Cast) -> None:
    await _give(session, cast, cast.son, "2 2 2")
    member = (
        await session.scalars(select(GroupMembership).where(GroupMembership.student_id == cast.son.id))
    ).one()
    member.left_on = MONDAY - timedelta(days=1)
    await session.flush()
    assert await failing_students(session, group_id=cast.class_7a.id, day=MONDAY) == []


async def test_a_rule_switched_off_finds_nothing(session: AsyncSession, cast: Cast) -> None:
    await _give(session, cast, cast.son, "2 2 2")
    for rule in await session.scalars(select(PerformanceRule)):
        rule.is_active = False
    await session.flush()
    assert await failing_students(session, group_id=cast.class_7a.id, day=MONDAY) == []


async def test_marks_of_a_club_are_not_counted(session: AsyncSession, cast: Cast) -> None:
    """Optional subjects counted."""
    club = Group(school_id=cast.school.id, school_year_id=cast.year.id, kind=GroupKind.CLUB, name="Шахматы")
    session.add(club)
    await session.flush()
    course = await make_course(session, cast.kazakh.subject, club, cast.teacher)
    for number in (1, 2, 3):
        lesson = await make_lesson(session, course, MONDAY, number)
        await make_mark(session, await make_work(session, lesson, cast.kinds["answer"]), cast.son, "2")
    assert await failing_students(session, group_id=cast.class_7a.id, day=MONDAY) == []


async def test_the_number_of_queries_does_not_grow_with_the_class(session: AsyncSession, cast: Cast) -> None:
    async def queries() -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        await failing_students(session, group_id=cast.class_7a.id, day=MONDAY)
        event.remove(engine, "before_cursor_execute", note)
        return count

    await _give(session, cast, cast.son, "2 2 2")
    few = await queries()
    for number in range(5):
        student = await make_student(session, cast.class_7a, f"Новый{number} Ученик")
        lesson = await make_lesson(session, cast.algebra, MONDAY, number + 2)
        await make_mark(session, await make_work(session, lesson, cast.kinds["answer"]), student, "2")
    assert await queries() == few


async def test_the_list_is_in_the_order_of_the_kazakh_alphabet(session: AsyncSession, cast: Cast) -> None:
    for week, name in enumerate(("Яковлева Анна", "Қалиева Мәншүк", "Лебедев Глеб", "Әбенова Динара")):
        student = await make_student(session, cast.class_7a, name)
        await _give(session, cast, student, "2 2 2", day=MONDAY - timedelta(days=4 * week))
    found = await failing_students(session, group_id=cast.class_7a.id, day=MONDAY)
    assert [one.student.last_name for one in found] == ["Әбенова", "Қалиева", "Лебедев", "Яковлева"]


async def test_families_of_both_schools_are_told_apart(session: AsyncSession, cast: Cast) -> None:
    """Roster data of a hundred children mailed to the wrong parents."""
    await _give(session, cast, cast.son, "2 2 2")
    await _give(session, cast, cast.classmate, "2 2 2", day=MONDAY - timedelta(days=5))
    tellings = await findings_to_tell(session, school_id=cast.school.id, now=MONDAY_MORNING)
    told = {(telling.facts["student"], account) for telling in tellings for account in telling.account_ids}
    assert told == {
        (cast.son.id, cast.mother_account.id),
        (cast.son.id, cast.father_account.id),
        (cast.son.id, cast.student_account.id),
    }
