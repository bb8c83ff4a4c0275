"""Puts things to tell into the outbox, in the transaction that makes them true."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import OutboxItem, OutboxKind
from storage.queries.insertion import insert_new

EXCUSED = "excused"
"""Why an absence was not told; it may be taken back."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One fact for some accounts.

    ``event`` names the fact and its version (``mark:81:2``): the same event never goes to the same
    account twice. Items of one account with the same ``batch`` leave as one message; without a
    batch an item goes alone. It is dropped when it could not be sent within ``lasts``.
    """

    kind: OutboxKind
    account_ids: Collection[int]
    event: str
    facts: Mapping[str, Any]
    school_id: int | None
    lasts: timedelta
    batch: str | None = None
    not_before: datetime | None = None

    def rows(self, now: datetime) -> list[dict[str, Any]]:
        """One row of the outbox for each account."""
        starts = self.not_before or now
        return [
            {
                "school_id": self.school_id,
                "account_id": account_id,
                "kind": self.kind,
                "event": self.event,
                "batch": self.batch or self.event,
                "facts": dict(self.facts),
                "created_at": now,
                "not_before": starts,
                "expires_at": starts + self.lasts,
            }
            for account_id in sorted(set(self.account_ids))
        ]


async def tell_all(session: AsyncSession, tellings: Iterable[Telling], *, now: datetime) -> int:
    """Queue many facts at once; tell how many items were not queued already."""
    return await insert_new(session, OutboxItem, [row for telling in tellings for row in telling.rows(now)])


async def tell(
    session: AsyncSession,
    *,
    kind: OutboxKind,
    account_ids: Iterable[int],
    event: str,
    facts: Mapping[str, Any],
    school_id: int | None,
    now: datetime,
    lasts: timedelta,
    batch: str | None = None,
    not_before: datetime | None = None,
) -> int:
    """Queue one fact for some accounts, as ``Telling`` says; tell how many were not queued already."""
    telling = Telling(
        kind=kind,
        account_ids=list(account_ids),
        event=event,
        facts=facts,
        school_id=school_id,
        lasts=lasts,
        batch=batch,
        not_before=not_before,
    )
    return await tell_all(session, [telling], now=now)
