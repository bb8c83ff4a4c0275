"""The five presets are whole, say what the institutions wrote, and tell where each value comes from."""

import re
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from services.errors import WrongRegulation
from services.regulation import PRESETS, effective, preset, value_of
from services.regulation.policy import Frequency
from storage.models import TermKind


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_regulation_and_tells_the_source_of_each_value(name: str) -> None:
    regulation, file = effective(name, {}), preset(name)
    assert regulation.scale.values
    assert file.sources.keys() == file.values.keys()
    for where, source in file.sources.items():
        assert re.match(rf"({name}, [\w ]+|R\d+(, R\d+)*|ours|order 125): \S", source), where


@pytest.mark.parametrize(
    ("name", "where", "said"),
    [
        ("A", "locks.marks_days", 14),
        ("A", "locks.term_marks_days", 14),
        ("A", "due.homework_days", 0),
        ("A", "archive.backup", Frequency.MONTHLY),
        ("B", "locks.correcting", False),
        ("B", "due.homework_hours", 3),
        ("B", "due.topic_days", 5),
        ("B", "due.topic_plan_days", 5),
        ("B", "terms.kinds", (TermKind.SEMESTER, TermKind.YEAR)),
        ("B", "archive.keep_graduation_years", 75),
        ("C", "locks.marks_days", None),
        ("C", "locks.correcting", True),
        ("C", "due.homework_days", None),
        ("D", "due.marks_days", 2),
        ("D", "due.homework_by", time(18)),
        ("D", "due.term_marks_days", 7),
        ("D", "due.timetable_days", 2),
        ("D", "locks.marks_days", None),
        ("E", "due.marks_days", 7),
        ("E", "locks.marks_days", None),
        ("E", "locks.term_marks_days", None),
        ("E", "locks.correcting", True),
        ("E", "languages", ("kk", "ru")),
        ("E", "reports.activity", Frequency.MONTHLY),
    ],
)
def test_a_preset_says_what_its_institution_wrote(name: str, where: str, said: object) -> None:
    assert value_of(effective(name, {}), where) == said


def test_the_schools_own_value_stands_over_the_presets() -> None:
    own = effective("A", {"locks.marks_days": 7, "works.checking_days.essay": 5})
    assert own.locks.marks_days == 7
    assert own.locks.attendance_days == 14
    assert own.works.checking_days == {"essay": 5}


def test_a_school_may_do_without_a_value_of_the_preset() -> None:
    assert effective("A", {"locks.marks_days": None}).locks.marks_days is None


@pytest.mark.parametrize(
    ("overrides", "field"),
    [
        ({"locks.marks_days": -1}, "locks.marks_days"),
        ({"locks.marks_days": "soon"}, "locks.marks_days"),
        ({"locks.marks_days": 1}, "locks.marks_days"),
        ({"due.homework_by": "25:00"}, "due.homework_by"),
        ({"locks.sometimes": 1}, "locks.sometimes"),
        ({"locks": 1}, "locks"),
        ({"due.marks_days.x": 1}, "due.marks_days.x"),
        ({"scale.values": []}, "scale.values"),
        ({"languages": None}, "languages"),
    ],
)
def test_a_value_that_none_can_have_is_refused_by_name(overrides: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongRegulation) as refused:
        effective("D", overrides)
    assert refused.value.facts == {"field": field}


def test_there_is_no_sixth_preset() -> None:
    with pytest.raises(WrongRegulation):
        preset("../A")


def test_weights_are_exact() -> None:
    assert effective("E", {}).works.weights["practical"] == Decimal("1.5")
