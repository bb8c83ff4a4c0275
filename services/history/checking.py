"""Reads every school's record of changes from its beginning and says where it was tampered with (R34)."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from services.history.chain import Flaw, Head, flaw_after, flaw_at_end
from storage.queries import history as queries


@dataclass(frozen=True, slots=True)
class Break:
    school: str
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class Checked:
    entries: int
    """How many were read and found in order."""
    breaks: tuple[Break, ...]
    """The first of each school that has one."""


async def check_records(session: AsyncSession) -> Checked:
    """Verify the chain of every school. May run beside people who write."""
    entries, breaks = 0, []
    for school_id, name in await queries.schools(session):
        last, flaw = await _follow(session, school_id)
        entries += last.number
        if flaw is not None:
            breaks.append(Break(name, flaw))
    return Checked(entries, tuple(breaks))


async def _follow(session: AsyncSession, school_id: int) -> tuple[Head, Flaw | None]:
    """The last entry that is in order, and what is wrong after it.

    Where the record ends is asked after its entries, and the entries once more after that: what is
    saved meanwhile has both, and must not look like a fault.
    """
    last = Head()
    while True:
        batch = await queries.entries_after(session, school_id, last.number)
        head = Head(*await queries.head(session, school_id)) if not batch else None
        if head is not None and head.number > last.number:
            batch = await queries.entries_after(session, school_id, last.number)
        for entry in batch:
            flaw = flaw_after(last, entry)
            if flaw is not None:
                return last, flaw
            last = Head(entry["number"], entry["hash"])
        if head is not None and not batch:
            return last, flaw_at_end(last, head)
