"""What regular upkeep looks through and clears away."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Conversation,
    LoginAttempt,
    LoginLink,
    Model,
    OutboxItem,
    OutboxKind,
    OutboxStatus,
    School,
    SeenUpdate,
    WebSession,
)

DONE = (OutboxStatus.SENT, OutboxStatus.DROPPED)


async def schools(session: AsyncSession) -> Sequence[School]:
    return (await session.scalars(select(School).order_by(School.id))).all()


async def remove_seen_updates(session: AsyncSession, before: datetime) -> None:
    await _remove(session, SeenUpdate, SeenUpdate.at < before)


async def remove_conversations(session: AsyncSession, before: datetime) -> None:
    await _remove(session, Conversation, Conversation.updated_at < before)


async def remove_logins(session: AsyncSession, before: datetime) -> None:
    """One-time links, sessions and failed tries that were over by then."""
    await _remove(session, LoginLink, LoginLink.expires_at < before)
    await _remove(session, WebSession, WebSession.expires_at < before)
    await _remove(session, LoginAttempt, LoginAttempt.at < before)


async def remove_told(session: AsyncSession, before: datetime) -> None:
    """Items sent or dropped; those on performance stay, for they hold the promise of once a term."""
    await _remove(
        session,
        OutboxItem,
        OutboxItem.status.in_(DONE),
        OutboxItem.created_at < before,
        OutboxItem.kind != OutboxKind.PERFORMANCE,
    )


async def remove_everything_told(session: AsyncSession, before: datetime) -> None:
    """Items of any kind that wait no longer, dead letters too."""
    await _remove(
        session,
        OutboxItem,
        OutboxItem.status != OutboxStatus.WAITING,
        OutboxItem.created_at < before,
    )


async def _remove(session: AsyncSession, model: type[Model], *which: ColumnElement[bool]) -> None:
    await session.execute(delete(model).where(*which), execution_options={"synchronize_session": False})
