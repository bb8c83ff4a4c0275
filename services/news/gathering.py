"""Changes of a child's marks as one message: the items of each mark together, without what comes to nothing."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from services.delivery import Item
from services.news.prepared import Prepared
from services.screening import Addressed
from storage.models import School, Student

Change = TypeVar("Change")


# With slots, Python 3.11 refuses to make one by an alias such as ``ChildNews[MarkChange]``.
@dataclass(frozen=True)
class ChildNews(Generic[Change]):
    """All that changed in one child's marks."""

    student: Student
    school: School
    is_own: bool
    changes: tuple[Change, ...]


def gather(
    message: Addressed,
    students: Mapping[int, Student],
    *,
    mark_of: Callable[[Item], Hashable],
    change_of: Callable[[Sequence[Item]], Change | None],
    order: Callable[[Change], Any],
) -> Prepared[ChildNews[Change]]:
    """What became of each mark, in order; ``change_of`` makes one change of a mark's items, or none."""
    by_mark: defaultdict[Hashable, list[Item]] = defaultdict(list)
    for item in message.batch.items:
        by_mark[mark_of(item)].append(item)
    changes: list[Change] = []
    dropped: dict[int, str] = {}
    for items in by_mark.values():
        found = change_of(items)
        if found is None:
            dropped |= {item.id: "undone" for item in items}
        else:
            changes.append(found)
    student = students.get(message.batch.student_id or 0)
    if not changes or student is None or message.school is None:
        return Prepared(None, {item.id: "undone" for item in message.batch.items})
    told = tuple(sorted(changes, key=order))
    return Prepared(ChildNews(student, message.school, message.is_own, told), dropped)
