"""Clashes: two lessons at one time that want the same teacher, the same students or the same room.

Pure. The same rules hold for lessons on days, at entry, and for the weekly timetable of an import.
"""

import enum
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any


class ClashKind(enum.StrEnum):
    TEACHER = "teacher"
    GROUP = "group"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Engagement:
    """One lesson at its hour: who gives it, who is taught, where.

    Ids are whatever the caller knows things by. Two engagements meet when they have the same ``day``
    (a date, or a weekday), their hours overlap and some day lies in force for both.
    """

    id: Any
    day: Any
    starts: Any
    """A time or a moment: the caller's engagements only have to compare with each other."""
    ends: Any
    teacher: Any
    """Who gives it: the substitute where there is one."""
    group: Any
    room: Any = None
    first: date = date.min
    last: date = date.max
    """The days on which a weekly lesson is in force, both inclusive."""


@dataclass(frozen=True, slots=True)
class Attendees:
    """Which groups have students in common: a class and its subgroups, and whatever shares a member."""

    parents: Mapping[Any, Any] = field(default_factory=dict)
    members: Mapping[Any, AbstractSet[Any]] = field(default_factory=dict)

    def share(self, one: Hashable, other: Hashable) -> bool:
        """Two subgroups of one class share nobody, unless a student is in both."""
        if one == other or self.parents.get(one) == other or self.parents.get(other) == one:
            return True
        return not self.members.get(one, frozenset()).isdisjoint(self.members.get(other, ()))


@dataclass(frozen=True, slots=True)
class Clash:
    kind: ClashKind
    one: Engagement
    other: Engagement


def find_clashes(engagements: Iterable[Engagement], attendees: Attendees) -> list[Clash]:
    """Every clash, each pair once for each kind, the earlier lesson first."""
    by_day: defaultdict[Hashable, list[Engagement]] = defaultdict(list)
    for engagement in engagements:
        by_day[engagement.day].append(engagement)
    found = []
    for of_day in by_day.values():
        under_way: list[Engagement] = []
        for one in sorted(of_day, key=lambda engagement: engagement.starts):
            under_way = [other for other in under_way if other.ends > one.starts]
            found += [clash for other in under_way for clash in _between(other, one, attendees)]
            under_way.append(one)
    return found


def clashes_with(one: Engagement, others: Collection[Engagement], attendees: Attendees) -> list[Clash]:
    """The clashes of one lesson with others; with itself, by id, it never clashes."""
    return [clash for other in others if other.id != one.id for clash in _between(one, other, attendees)]


def meet(one: Engagement, other: Engagement) -> bool:
    """Whether they are at one time. A lesson may begin the minute another ends."""
    return (
        one.day == other.day
        and bool(one.starts < other.ends and other.starts < one.ends)
        and one.first <= other.last
        and other.first <= one.last
    )


def _between(one: Engagement, other: Engagement, attendees: Attendees) -> Iterator[Clash]:
    if not meet(one, other):
        return
    if one.teacher == other.teacher:
        yield Clash(ClashKind.TEACHER, one, other)
    if attendees.share(one.group, other.group):
        yield Clash(ClashKind.GROUP, one, other)
    if one.room is not None and one.room == other.room:
        yield Clash(ClashKind.ROOM, one, other)
