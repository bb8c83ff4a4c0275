"""How staff enter the web form: one-time links from the bot, and the sessions both ways lead to."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import LoginLinkSpent
from storage.models import Group, LoginLink, School, StaffMember, WebSession
from storage.queries import staff as staff_queries
from storage.queries import staff_access as queries

LINK_LASTS = timedelta(minutes=5)
SESSION_LASTS = timedelta(hours=12)
"""A school day. Absolute: a session in use ends as well."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Who is behind a session's token, as of now."""

    web_session: WebSession
    staff: StaffMember
    """With roles."""
    school: School
    leads: tuple[Group, ...]
    """The groups this person leads today."""
    has_applied: bool
    """Whether this person ever applied for a late change."""


async def issue_login_link(session: AsyncSession, *, staff: StaffMember, secret: bytes, now: datetime) -> str:
    """A token that lets this person in once, within five minutes; only its hash is kept.

    The link is ``{web_url}/login/{token}``.
    """
    token = secrets.token_urlsafe(24)
    session.add(
        LoginLink(token_hash=_hash(secret, "link", token), staff_id=staff.id, expires_at=now + LINK_LASTS)
    )
    await session.flush()
    return token


async def look_at_link(session: AsyncSession, *, token: str, secret: bytes, now: datetime) -> StaffMember:
    """Whom the link would let in; looking spends nothing: messengers open links to preview them.

    Raises ``LoginLinkSpent`` for a link that is used, too old or unknown, without telling which.
    """
    return (await _open_link(session, token, secret, now))[1]


async def enter_by_link(
    session: AsyncSession, *, token: str, language: str, secret: bytes, now: datetime
) -> str:
    """Spend the link and open a session; its token. Raises ``LoginLinkSpent``."""
    link, staff = await _open_link(session, token, secret, now)
    if not await queries.use_login_link(session, link.id, now):
        raise LoginLinkSpent
    return await open_session(session, staff=staff, language=language, secret=secret, now=now)


async def open_session(
    session: AsyncSession, *, staff: StaffMember, language: str, secret: bytes, now: datetime
) -> str:
    """A new session of this person; the token that goes into the cookie."""
    await queries.prune_sessions(session, now)
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=_hash(secret, "session", token),
            csrf_token=secrets.token_urlsafe(24),
            staff_id=staff.id,
            language=language,
            created_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    await session.flush()
    return token


async def entered_by(session: AsyncSession, *, token: str, secret: bytes, now: datetime) -> Entered | None:
    """Who is behind a session's token; nobody when it is over or the person has left the school."""
    found = await queries.session_with_staff(session, _hash(secret, "session", token)) if token else None
    if found is None:
        return None
    web_session, staff, school, has_applied = found
    if web_session.expires_at <= now or has_left(staff, school, now):
        return None
    today = now.astimezone(ZoneInfo(school.time_zone)).date()
    leads = await staff_queries.groups_led_by(session, staff.id, today)
    return Entered(web_session, staff, school, tuple(leads), has_applied)


async def sign_out(session: AsyncSession, *, web_session: WebSession) -> None:
    await session.delete(web_session)


def choose_language(*, web_session: WebSession, language: str) -> None:
    """Speak this language for the rest of the session."""
    web_session.language = language


def has_left(staff: StaffMember, school: School, now: datetime) -> bool:
    """Whether the person's last day at the school is over."""
    return staff.left_on is not None and staff.left_on < now.astimezone(ZoneInfo(school.time_zone)).date()


async def _open_link(
    session: AsyncSession, token: str, secret: bytes, now: datetime
) -> tuple[LoginLink, StaffMember]:
    found = await queries.login_link_with_staff(session, _hash(secret, "link", token))
    if found is None:
        raise LoginLinkSpent
    link, staff, school = found
    if link.used_at is not None or link.expires_at <= now or has_left(staff, school, now):
        raise LoginLinkSpent
    return link, staff


def _hash(secret: bytes, purpose: str, token: str) -> str:
    """Keyed, so that a stolen copy of the store opens nothing."""
    return hmac.new(secret, f"{purpose}:{token}".encode(), hashlib.sha256).hexdigest()
