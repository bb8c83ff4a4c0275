"""Two lessons at one time: what is a clash and what is none."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.timetable.clashes import (
    Attendees,
    Clash,
    ClashKind,
    Engagement,
    clashes_with,
    find_clashes,
    meet,
)
from tests.cast import MONDAY, TUESDAY

CLASSES = Attendees(
    parents={"7a-1": "7a", "7a-2": "7a"},
    members={"7a": {1, 2, 3}, "7a-1": {1}, "7a-2": {2}, "8a": {4}, "chess": {3, 4}},
)


def lesson(
    name: str,
    teacher: str,
    group: str,
    room: str | None = None,
    *,
    day: date = MONDAY,
    starts: int = 480,
    lasts: int = 45,
) -> Engagement:
    return Engagement(name, day, starts, starts + lasts, teacher, group, room)


def kinds(*lessons: Engagement) -> list[ClashKind]:
    return [clash.kind for clash in find_clashes(lessons, CLASSES)]


def test_a_teacher_cannot_be_in_two_places() -> None:
    assert kinds(lesson("a", "Kim", "7a"), lesson("b", "Kim", "8a")) == [ClashKind.TEACHER]


def test_a_class_cannot_have_two_lessons() -> None:
    assert kinds(lesson("a", "Kim", "7a"), lesson("b", "Li", "7a")) == [ClashKind.GROUP]


def test_a_room_holds_one_lesson() -> None:
    assert kinds(lesson("a", "Kim", "7a", "301"), lesson("b", "Li", "8a", "301")) == [ClashKind.ROOM]
    assert kinds(lesson("a", "Kim", "7a"), lesson("b", "Li", "8a")) == [], "no room is no room in common"


def test_subgroups_of_one_class_are_taught_side_by_side_but_not_beside_their_class() -> None:
    assert kinds(lesson("a", "Kim", "7a-1"), lesson("b", "Li", "7a-2")) == []
    assert kinds(lesson("a", "Kim", "7a-1"), lesson("b", "Li", "7a")) == [ClashKind.GROUP]


def test_groups_that_share_a_student_cannot_be_taught_side_by_side() -> None:
    for group in ("7a", "8a"):
        assert kinds(lesson("a", "Kim", "chess"), lesson("b", "Li", group)) == [ClashKind.GROUP]
    both = Attendees(CLASSES.parents, {"7a-1": {1}, "7a-2": {1, 2}})
    assert find_clashes([lesson("a", "Kim", "7a-1"), lesson("b", "Li", "7a-2")], both)


def test_a_subgroup_without_members_yet_still_belongs_to_its_class() -> None:
    assert Attendees({"7a-1": "7a"}).share("7a", "7a-1")
    assert not Attendees().share("7a", "7a-1")


@pytest.mark.parametrize(
    ("other", "do_meet"),
    [
        (lesson("b", "Kim", "7a", starts=525), False),
        (lesson("b", "Kim", "7a", starts=524), True),
        (lesson("b", "Kim", "7a", starts=435), False),
        (lesson("b", "Kim", "7a", day=TUESDAY), False),
        (lesson("b", "Kim", "7a", starts=490, lasts=10), True),
    ],
)
def test_lessons_meet_when_their_hours_overlap(other: Engagement, do_meet: bool) -> None:
    """Two shifts have bells of their own: the number of a lesson says nothing."""
    one = lesson("a", "Kim", "7a")
    assert meet(one, other) is meet(other, one) is do_meet


def test_weekly_lessons_meet_only_while_both_are_in_force() -> None:
    autumn = Engagement("a", 1, 480, 525, "Kim", "7a", first=date(2026, 9, 1), last=date(2026, 12, 27))
    spring = Engagement("b", 1, 480, 525, "Kim", "8a", first=date(2026, 12, 28), last=date(2027, 5, 31))
    assert find_clashes([autumn, spring], CLASSES) == []


def test_a_lesson_never_clashes_with_itself() -> None:
    one = lesson("a", "Kim", "7a", "301")
    assert clashes_with(one, [one, lesson("a", "Li", "7a")], CLASSES) == []


@st.composite
def weeks(draw: st.DrawFn) -> list[Engagement]:
    count = draw(st.integers(0, 12))
    return [
        lesson(
            f"lesson {number}",
            draw(st.sampled_from(["Kim", "Li", "Ospanova"])),
            draw(st.sampled_from(["7a", "7a-1", "7a-2", "8a", "chess"])),
            draw(st.sampled_from([None, "301", "gym"])),
            day=MONDAY + timedelta(days=draw(st.integers(0, 1))),
            starts=draw(st.integers(480, 600)),
            lasts=draw(st.integers(1, 90)),
        )
        for number in range(count)
    ]


def described(clash: Clash) -> tuple[ClashKind, frozenset[str]]:
    return clash.kind, frozenset({clash.one.id, clash.other.id})


@given(weeks())
def test_the_sweep_finds_what_comparing_everything_with_everything_finds(week: list[Engagement]) -> None:
    found = [described(clash) for clash in find_clashes(week, CLASSES)]
    expected = {described(clash) for one in week for clash in clashes_with(one, week, CLASSES)}
    assert len(found) == len(set(found)), "each pair once for each kind"
    assert set(found) == expected


@given(weeks())
def test_what_clashes_is_at_one_time_and_wants_the_same(week: list[Engagement]) -> None:
    for clash in find_clashes(week, CLASSES):
        one, other = clash.one, clash.other
        assert one.day == other.day
        assert max(one.starts, other.starts) < min(one.ends, other.ends)
        wants = {
            ClashKind.TEACHER: one.teacher == other.teacher,
            ClashKind.GROUP: CLASSES.share(one.group, other.group) and CLASSES.share(other.group, one.group),
            ClashKind.ROOM: one.room == other.room is not None,
        }
        assert wants[clash.kind]
