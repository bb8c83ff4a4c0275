"""What a person chose for an account: language, which alerts, quiet hours."""

from dataclasses import dataclass
from datetime import time

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from storage.models import Account, AlertKind, Preference
from storage.queries import preferences as queries

QUIET_HOURS: tuple[tuple[time, time] | None, ...] = (
    (time(21), time(7)),
    (time(22), time(7)),
    (time(22), time(8)),
    (time(23), time(9)),
    None,
)
"""What the settings offer; ``None`` is no quiet hours at all."""


@dataclass(frozen=True, slots=True)
class Settings:
    """An account's choices as the settings screen shows them."""

    language: str
    alerts: dict[AlertKind, bool]
    quiet_hours: tuple[time, time] | None


async def settings_of(session: AsyncSession, account: Account) -> Settings:
    """Every kind of alert is on unless it was switched off."""
    switched = {row.kind: row.enabled for row in await queries.preferences_of(session, account.id)}
    alerts = {kind: switched.get(kind, True) for kind in AlertKind}
    return Settings(account.language, alerts, quiet_hours_of(account))


def quiet_hours_of(account: Account) -> tuple[time, time] | None:
    if account.quiet_from is None or account.quiet_to is None:
        return None
    return account.quiet_from, account.quiet_to


def set_language(account: Account, language: str) -> None:
    account.language = language


async def switch_alert(session: AsyncSession, *, account: Account, kind: AlertKind, enabled: bool) -> None:
    """Switch a kind of alert on or off. Doing it twice changes nothing."""
    found = await queries.preference(session, account.id, kind)
    if found is None:
        session.add(Preference(account_id=account.id, kind=kind, enabled=enabled))
    else:
        found.enabled = enabled
    await session.flush()


def set_quiet_hours(account: Account, choice: int) -> None:
    """Take one of ``QUIET_HOURS`` by its number, from 1. Raises ``Forbidden`` for any other."""
    if not 0 < choice <= len(QUIET_HOURS):
        raise Forbidden
    account.quiet_from, account.quiet_to = QUIET_HOURS[choice - 1] or (None, None)
