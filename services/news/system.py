"""What staff are told about the diary itself: families out of reach, messages refused, standstills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import health
from services.news.prepared import Prepared
from services.screening import Addressed
from storage.models import Guardian, Guardianship, OutboxItem, OutboxStatus, Student
from storage.queries import news as queries

STUCK_AFTER_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class LostChat:
    """A family's chat that can no longer be reached; without a guardian it is the student's own."""

    student: Student
    guardian: Guardian | None
    guardianship: Guardianship | None


@dataclass(frozen=True, slots=True)
class Warnings:
    """``dead`` letters, a standstill since so many minutes, and failed tries to join."""

    dead: tuple[OutboxItem, ...] = ()
    stuck_minutes: int | None = None
    join_failures: int | None = None


async def lost_chats(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[tuple[LostChat, ...]]]:
    """For each message, the chats that are still out of reach and still linked."""
    ids = {item.facts["link"] for message in messages for item in message.batch.items}
    found = {
        link.id: LostChat(student, guardian, guardianship)
        for link, _, student, guardianship, guardian in await queries.lost_links(session, ids)
    }
    prepared = []
    for message in messages:
        items = message.batch.items
        lost = tuple(found[item.facts["link"]] for item in items if item.facts["link"] in found)
        dropped = {item.id: "undone" for item in items if item.facts["link"] not in found}
        prepared.append(Prepared(lost or None, dropped))
    return prepared


async def warnings(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[Warnings]]:
    """For each message, what still needs a person."""
    every = [item.facts for message in messages for item in message.batch.items]
    dead = await queries.outbox_items(session, {facts["item"] for facts in every if "item" in facts})
    minutes = None
    if any(facts["warning"] == "stuck" for facts in every):
        minutes = stuck_minutes(await health.look(session, now=now))
    return [_warnings(message, dead, minutes) for message in messages]


def stuck_minutes(state: health.Health) -> int | None:
    """For how long messages have stood still; nothing when they have not."""
    seconds = state.oldest_waiting_seconds
    return seconds // 60 if seconds is not None and seconds > STUCK_AFTER_SECONDS else None


def _warnings(message: Addressed, dead: dict[int, OutboxItem], minutes: int | None) -> Prepared[Warnings]:
    letters: list[OutboxItem] = []
    stuck = failures = None
    dropped: dict[int, str] = {}
    for item in message.batch.items:
        letter = dead.get(item.facts.get("item", 0))
        match item.facts["warning"]:
            case "dead" if letter is not None and letter.status is OutboxStatus.DEAD:
                letters.append(letter)
            case "stuck" if minutes is not None:
                stuck = minutes
            case "join_failures":
                failures = item.facts["count"]
            case _:
                dropped[item.id] = "undone"
    if len(dropped) == len(message.batch.items):
        return Prepared(None, dropped)
    return Prepared(Warnings(tuple(letters), stuck, failures), dropped)
