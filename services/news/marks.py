"""From versions of marks to what changed for a family since it was last told (R3, R8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from services.delivery import Item
from services.diary import GivenMark
from services.news.gathering import ChildNews, gather
from services.news.prepared import Prepared
from services.screening import Addressed
from storage.models import Student
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
    def is_comment_only(self) -> bool:
        return not self.is_removed and self.before == self.given.value


MarksNews: TypeAlias = ChildNews[MarkChange]
"""The oldest lesson first."""


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
    def change_of(items: Sequence[Item]) -> MarkChange | None:
        mark_id = items[0].facts["mark"]
        told = [item.facts["version"] for item in items]
        if mark_id not in marks:
            return None
        before = revisions.get((mark_id, min(told) - 1))
        return change(marks[mark_id], before, revisions.get((mark_id, max(told))))

    return gather(
        message,
        students,
        mark_of=lambda item: item.facts["mark"],
        change_of=change_of,
        order=lambda found: (found.given.day, found.given.subject.name, found.given.id),
    )
