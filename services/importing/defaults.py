"""What a new school starts with where its files say nothing."""

from decimal import Decimal
from typing import Any

from storage.models import PerformanceRule, RuleKind

CODES = ["н/а", "осв", "зач", "незач"]
SCALES: dict[str, dict[str, Any]] = {
    "1-5": {"values": ["1", "2", "3", "4", "5"], "passing": "3", "codes": CODES},
    "2-5": {"values": ["2", "3", "4", "5"], "passing": "3", "codes": CODES},
    "1-10": {"values": [str(n) for n in range(1, 11)], "passing": "4", "codes": CODES},
}
SCALE_OF_PROFILE = {"A": "2-5", "B": "2-5", "C": "2-5", "D": "2-5", "E": "1-5"}
"""The regulations' table: Russian schools mark 2–5, a school on Күнделік sets its own."""
PROFILE = "A"

WORK_KINDS: tuple[tuple[str, str, str, str, str], ...] = (
    ("answer", "Ответ на уроке", "Сабақтағы жауап", "Answer in class", "1"),
    ("homework", "Домашняя работа", "Үй жұмысы", "Homework", "1"),
    ("independent", "Самостоятельная работа", "Өздік жұмыс", "Independent work", "1.5"),
    ("practical", "Практическая работа", "Практикалық жұмыс", "Practical work", "1.5"),
    ("laboratory", "Лабораторная работа", "Зертханалық жұмыс", "Laboratory work", "1.5"),
    ("dictation", "Диктант", "Диктант", "Dictation", "2"),
    ("essay", "Сочинение", "Шығарма", "Essay", "2"),
    ("test", "Контрольная работа", "Бақылау жұмысы", "Test", "2"),
    ("project", "Проект", "Жоба", "Project", "2"),
    ("notes", "Тетрадь, конспект", "Дәптер, конспект", "Notebook", "0"),
)
"""Code, names in ru, kk and en, weight (R31). The first is what a mark is given for if nobody says."""


def work_kinds() -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "names": {"ru": ru, "kk": kk, "en": en},
            "weight": Decimal(weight),
            "position": position,
            "is_default": position == 1,
        }
        for position, (code, ru, kk, en, weight) in enumerate(WORK_KINDS, 1)
    ]


def performance_rules(school_id: int) -> list[PerformanceRule]:
    """Below a passing average with three marks, two failing marks in two weeks, a fall by a whole mark (R9)."""
    return [
        PerformanceRule(school_id=school_id, kind=kind, bound=bound, count=count, days=days)
        for kind, bound, count, days in (
            (RuleKind.AVERAGE_BELOW, Decimal(3), 3, None),
            (RuleKind.FAILING_MARKS, None, 2, 14),
            (RuleKind.FALL, Decimal(1), 3, None),
        )
    ]
