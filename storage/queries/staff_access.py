"""Sessions, login links and failed logins of staff."""

from datetime import datetime

from sqlalchemy import Row, delete, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from storage.models import LateChange, LoginAttempt, LoginLink, School, StaffMember, WebSession


async def session_with_staff(
    session: AsyncSession, token_hash: str
) -> Row[WebSession, StaffMember, School, bool] | None:
    """A session with its member of staff (with roles), their school, and whether they applied for a late change."""
    applied = exists().where(LateChange.applicant_id == StaffMember.id).correlate(StaffMember)
    query = (
        select(WebSession, StaffMember, School, applied)
        .join(StaffMember, StaffMember.id == WebSession.staff_id)
        .join(School, School.id == StaffMember.school_id)
        .where(WebSession.token_hash == token_hash)
        .options(selectinload(StaffMember.roles))
    )
    return (await session.execute(query)).one_or_none()


async def login_link_with_staff(
    session: AsyncSession, token_hash: str
) -> Row[LoginLink, StaffMember, School] | None:
    query = (
        select(LoginLink, StaffMember, School)
        .join(StaffMember, StaffMember.id == LoginLink.staff_id)
        .join(School, School.id == StaffMember.school_id)
        .where(LoginLink.token_hash == token_hash)
    )
    return (await session.execute(query)).one_or_none()


async def use_login_link(session: AsyncSession, link_id: int, now: datetime) -> bool:
    """Mark the link as used; False when somebody else was first."""
    statement = (
        update(LoginLink)
        .where(LoginLink.id == link_id, LoginLink.used_at.is_(None))
        .values(used_at=now)
        .returning(LoginLink.id)
    )
    return (await session.execute(statement)).first() is not None


async def staff_named(session: AsyncSession, user_name: str) -> Row[StaffMember, School] | None:
    query = (
        select(StaffMember, School)
        .join(School, School.id == StaffMember.school_id)
        .where(StaffMember.user_name == user_name)
    )
    return (await session.execute(query)).one_or_none()


async def take_turn_at_signing_in(session: AsyncSession) -> None:
    """Let nobody else count attempts until this transaction ends: a hundred at once would all count none.

    On SQLite whoever writes is alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("LOCK TABLE login_attempts IN SHARE ROW EXCLUSIVE MODE"))


async def count_login_attempts(
    session: AsyncSession, *, user_name: str, address: str, since: datetime
) -> tuple[int, int]:
    """How many attempts since a moment: on the user name, and from the address."""
    query = select(
        func.count().filter(LoginAttempt.user_name == user_name),
        func.count().filter(LoginAttempt.address == address),
    ).where(
        LoginAttempt.at > since,
        or_(LoginAttempt.user_name == user_name, LoginAttempt.address == address),
    )
    on_name, from_address = (await session.execute(query)).one()
    return on_name, from_address


async def forget_login_attempts(
    session: AsyncSession, *, user_name: str, address: str, before: datetime
) -> None:
    """Drop this address's attempts on this user name, and everybody's from before a moment."""
    theirs = (LoginAttempt.user_name == user_name) & (LoginAttempt.address == address)
    await session.execute(delete(LoginAttempt).where(or_(theirs, LoginAttempt.at < before)))


async def end_sessions(session: AsyncSession, staff_id: int, *, except_id: int | None = None) -> None:
    """End all sessions of a member of staff, except perhaps the one at hand."""
    statement = delete(WebSession).where(WebSession.staff_id == staff_id)
    if except_id is not None:
        statement = statement.where(WebSession.id != except_id)
    await session.execute(statement)


async def prune_sessions(session: AsyncSession, now: datetime) -> None:
    """Drop the sessions and links that are over."""
    await session.execute(delete(WebSession).where(WebSession.expires_at <= now))
    await session.execute(delete(LoginLink).where(LoginLink.expires_at <= now))
