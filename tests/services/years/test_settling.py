"""Who goes where, as classes and students were chosen together (R45)."""

import pytest

from services.importing.vocabulary import group_key
from services.years.settling import (
    Apart,
    Choices,
    ClassChoice,
    ClassWaiting,
    Fate,
    Outcome,
    StudentChoice,
    settle,
)
from storage.models import Group, GroupKind, Student

ANNA, BERIK = 1, 2
SEVENTH, SIXTH = 7, 6


def _waiting(group_id: int, *student_ids: int) -> ClassWaiting:
    students = tuple(Student(id=one, last_name=f"S{one}", first_name="X") for one in student_ids)
    group = Group(id=group_id, name=f"{group_id} «А»", kind=GroupKind.CLASS)
    return ClassWaiting(group, students, f"{group_id + 1} «А»", Outcome.PROMOTED)


WAITING = (_waiting(SIXTH, 3), _waiting(SEVENTH, ANNA, BERIK))
PROMOTED = {
    SIXTH: ClassChoice(Outcome.PROMOTED, "7 «А»"),
    SEVENTH: ClassChoice(Outcome.PROMOTED, "8 «А»"),
}


@pytest.mark.parametrize(
    ("choice", "fate", "to"),
    [
        (StudentChoice(), Fate.PROMOTED, "8а"),
        (StudentChoice(Apart.CONDITIONAL), Fate.CONDITIONAL, "8а"),
        (StudentChoice(Apart.REPEATS), Fate.REPEATS, "7а"),
        (StudentChoice(Apart.REPEATS, "8а"), Fate.REPEATS, "8а"),
        (StudentChoice(Apart.OTHER, "8-Б"), Fate.TRANSFERRED, "8б"),
        (StudentChoice(Apart.LEAVES), Fate.LEFT, ""),
    ],
)
def test_a_student_goes_with_the_class_or_apart(choice: StudentChoice, fate: Fate, to: str) -> None:
    settled = settle(WAITING, Choices(PROMOTED, {ANNA: choice}), ["8 «Б»"])
    assert settled.faults == {}
    (anna,) = [one for one in settled.placings if one.student.id == ANNA]
    assert (anna.fate, anna.to) == (fate, group_key(to))
    (berik,) = [one for one in settled.placings if one.student.id == BERIK]
    assert berik.fate is Fate.PROMOTED


@pytest.mark.parametrize(
    ("classes", "students", "faults"),
    [
        ({SIXTH: PROMOTED[SIXTH]}, {ANNA: StudentChoice(Apart.OTHER, "9 «Я»")}, {}),
        (PROMOTED, {ANNA: StudentChoice(Apart.OTHER, "9 «Я»")}, {"student-1": "no_such_class"}),
        (PROMOTED, {ANNA: StudentChoice(Apart.OTHER)}, {"student-1": "no_such_class"}),
        (
            {SEVENTH: PROMOTED[SEVENTH]},
            {ANNA: StudentChoice(Apart.REPEATS)},
            {"student-1": "no_such_class"},
        ),
        (
            {SEVENTH: ClassChoice(Outcome.DISSOLVED)},
            {ANNA: StudentChoice(Apart.LEAVES)},
            {"student-2": "nowhere_to_go"},
        ),
        (
            {**PROMOTED, SIXTH: ClassChoice(Outcome.PROMOTED, "8а")},
            {},
            {"class-7": "class_name_taken"},
        ),
        ({**PROMOTED, SIXTH: ClassChoice(Outcome.PROMOTED, "«»")}, {}, {"class-6": "text_empty"}),
        ({**PROMOTED, SIXTH: ClassChoice(Outcome.PROMOTED, "Хор")}, {}, {"class-6": "class_name_taken"}),
        ({**PROMOTED, SIXTH: ClassChoice(Outcome.PROMOTED, "7" * 61)}, {}, {"class-6": "entry_too_long"}),
        ({}, {}, {"classes": "nothing_promoted"}),
    ],
)
def test_what_does_not_fit_together_is_a_fault_where_it_stands(
    classes: dict[int, ClassChoice], students: dict[int, StudentChoice], faults: dict[str, str]
) -> None:
    settled = settle(WAITING, Choices(classes, students), [], ["Хор"])
    assert {at: fault.code for at, fault in settled.faults.items()} == faults
    assert bool(settled.placings) is not bool(faults)


def test_a_class_that_graduates_keeps_who_repeats() -> None:
    classes = {SIXTH: PROMOTED[SIXTH], SEVENTH: ClassChoice(Outcome.GRADUATES)}
    settled = settle(WAITING, Choices(classes, {ANNA: StudentChoice(Apart.REPEATS)}), [])
    fates = {one.student.id: one.fate for one in settled.placings}
    assert fates == {3: Fate.PROMOTED, ANNA: Fate.REPEATS, BERIK: Fate.GRADUATED}
