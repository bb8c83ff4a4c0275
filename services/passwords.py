"""User names and passwords of staff: argon2id, limited attempts, the same answer to every wrong one."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.ext.asyncio import AsyncSession

from services import staff_login
from services.errors import PasswordTooSimple, SignInAgain, TooManyLogins, UserNameTaken, WrongUserName
from storage.models import LoginAttempt, StaffMember, WebSession
from storage.queries import staff_access as queries

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""The least that OWASP advises: a school's small machine checks several at once."""
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$fwuKOGLjyt9Hy9oRPH3eBw$LfXc/dlCLC0e19QUNBx0kuDJOuhuS/qodSFlwSeFam8"
"""A hash of nobody's password: checking an unknown user name takes as long as a known one."""
WINDOW = timedelta(minutes=15)
ON_ONE_NAME = 5
FROM_ONE_ADDRESS = 20
"""More than on one name: a whole school comes from one address."""
KEPT = timedelta(days=1)
RECENT = timedelta(minutes=15)
SHORTEST, LONGEST = 8, 128
USER_NAME_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Claim:
    """A counted attempt to sign in, and what to check the password against."""

    user_name: str
    address: str
    staff: StaffMember | None
    password_hash: str


async def claim_attempt(session: AsyncSession, *, user_name: str, address: str, now: datetime) -> Claim:
    """Count an attempt before it is checked, so that a hundred at once are not a hundred guesses.

    Raises ``TooManyLogins`` after 5 on one user name or 20 from one address in 15 minutes.
    """
    # Longer than any name is as wrong as any other; PostgreSQL stores no NUL and indexes no novels.
    name = plain_name(user_name.replace("\x00", ""))[: USER_NAME_LONGEST + 1]
    await queries.take_turn_at_signing_in(session)
    on_name, from_address = await queries.count_login_attempts(
        session, user_name=name, address=address, since=now - WINDOW
    )
    if on_name >= ON_ONE_NAME or from_address >= FROM_ONE_ADDRESS:
        raise TooManyLogins(minutes=int(WINDOW.total_seconds() // 60))
    session.add(LoginAttempt(user_name=name, address=address, at=now))
    found = await queries.staff_named(session, name)
    if found is None or found[0].password_hash is None or staff_login.has_left(*found, now):
        return Claim(name, address, None, NOBODY)
    return Claim(name, address, found[0], found[0].password_hash)


async def matches(claim: Claim, password: str) -> bool:
    """Whether this is the password. Call it outside a transaction: it takes its time, on purpose."""
    fits = await asyncio.to_thread(_fits, claim.password_hash, password[:LONGEST])
    return fits and claim.staff is not None


async def enter_by_password(
    session: AsyncSession, *, claim: Claim, language: str, secret: bytes, now: datetime
) -> str:
    """Open a session for a claim whose password matched; its token. Earlier failures are forgiven."""
    assert claim.staff is not None
    await queries.forget_login_attempts(
        session, user_name=claim.user_name, address=claim.address, before=now - KEPT
    )
    return await staff_login.open_session(
        session, staff=claim.staff, language=language, secret=secret, now=now
    )


async def set_password(session: AsyncSession, *, staff: StaffMember, user_name: str, password: str) -> None:
    """Give a member of staff a user name and a password, and end all their sessions.

    Raises ``WrongUserName``, ``UserNameTaken``, ``PasswordTooSimple``.
    """
    await _set_password(session, staff, user_name, password, None)


async def change_own_password(
    session: AsyncSession,
    *,
    staff: StaffMember,
    web_session: WebSession,
    user_name: str,
    password: str,
    now: datetime,
) -> None:
    """The same by the person, who must have signed in just now; other sessions end, this one stays.

    Raises ``SignInAgain`` later than 15 minutes after signing in.
    """
    if now - web_session.created_at > RECENT:
        raise SignInAgain
    await _set_password(session, staff, user_name, password, web_session)


def plain_name(user_name: str) -> str:
    """User names differ by more than capitals and spaces around."""
    return user_name.strip().casefold()


async def _set_password(
    session: AsyncSession, staff: StaffMember, user_name: str, password: str, keep: WebSession | None
) -> None:
    name = plain_name(user_name)
    if not name or len(name) > USER_NAME_LONGEST or not name.isprintable() or " " in name:
        raise WrongUserName
    if not SHORTEST <= len(password) <= LONGEST or plain_name(password) == name:
        raise PasswordTooSimple(shortest=SHORTEST)
    taken = await queries.staff_named(session, name)
    if taken is not None and taken[0].id != staff.id:
        raise UserNameTaken
    staff.user_name = name
    staff.password_hash = await asyncio.to_thread(HASHER.hash, password)
    await queries.end_sessions(session, staff.id, except_id=keep.id if keep else None)
    await session.flush()


def _fits(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
