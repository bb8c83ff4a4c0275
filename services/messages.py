"""What staff write to families, and what families answer (R9, R10, R56)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Caller
from services.calendar import school_day
from services.errors import AuthorLeft, Forbidden, NobodyToTell, TextEmpty, TextTooLong
from services.outbox import Telling, tell_all
from services.permissions import require_leading
from storage.models import (
    Audience,
    Group,
    Message,
    MessageKind,
    MessageRecipient,
    OutboxKind,
    StaffMember,
    Student,
)
from storage.queries import members
from storage.queries import messages as queries
from storage.queries import recipients as accounts

TEXT_LIMIT = 3000
"""Leaves room in a messenger's 4096 for who writes and about whom."""
LASTS = timedelta(days=7)
"""A message that could not be delivered for so long is no longer news."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person a message goes to, with the accounts that hear of it. Exactly one id is set.

    ``about_student_id`` is the child a guardian is written to about.
    """

    guardian_id: int | None = None
    student_id: int | None = None
    staff_id: int | None = None
    about_student_id: int | None = None
    account_ids: tuple[int, ...] = ()


async def announce(
    session: AsyncSession, *, staff: StaffMember, group_id: int, audience: Audience, text: str, now: datetime
) -> Message:
    """Tell the families of a group something (R56).

    Only its class teacher or curator of the day. Guardianships in force and current students only;
    somebody without a linked account is a recipient who has not received it. Raises ``Forbidden``,
    ``NobodyToTell``, ``TextEmpty``, ``TextTooLong``.
    """
    day = await _today(session, staff, now)
    group = await require_leading(session, staff=staff, group_id=group_id, day=day)
    message = Message(
        school_id=staff.school_id,
        kind=MessageKind.ANNOUNCEMENT,
        text=fitting(text),
        sent_at=now,
        staff_id=staff.id,
        group_id=group.id,
        audience=audience,
    )
    return await _send(session, message, await audience_of(session, group.id, day, audience))


async def write_letter(
    session: AsyncSession, *, staff: StaffMember, student_id: int, text: str, now: datetime
) -> Message:
    """Write to the guardians of one student about it; the row stays as the proof (R9).

    Only the class teacher or curator of a group the student is in today. Raises ``Forbidden``,
    ``NobodyToTell``, ``TextEmpty``, ``TextTooLong``.
    """
    student, group = await require_leading_student(session, staff=staff, student_id=student_id, now=now)
    message = Message(
        school_id=staff.school_id,
        kind=MessageKind.LETTER,
        text=fitting(text),
        sent_at=now,
        staff_id=staff.id,
        group_id=group.id,
        student_id=student.id,
    )
    return await _send(session, message, await guardians_of(session, student.id))


async def reply(
    session: AsyncSession, *, caller: Caller, recipient_id: int, text: str, now: datetime
) -> Message:
    """Answer the author of a message as the person it was addressed to (R10).

    A family answers staff, staff may answer back. What is answered counts as read. Raises
    ``Forbidden`` to everybody but the addressee, ``AuthorLeft``, ``TextEmpty``, ``TextTooLong``.
    """
    received, message = await require_addressed(session, caller=caller, recipient_id=recipient_id, now=now)
    to = await author_of(session, received, message, now)
    answer = Message(
        school_id=message.school_id,
        kind=MessageKind.REPLY,
        text=fitting(text),
        sent_at=now,
        staff_id=received.staff_id,
        guardian_id=received.guardian_id,
        author_student_id=received.addressed_student_id,
        group_id=message.group_id,
        student_id=to.about_student_id,
        in_reply_to_id=message.id,
    )
    received.received_at = received.received_at or now
    received.read_at = received.read_at or now
    return await _send(session, answer, [to])


async def require_leading_student(
    session: AsyncSession, *, staff: StaffMember, student_id: int, now: datetime
) -> tuple[Student, Group]:
    """The student with the group this person leads and it is in today. Raises ``Forbidden``."""
    day = await _today(session, staff, now)
    found = await queries.student_led_by(session, staff.id, student_id, day)
    if found is None:
        raise Forbidden
    return found[0], found[1]


async def require_addressed(
    session: AsyncSession, *, caller: Caller, recipient_id: int | None, now: datetime
) -> tuple[MessageRecipient, Message]:
    """What was written to the caller, by its links as they are now. Raises ``Forbidden``."""
    if caller.account is None or recipient_id is None:
        raise Forbidden
    for _, recipient, message in await queries.addressed(
        session, [caller.account.id], [recipient_id], now.date()
    ):
        return recipient, message
    raise Forbidden


async def audience_of(session: AsyncSession, group_id: int, day: date, audience: Audience) -> list[Addressee]:
    """Whom an announcement to the group reaches, each person once, parents first."""
    student_ids = [student.id for student in await members.students_of(session, group_id, day)]
    parents: list[Addressee] = []
    students: list[Addressee] = []
    if audience is not Audience.STUDENTS:
        parents = await _guardians(session, student_ids)
    if audience is not Audience.PARENTS:
        students = await _students(session, student_ids)
    return parents + students


async def guardians_of(session: AsyncSession, student_id: int) -> list[Addressee]:
    """Whom a letter about a student reaches."""
    return await _guardians(session, [student_id], about=student_id)


def fitting(text: str) -> str:
    """The text as it is kept: as typed, without blank edges. Raises ``TextEmpty``, ``TextTooLong``."""
    body = text.replace("\x00", "").strip()
    if not body:
        raise TextEmpty
    # Messengers count UTF-16 units: an emoji is two.
    length = len(body.encode("utf-16-le")) // 2
    if length > TEXT_LIMIT:
        raise TextTooLong(length=length, limit=TEXT_LIMIT)
    return body


async def author_of(
    session: AsyncSession, received: MessageRecipient, message: Message, now: datetime
) -> Addressee:
    """Whom an answer to the message goes to. Raises ``AuthorLeft`` when nobody is there any more."""
    about = message.student_id or received.about_student_id or received.addressed_student_id
    if message.staff_id is not None:
        return await _staff(session, message.staff_id, about or await _first_child(session, received), now)
    if message.author_student_id is not None:
        return (await _students(session, [message.author_student_id]))[0]
    # Only a guardian who still answers for the child is answered.
    for addressee in await guardians_of(session, about) if about else []:
        if addressee.guardian_id == message.guardian_id:
            return addressee
    raise AuthorLeft


async def _first_child(session: AsyncSession, received: MessageRecipient) -> int | None:
    """The child on whose account a guardian got an announcement to a whole class."""
    children = await queries.children_addressed(session, received.id)
    return children[0].id if children else None


async def _staff(session: AsyncSession, staff_id: int, about: int | None, now: datetime) -> Addressee:
    author = await queries.working_staff(session, staff_id, now.date())
    if author is None:
        raise AuthorLeft
    tied = await accounts.accounts_of_staff(session, [staff_id])
    ids = tuple(account_id for account_id, _ in tied)
    return Addressee(staff_id=staff_id, about_student_id=about, account_ids=ids)


async def _guardians(
    session: AsyncSession, student_ids: Sequence[int], about: int | None = None
) -> list[Addressee]:
    guardianships = await queries.guardianships_of(session, student_ids)
    tied = await accounts.accounts_about(session, student_ids, students=False)
    ids = dict.fromkeys(guardianship.guardian_id for guardianship in guardianships)
    return [
        Addressee(
            guardian_id=guardian_id,
            about_student_id=about,
            account_ids=_unique(account for account, _, of_guardian in tied if of_guardian == guardian_id),
        )
        for guardian_id in ids
    ]


async def _students(session: AsyncSession, student_ids: Sequence[int]) -> list[Addressee]:
    tied = await accounts.accounts_about(session, student_ids, guardians=False)
    return [
        Addressee(
            student_id=student_id,
            about_student_id=student_id,
            account_ids=_unique(account for account, of_student, _ in tied if of_student == student_id),
        )
        for student_id in student_ids
    ]


async def _send(session: AsyncSession, message: Message, addressees: Sequence[Addressee]) -> Message:
    """Keep the message with its recipients and queue it: once for each account, however many
    of the recipients it speaks for. Raises ``NobodyToTell``."""
    if not addressees:
        raise NobodyToTell
    session.add(message)
    await session.flush()
    rows = [_recipient(message, addressee) for addressee in addressees]
    session.add_all(rows)
    await session.flush()
    await tell_all(session, _tellings(message, rows, addressees), now=message.sent_at)
    return message


def _tellings(
    message: Message, rows: Sequence[MessageRecipient], addressees: Sequence[Addressee]
) -> Iterator[Telling]:
    """One for each account, in the name of the first recipient it speaks for; a shared phone has more."""
    spoken_for: defaultdict[int, list[int]] = defaultdict(list)
    for row, addressee in zip(rows, addressees, strict=True):
        for account_id in addressee.account_ids:
            spoken_for[account_id].append(row.id)
    for account_id, (first, *others) in spoken_for.items():
        yield Telling(
            kind=OutboxKind.MESSAGE,
            account_ids=[account_id],
            event=f"message:{message.id}:{first}",
            facts={"recipient_id": first, "also": others},
            school_id=message.school_id,
            lasts=LASTS,
        )


def _recipient(message: Message, addressee: Addressee) -> MessageRecipient:
    return MessageRecipient(
        school_id=message.school_id,
        message_id=message.id,
        guardian_id=addressee.guardian_id,
        addressed_student_id=addressee.student_id,
        staff_id=addressee.staff_id,
        about_student_id=addressee.about_student_id,
    )


async def _today(session: AsyncSession, staff: StaffMember, now: datetime) -> date:
    return school_day(await members.school_of(session, staff.school_id), now)


def _unique(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))
