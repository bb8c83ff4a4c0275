"""A week without clashes: lessons put into slots, then swapped until no teacher is in two places."""

from collections import Counter
from dataclasses import dataclass
from random import Random

from demo.sample.curriculum import day_lengths

Slot = tuple[int, int]
"""Weekday 1–6 and place in the day; the afternoon shift has places of its own."""
AFTERNOON = 10
"""What is added to a lesson's number to get its place in the afternoon."""


CLASH = 10
"""How much worse a clash is than a subject twice a day."""


@dataclass(frozen=True, slots=True, eq=False)
class Hour:
    """One lesson a week of a class; a split one has two teachers."""

    subject: str
    teachers: tuple[str, ...]


class Week:
    """Every class's lessons by slot, and how often each teacher is wanted in each slot."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.slots: dict[str, list[Slot]] = {}
        self.hours: dict[str, list[Hour]] = {}
        self.busy: Counter[tuple[str, Slot]] = Counter()

    def add_class(self, name: str, hours: list[Hour], *, days: int, is_afternoon: bool) -> None:
        """Put a class's lessons in any order into days without gaps."""
        base = AFTERNOON if is_afternoon else 0
        lengths = day_lengths(len(hours), days)
        slots = [(day, base + n) for day, length in enumerate(lengths, 1) for n in range(1, length + 1)]
        shuffled = self.random.sample(hours, len(hours))
        self.slots[name], self.hours[name] = slots, shuffled
        for slot, hour in zip(slots, shuffled, strict=True):
            self._count(hour, slot, 1)

    def settle(self) -> None:
        """Swap lessons within classes until nothing clashes. Raises ``RuntimeError`` if it never does.

        The same subject twice a day is avoided as long as that seems possible, then put up with.
        """
        for turn in range(400):
            bearable = 0 if turn < 100 else CLASH - 1
            troubled = [
                (name, place)
                for name, hours in self.hours.items()
                for place in range(len(hours))
                if self._trouble(name, place) > bearable
            ]
            if not troubled:
                return
            for name, place in self.random.sample(troubled, len(troubled)):
                if self._trouble(name, place) > bearable:
                    self._move(name, place)
        raise RuntimeError("this load does not fit into a week")

    def is_free(self, teacher: str, slot: Slot) -> bool:
        return self.busy[teacher, slot] == 0

    def _move(self, name: str, place: int) -> None:
        """Swap with the lesson of the class where it hurts least; among equals, by chance."""
        best, chosen = None, place
        for other in self.random.sample(range(len(self.hours[name])), len(self.hours[name])):
            if self.hours[name][other].subject == self.hours[name][place].subject:
                continue
            before = self._trouble(name, place) + self._trouble(name, other)
            self._swap(name, place, other)
            change = self._trouble(name, place) + self._trouble(name, other) - before
            self._swap(name, place, other)
            if best is None or change < best:
                best, chosen = change, other
        if best is not None and (best <= 0 or self.random.random() < 0.1):
            self._swap(name, place, chosen)

    def _trouble(self, name: str, place: int) -> int:
        """Colleagues double-booked here count most, the same subject twice a day a little."""
        hour, slot = self.hours[name][place], self.slots[name][place]
        clashes = sum(self.busy[teacher, slot] - 1 for teacher in hour.teachers)
        same = sum(
            1
            for other, (day, _) in zip(self.hours[name], self.slots[name], strict=True)
            if day == slot[0] and other.subject == hour.subject
        )
        return CLASH * clashes + (same - 1)

    def _swap(self, name: str, one: int, other: int) -> None:
        hours, slots = self.hours[name], self.slots[name]
        for place in (one, other):
            self._count(hours[place], slots[place], -1)
        hours[one], hours[other] = hours[other], hours[one]
        for place in (one, other):
            self._count(hours[place], slots[place], 1)

    def _count(self, hour: Hour, slot: Slot, by: int) -> None:
        for teacher in hour.teachers:
            self.busy[teacher, slot] += by
