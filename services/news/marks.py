"""From versions of marks to what changed for a family since it was last told (R3, R8)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from services.diary import GivenMark
from services.news.prepared import Prepared
from services.screening import Addressed
from storage.models import School, Student
from storage.queries import news as queries


class Revision(Protocol):
    """One step in a mark's history."""

    @property
    def value(self) -> str | None: ...

    @property
    def comment(self) -> str: ...


Revisions = Mapping[tuple[int, int], Revision]
"""By mark and version."""


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What became of one mark. ``given`` has the value it has now, or had when it was removed."""

    given: GivenMark
    before: str | None
    """The value known so far; empty for a new mark."""
    is_removed: bool = False

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_comment_only(self) -> bool:
        return not self.is_removed and self.before == self.given.value


@dataclass(frozen=True, slots=True)
class MarksNews:
    """All that changed in one child's marks, oldest lesson first."""

    student: Student
    school: School
    is_own: bool
    changes: tuple[MarkChange, ...]


async def marks_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[MarksNews]]:
    """For each message, the values known before → the values of the latest version it carries.

    A mark that came back to what it was, or whose row is gone, is dropped silently. Versions later
    than those in hand are left to their own message.
    """
    items = [item for message in messages for item in message.batch.items]
    marks = {
        row.id: _given(row)
        for row in await queries.marks_given(session, {item.facts["mark"] for item in items})
    }
    rows = await queries.revisions(session, marks.keys())
    revisions = {(row.mark_id, row.version): row for row in rows}
    students = await queries.students(session, {m.batch.student_id for m in messages if m.batch.student_id})
    return [_news(message, marks, revisions, students) for message in messages]


def change(given: GivenMark, before: Revision | None, after: Revision | None) -> MarkChange | None:
    """What is to be told of a mark that was ``before`` and is ``after``; nothing when it comes to nothing.

    A comment is news when it says something; taking one away is not. An edited comment leaves
    the mark the same mark.
    """
    old = before.value if before else None
    new = after.value if after else None
    if new is None:
        return (
            MarkChange(replace(given, value=old, comment=""), old, is_removed=True)
            if old is not None
            else None
        )
    comment = after.comment.strip() if after else ""
    if new == old and before is not None and (not comment or comment == before.comment.strip()):
        return None
    return MarkChange(replace(given, value=new, comment=comment), old)


def _given(row: queries.GivenRow) -> GivenMark:
    return GivenMark(
        id=row.id,
        value="",
        comment="",
        subject=row.Subject,
        lesson_id=row.lesson_id,
        day=row.on_day,
        kind=row.WorkKind,
        number=row.number,
        title=row.title,
        weight=row.WorkKind.weight if row.own_weight is None else row.own_weight,
        changed_at=row.changed_at,
    )


def _news(
    message: Addressed,
    marks: Mapping[int, GivenMark],
    revisions: Revisions,
    students: Mapping[int, Student],
) -> Prepared[MarksNews]:
    versions: defaultdict[int, list[int]] = defaultdict(list)
    for item in message.batch.items:
        versions[item.facts["mark"]].append(item.facts["version"])
    changes: list[MarkChange] = []
    undone: set[int] = set()
    for mark_id, told in versions.items():
        found = None
        if mark_id in marks:
            before = revisions.get((mark_id, min(told) - 1))
            found = change(marks[mark_id], before, revisions.get((mark_id, max(told))))
        if found is None:
            undone.add(mark_id)
        else:
            changes.append(found)
    dropped = {item.id: "undone" for item in message.batch.items if item.facts["mark"] in undone}
    student = students.get(message.batch.student_id or 0)
    if not changes or student is None or message.school is None:
        return Prepared(None, {item.id: "undone" for item in message.batch.items})
    changes.sort(key=lambda found: (found.given.day, found.given.subject.name, found.given.id))
    return Prepared(MarksNews(student, message.school, message.is_own, tuple(changes)), dropped)
