"""What a new school starts with where its files say nothing."""

from typing import Any

from services.regulation import effective

CODES = ["н/а", "осв", "зач", "незач"]
SCALES: dict[str, dict[str, Any]] = {
    "1-5": {"values": ["1", "2", "3", "4", "5"], "passing": "3", "codes": CODES},
    "2-5": {"values": ["2", "3", "4", "5"], "passing": "3", "codes": CODES},
    "1-10": {"values": [str(n) for n in range(1, 11)], "passing": "4", "codes": CODES},
}
PROFILE = "A"

WORK_KINDS: tuple[tuple[str, str, str, str], ...] = (
    ("answer", "Ответ на уроке", "Сабақтағы жауап", "Answer in class"),
    ("homework", "Домашняя работа", "Үй жұмысы", "Homework"),
    ("independent", "Самостоятельная работа", "Өздік жұмыс", "Independent work"),
    ("practical", "Практическая работа", "Практикалық жұмыс", "Practical work"),
    ("laboratory", "Лабораторная работа", "Зертханалық жұмыс", "Laboratory work"),
    ("dictation", "Диктант", "Диктант", "Dictation"),
    ("essay", "Сочинение", "Шығарма", "Essay"),
    ("test", "Контрольная работа", "Бақылау жұмысы", "Test"),
    ("project", "Проект", "Жоба", "Project"),
    ("notes", "Тетрадь, конспект", "Дәптер, конспект", "Notebook"),
)
"""Code, names in ru, kk and en (R31). The first is what a mark is given for if nobody says."""


def work_kinds(profile: str) -> list[dict[str, Any]]:
    """The usual kinds, each with the weight that the profile's regulation gives it."""
    works = effective(profile, {}).works
    return [
        {
            "code": code,
            "names": {"ru": ru, "kk": kk, "en": en},
            "weight": works.weight_of(code),
            "position": position,
            "is_default": position == 1,
        }
        for position, (code, ru, kk, en) in enumerate(WORK_KINDS, 1)
    ]
