"""Puts things to tell into the outbox, in the transaction that makes them true."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import OutboxItem, OutboxKind
from storage.queries.insertion import insert_new


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
    """Queue one fact for some accounts; tell how many were not queued already.

    ``event`` names the fact and its version (``mark:81:2``): the same event never goes to the same
    account twice. Items of one account with the same ``batch`` leave as one message; without a
    batch an item goes alone. It is dropped when it could not be sent within ``lasts``.
    """
    starts = not_before or now
    rows = [
        {
            "school_id": school_id,
            "account_id": account_id,
            "kind": kind,
            "event": event,
            "batch": batch or event,
            "facts": dict(facts),
            "created_at": now,
            "not_before": starts,
            "expires_at": starts + lasts,
        }
        for account_id in sorted(set(account_ids))
    ]
    return await insert_new(session, OutboxItem, rows)
