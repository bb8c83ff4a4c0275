"""The sample school's topic plans: one text for all classes of a year that are taught in one language."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random
from types import ModuleType
from typing import Any

from demo.sample import texts_kk, texts_ru
from demo.sample.curriculum import BY_NAME, hours, is_taught_in_kazakh

SEED = 11
WEEKS = 34
"""Of lessons in a school year."""
CROWDED = frozenset(("Физика", "История Казахстана"))
"""Their plans ask for more than the timetable has, as it happens."""
HEADINGS = ["Классы", "Предмет", "№", "Раздел", "Тема", "Часы", "Тип урока", "Домашнее задание"]

Rows = list[list[Any]]
Classroom = tuple[int, str, tuple[str, str]]
"""Grade, name, names of the halves."""


def plan_rows(classes: Sequence[Classroom]) -> Rows:
    """The sheet of all plans, by grade."""
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    together: defaultdict[tuple[int, bool], list[Classroom]] = defaultdict(list)
    for one in classes:
        together[one[0], is_taught_in_kazakh(one[1])].append(one)
    rows: Rows = [HEADINGS]
    for (grade, is_kazakh), parallel in together.items():
        texts = texts_kk if is_kazakh else texts_ru
        for subject, weekly in hours(grade).items():
            groups = "; ".join(_groups(subject, parallel))
            total = weekly * WEEKS + (3 if subject in CROWDED else 0)
            topics = _topics(random, subject, total, texts)
            rows += [[groups, subject, number, *topic] for number, topic in enumerate(topics, 1)]
    return rows


def _groups(subject: str, parallel: Sequence[Classroom]) -> list[str]:
    if BY_NAME[subject].is_split and parallel[0][0] > 4:
        return [half for _, _, halves in parallel for half in halves]
    return [name for _, name, _ in parallel]


def _topics(random: Random, subject: str, total: int, texts: ModuleType) -> Rows:
    """``[section, title, hours, kind, homework]`` of each topic; the hours add up to ``total``."""
    sections = texts.TOPICS.get(subject, texts_ru.TOPICS[subject]).split("|")
    found: Rows = []
    for place, section in enumerate(sections):
        left = total // len(sections) + (1 if place < total % len(sections) else 0)
        review = 1 if left > 2 else 0
        practice = (left - review) // 2
        for title, taken, kind in (
            (section, left - practice - review, ""),
            (f"{section}: {texts.PRACTICE}", practice, ""),
            (f"{section}: {texts.REVIEW}", review, texts.CONTROL),
        ):
            if taken:
                found.append([section, title, taken, kind, _homework(random, subject, texts)])
    return found


def _homework(random: Random, subject: str, texts: ModuleType) -> str:
    """What the plan suggests, for most of its topics."""
    choices = texts.HOMEWORK.get(subject)
    if choices is None or random.random() < 0.3:
        return ""
    n, v = random.randrange(12, 480), random.randrange(2, 9)
    text: str = random.choice(choices.split("|"))
    return text.format(n=n, n2=n + 3, p=random.randrange(8, 190), s=v * 3, v=v, v2=v + 2)
