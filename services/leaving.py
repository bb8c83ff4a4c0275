"""How a tie ends: revoked by the school, left by the person, or over because nobody is at school any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, conversations
from services.calendar import school_day
from services.codes import Person, subject_of
from services.errors import Forbidden
from services.permissions import has_role, require_leading
from services.records.forgetting import forget_reported
from storage.models import Account, Door, Link, Role, StaffMember
from storage.queries import departures, members
from storage.queries import joining as queries

KEPT_AFTER_LEAVING = timedelta(days=30)
"""How long a tie that is over is kept, as the consent says."""


async def revoke_link(session: AsyncSession, *, staff: StaffMember, link_id: int, now: datetime) -> Link:
    """Take a person's access away from an account; the very next tap shows it (R20).

    Families' links end by the leader of the child's class or an administrator, staff's by an
    administrator. Revoking twice changes nothing. Raises ``Forbidden``.
    """
    link = await queries.link_of_school(session, staff.school_id, link_id)
    if link is None:
        raise Forbidden
    await _require_revoking(session, staff, link, now)
    if link.revoked_at is None:
        link.revoked_at = now
        _note(session, "revoke_link", link, now, Door.WEB, staff)
    return link


async def forget_me(session: AsyncSession, *, account: Account, now: datetime) -> None:
    """Remove everything that names the messenger's account, and withdraw its consents (R22).

    What the school wrote stays, and that the person was told of it. Gone with the account by
    cascade: links, preferences and whatever waited to be sent. Contacts that the person gave in the
    chat go too, unless another chat of theirs is still linked.
    """
    links = await queries.links_of_account(session, account.id)
    persons = [Person.of(link) for link in links]
    for link in links:
        if link.revoked_at is None:
            _note(session, "leave", link, now, Door.CHAT)
    await _forget(session, account, now)
    await forget_reported(session, persons, now)


async def forget_departed(session: AsyncSession, *, now: datetime) -> int:
    """Remove ties that have been over for ``KEPT_AFTER_LEAVING``, and accounts left without any.

    A tie is over when it was revoked or when the child or the member of staff left the school. Tells
    how many accounts were forgotten. Running it twice does no harm.
    """
    moment = now - KEPT_AFTER_LEAVING
    over = await departures.links_over_before(session, moment)
    for link in over:
        await session.delete(link)
    await session.flush()
    for link in over:
        await _withdraw_unless_tied(session, link, now)
    alone = await departures.accounts_without_links(session, {link.account_id for link in over})
    for account in alone:
        await _forget(session, account, now)
    await forget_reported(session, [Person.of(link) for link in over], now)
    return len(alone)


async def _require_revoking(session: AsyncSession, staff: StaffMember, link: Link, now: datetime) -> None:
    if has_role(staff, Role.ADMINISTRATOR):
        return
    student_id = await departures.student_of_link(session, link)
    if student_id is None:
        raise Forbidden
    school = await members.school_of(session, staff.school_id)
    day = school_day(school, now)
    for group in await members.classes_of(session, student_id, day):
        await require_leading(session, staff=staff, group_id=group.id, day=day)
        return
    raise Forbidden


async def _forget(session: AsyncSession, account: Account, now: datetime) -> None:
    channel, address = account.channel, account.address
    await _withdraw(session, account.id, now)
    await conversations.end(session, channel=channel, address=address)
    await queries.remove_attempts_of(session, channel, address)
    await queries.remove_seen_messages(session, channel, address)
    await session.flush()
    await session.delete(account)
    await session.flush()


async def _withdraw_unless_tied(session: AsyncSession, gone: Link, now: datetime) -> None:
    """A mother consented once for all her children: it holds while one of them is here."""
    persons = [Person.of(gone)]
    if gone.guardianship_id is not None:
        persons = await queries.persons_of_guardian(session, gone.guardianship_id)
    if await queries.link_between(session, gone.account_id, persons) is None:
        await _withdraw(session, gone.account_id, now, persons)


async def _withdraw(
    session: AsyncSession, account_id: int, now: datetime, of: Sequence[Person] | None = None
) -> None:
    for consent in await queries.consents_of_account(session, account_id):
        if of is None or Person.of(consent) in of:
            consent.withdrawn_at, consent.account_id = now, None


def _note(
    session: AsyncSession,
    action: str,
    link: Link,
    now: datetime,
    door: Door,
    staff: StaffMember | None = None,
) -> None:
    kind, subject_id = subject_of(Person.of(link))
    audit.record(
        session,
        audit.About(link.school_id, kind, subject_id),
        staff=staff,
        action=action,
        now=now,
        door=door,
        link_id=link.id,
    )
