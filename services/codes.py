"""One-time access codes: how they look, who gets them, who may issue and revoke them (R21)."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.calendar import school_day
from services.class_list import class_people, list_order
from services.errors import Forbidden
from services.permissions import require_administrator, require_leading
from storage.models import AccessCode, Door, Group, Relation, School, StaffMember
from storage.queries import codes as queries
from storage.queries import members
from storage.queries.codes import Person as Person

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: nothing that is easily read as something else. Five bits each."""
LENGTH = 12
LASTS = timedelta(days=30)
LOOK_ALIKES = str.maketrans("OILАВЕЁКҚМНҢОӨРСҪТХҺУҮҰЗІ", "011ABEEKKMHH00PCCTXHYYY31")
"""What a person types or reads instead: Latin letters left out, and Cyrillic ones of the same shape."""
SEPARATORS = re.compile(r"[\s\-‐-―−_.]+")
CLASS_KINDS = members.CLASS_KINDS


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A new code as it goes on a slip. The only moment at which the code is known in plain."""

    code: str
    """``ABCD-EFGH-JKLM``"""
    person: Person
    name: str
    """Whose code it is."""
    expires_at: datetime
    relation: Relation | None = None
    child_name: str | None = None
    """For a guardian: the child."""
    group_name: str | None = None


def normalise(text: str) -> str | None:
    """The twelve signs of a code however they were typed; nothing when it cannot be a code."""
    bare = SEPARATORS.sub("", text).upper().translate(LOOK_ALIKES)
    return bare if len(bare) == LENGTH and set(bare) <= set(ALPHABET) else None


def hash_code(normalised: str, secret: bytes) -> str:
    """What is stored of a code: useless without the secret."""
    return hmac.new(secret, b"access code:" + normalised.encode(), hashlib.sha256).hexdigest()


def deep_link(bot_username: str, code: str) -> str:
    """The address that opens the bot with the code already typed."""
    return f"https://t.me/{bot_username}?start={normalise(code) or code}"


async def issue_codes(
    session: AsyncSession, *, staff: StaffMember, group_id: int, secret: bytes, now: datetime
) -> list[IssuedCode]:
    """New codes for everybody of a class who is not linked yet: its students and their guardians.

    Whoever had an unused code gets another one, and the former ends. Raises ``Forbidden`` for
    everybody but the leader of the class.
    """
    group, school = await require_class(session, staff=staff, group_id=group_id, now=now)
    await queries.lock_group(session, group.id)
    people = await class_people(session, group, school_day(school, now))
    linked = {Person.of(link) for link in await members.active_links(session, [m.person for m in people])}
    waiting = [member for member in people if member.person not in linked]
    issued = await _issue(session, school, group, waiting, staff=staff, secret=secret, now=now)
    _note(session, staff, "issue_codes", "group", group.id, now, count=len(issued))
    return issued


async def reissue_code(
    session: AsyncSession, *, staff: StaffMember, group_id: int, person: Person, secret: bytes, now: datetime
) -> IssuedCode:
    """One more code for one person of the class, linked or not; the former unused one ends.

    Raises ``Forbidden`` for everybody but the leader of the class, and for somebody of another class.
    """
    group, school = await require_class(session, staff=staff, group_id=group_id, now=now)
    await queries.lock_group(session, group.id)
    people = await class_people(session, group, school_day(school, now))
    chosen = [member for member in people if member.person == person]
    if not chosen:
        raise Forbidden
    issued = await _issue(session, school, group, chosen, staff=staff, secret=secret, now=now)
    _note(session, staff, "reissue_code", *subject_of(person), now)
    return issued[0]


async def revoke_code(
    session: AsyncSession, *, staff: StaffMember, group_id: int, person: Person, now: datetime
) -> int:
    """End the unused codes of one person of the class; tell how many there were. Raises ``Forbidden``."""
    group, school = await require_class(session, staff=staff, group_id=group_id, now=now)
    people = await class_people(session, group, school_day(school, now))
    if person not in {member.person for member in people}:
        raise Forbidden
    _note(session, staff, "revoke_code", *subject_of(person), now)
    return await queries.revoke_unused(session, [person], now)


async def issue_staff_code(
    session: AsyncSession,
    *,
    administrator: StaffMember,
    staff_id: int,
    secret: bytes,
    now: datetime,
    door: Door = Door.WEB,
) -> IssuedCode:
    """A new code for a member of staff; the former unused one ends. Raises ``Forbidden``."""
    member = await require_colleague(session, administrator=administrator, staff_id=staff_id, now=now)
    await queries.lock_staff(session, member.id)
    person = Person(staff_id=member.id)
    await queries.revoke_unused(session, [person], now)
    code, row = _make(person, member.school_id, administrator, secret, now)
    session.add(row)
    await session.flush()
    _note(session, administrator, "issue_code", *subject_of(person), now, door)
    return IssuedCode(code=code, person=person, name=member.full_name, expires_at=row.expires_at)


async def issue_staff_codes(
    session: AsyncSession, *, administrator: StaffMember, secret: bytes, now: datetime
) -> list[IssuedCode]:
    """New codes for every member of staff who is not linked yet. Raises ``Forbidden``."""
    require_administrator(administrator)
    school = await members.school_of(session, administrator.school_id)
    found = await members.staff_of_school(session, school.id, school_day(school, now))
    links = await members.active_links(session, [Person(staff_id=member.id) for member in found])
    linked = {link.staff_id for link in links}
    return [
        await issue_staff_code(
            session, administrator=administrator, staff_id=member.id, secret=secret, now=now
        )
        for member in sorted(found, key=list_order)
        if member.id not in linked
    ]


async def revoke_staff_code(
    session: AsyncSession, *, administrator: StaffMember, staff_id: int, now: datetime
) -> int:
    """End the unused codes of a member of staff; tell how many there were. Raises ``Forbidden``."""
    member = await require_colleague(session, administrator=administrator, staff_id=staff_id, now=now)
    person = Person(staff_id=member.id)
    _note(session, administrator, "revoke_code", *subject_of(person), now)
    return await queries.revoke_unused(session, [person], now)


async def require_class(
    session: AsyncSession, *, staff: StaffMember, group_id: int, now: datetime
) -> tuple[Group, School]:
    """The class or college group that this person leads today, and its school.

    A subgroup's or a club's leader knows the students, but their families are the class teacher's
    (R21). Raises ``Forbidden``.
    """
    school = await members.school_of(session, staff.school_id)
    group = await require_leading(session, staff=staff, group_id=group_id, day=school_day(school, now))
    if group.kind not in CLASS_KINDS:
        raise Forbidden
    return group, school


async def require_colleague(
    session: AsyncSession, *, administrator: StaffMember, staff_id: int, now: datetime
) -> StaffMember:
    """The member of staff of the administrator's own school who still works there. Raises ``Forbidden``."""
    require_administrator(administrator)
    school = await members.school_of(session, administrator.school_id)
    found = await members.staff_of_school(session, school.id, school_day(school, now))
    for member in found:
        if member.id == staff_id:
            return member
    raise Forbidden


async def _issue(
    session: AsyncSession,
    school: School,
    group: Group,
    people: Sequence[members.ClassPerson],
    *,
    staff: StaffMember,
    secret: bytes,
    now: datetime,
) -> list[IssuedCode]:
    await queries.revoke_unused(session, [member.person for member in people], now)
    made = [(member, *_make(member.person, school.id, staff, secret, now)) for member in people]
    session.add_all(row for _, _, row in made)
    await session.flush()
    return [
        IssuedCode(
            code=code,
            person=member.person,
            name=member.name,
            expires_at=row.expires_at,
            relation=member.relation,
            child_name=member.student.full_name if member.relation else None,
            group_name=group.name,
        )
        for member, code, row in made
    ]


def _make(
    person: Person, school_id: int, author: StaffMember, secret: bytes, now: datetime
) -> tuple[str, AccessCode]:
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    row = AccessCode(
        school_id=school_id,
        code_hash=hash_code(signs, secret),
        created_at=now,
        created_by_id=author.id,
        expires_at=now + LASTS,
        **person.columns,
    )
    return "-".join((signs[:4], signs[4:8], signs[8:])), row


def subject_of(person: Person) -> tuple[str, int]:
    """The person as the audit names it: kind and id."""
    if person.guardianship_id is not None:
        return "guardianship", person.guardianship_id
    if person.student_id is not None:
        return "student", person.student_id
    assert person.staff_id is not None
    return "staff", person.staff_id


def _note(
    session: AsyncSession,
    staff: StaffMember,
    action: str,
    kind: str,
    of: int,
    now: datetime,
    door: Door = Door.WEB,
    **facts: int,
) -> None:
    audit.record(
        session,
        audit.About(staff.school_id, kind, of),
        staff=staff,
        action=action,
        now=now,
        door=door,
        **facts,
    )
