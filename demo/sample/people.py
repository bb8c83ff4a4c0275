"""Who is at the sample school: staff by department, families with their children."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from demo.sample.curriculum import DEPARTMENTS, LETTERS
from demo.sample.names import KAZAKH_MEN, RUSSIAN_MEN, NameGiver, Person

YEAR_BEGINS = date(2026, 9, 1)
"""Of the files; the loader moves every date to the present."""
STUDENTS = 600
SHARE_KAZAKH = 0.62


@dataclass(frozen=True, slots=True)
class Colleague:
    number: str
    person: Person
    department: str
    roles: tuple[str, ...]
    user_name: str = ""


@dataclass
class Pupil:
    number: str
    person: Person
    birth_date: date
    class_name: str
    groups: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parent:
    number: str
    person: Person
    relation: str
    children: tuple[str, ...]


@dataclass
class People:
    staff: list[Colleague]
    pupils: list[Pupil]
    parents: list[Parent]

    def in_class(self, name: str) -> list[Pupil]:
        return [pupil for pupil in self.pupils if pupil.class_name == name]


def class_names() -> list[tuple[int, str]]:
    """``(7, "7 «А»")`` of every class."""
    return [(grade, f"{grade} «{letter}»") for grade, letters in LETTERS.items() for letter in letters]


def gather(random: Random) -> People:
    names = NameGiver(random)
    staff = _staff(random, names)
    pupils, parents = _families(random, names)
    return People(staff, pupils, parents)


def _staff(random: Random, names: NameGiver) -> list[Colleague]:
    """The head office first, then nine homeroom teachers, then the departments."""
    posts: list[tuple[str, tuple[str, ...]]] = [
        ("office", ("директор",)),
        ("office", ("администратор",)),
        ("office", ("завуч",)),
        ("office", ("завуч",)),
    ]
    primary = sum(len(letters) for grade, letters in LETTERS.items() if grade <= 4)
    posts += [("homeroom", ("учитель",))] * primary
    posts += [(name, ("учитель",)) for name, size in DEPARTMENTS.items() for _ in range(size)]
    staff = []
    for number, (department, roles) in enumerate(posts, 1):
        is_woman = random.random() < (0.35 if department in ("sport", "military") else 0.85)
        is_kazakh = random.random() < SHARE_KAZAKH or department == "kazakh"
        person = names.person(is_woman=is_woman, is_kazakh=is_kazakh)
        user_name = {1: "director", 2: "administrator", 3: "deputy"}.get(number, f"teacher{number:02}")
        staff.append(Colleague(f"{number:03}", person, department, roles, user_name))
    return staff


def _families(random: Random, names: NameGiver) -> tuple[list[Pupil], list[Parent]]:
    """Fill the classes; every eighth family has a second child some grades away."""
    places = _places()
    pupils: list[Pupil] = []
    parents: list[Parent] = []
    while places:
        grades = [_take(random, places)]
        if places and random.random() < 0.13:
            grades.append(_take_other_grade(random, places, grades[0][0]))
        _family(random, names, grades, pupils, parents)
    pupils.sort(key=lambda pupil: int(pupil.number[2:]))
    return pupils, parents


def _places() -> list[tuple[int, str]]:
    """A desk for each student, class sizes from 22 to 28."""
    classes = class_names()
    sizes = [25 + (3 * n) % 7 - 3 for n in range(len(classes))]
    sizes[-1] += STUDENTS - sum(sizes)
    return [one for one, size in zip(classes, sizes, strict=True) for _ in range(size)]


def _take(random: Random, places: list[tuple[int, str]]) -> tuple[int, str]:
    return places.pop(random.randrange(len(places)))


def _take_other_grade(random: Random, places: list[tuple[int, str]], grade: int) -> tuple[int, str]:
    others = [n for n, place in enumerate(places) if abs(place[0] - grade) >= 2]
    return places.pop(random.choice(others)) if others else _take(random, places)


def _family(
    random: Random,
    names: NameGiver,
    places: list[tuple[int, str]],
    pupils: list[Pupil],
    parents: list[Parent],
) -> None:
    is_kazakh = random.random() < SHARE_KAZAKH
    family = names.family(is_kazakh=is_kazakh)
    father = names.person(is_woman=False, is_kazakh=is_kazakh, family=family)
    mother = names.person(is_woman=True, is_kazakh=is_kazakh, family=family)
    children = []
    for grade, class_name in places:
        child = names.person(
            is_woman=random.random() < 0.5, is_kazakh=is_kazakh, family=family, father=father.first_name
        )
        number = f"А-{1001 + len(pupils)}"
        pupils.append(Pupil(number, child, _birth_date(random, grade), class_name))
        children.append(number)
    for person, relation, share in (
        (mother, "мать", 0.97),
        (father, "отец", 0.86),
        (_grandmother(random, names, is_kazakh), "бабушка", 0.05),
    ):
        if random.random() < share or (relation == "мать" and len(children) > 1):
            parents.append(Parent(f"Р-{2001 + len(parents)}", person, relation, tuple(children)))


def _grandmother(random: Random, names: NameGiver, is_kazakh: bool) -> Person:
    return names.person(
        is_woman=True, is_kazakh=is_kazakh, father=random.choice(KAZAKH_MEN if is_kazakh else RUSSIAN_MEN)
    )


def _birth_date(random: Random, grade: int) -> date:
    """Six to seven years old on the first day of the first grade."""
    youngest = date(YEAR_BEGINS.year - 5 - grade, 8, 28)
    born = youngest - timedelta(days=random.randrange(365))
    return born if (born.month, born.day) != (2, 29) else born - timedelta(days=1)
