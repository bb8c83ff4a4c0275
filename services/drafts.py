"""A message on its way to being sent: what is chosen and typed so far, and whom it would reach."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Caller
from services.calendar import school_day
from services.errors import NobodyToTell
from services.leading import Led, leader_of
from services.messages import (
    Addressee,
    announce,
    audience_of,
    guardians_of,
    require_leading_student,
    write_letter,
)
from storage.models import Audience, Message, School, Student
from storage.queries import messages as queries


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement to an audience of a group, or a letter each to the parents of some students.

    Its ``facts`` live in the chat's conversation, so that a restart loses nothing.
    """

    group_id: int
    audience: Audience | None = None
    """Empty for letters."""
    student_ids: tuple[int, ...] = ()
    text: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        audience = facts["audience"]
        return cls(
            facts["group_id"],
            Audience(audience) if audience else None,
            tuple(facts["student_ids"]),
            facts["text"],
        )

    @property
    def fingerprint(self) -> str:
        """Travels in the Send button: a button under an older draft sends nothing."""
        written = json.dumps(self.facts, sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Letter:
    """A student whose parents would be written to."""

    student: Student
    addressees: tuple[Addressee, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft as it stands now: who would send it and who would get it."""

    draft: Draft
    led: Led
    letters: tuple[Letter, ...]
    """Empty for an announcement."""
    addressees: tuple[Addressee, ...]

    @property
    def linked(self) -> int:
        """How many of the people have a chat to get it in."""
        return sum(bool(addressee.account_ids) for addressee in self.addressees)

    @property
    def without_parents(self) -> list[Student]:
        """Students nobody would be written to about: the school has no parents of theirs on record."""
        return [letter.student for letter in self.letters if not letter.addressees]


async def prepare(session: AsyncSession, *, caller: Caller, draft: Draft, now: datetime) -> Prepared:
    """Whom the draft would reach if it were sent now. Raises ``Forbidden``, ``NobodyToTell``."""
    led = await leader_of(session, caller=caller, group_id=draft.group_id, now=now)
    letters: list[Letter] = []
    if draft.audience is not None:
        day = school_day(led.school, now)
        addressees = await audience_of(session, led.group.id, day, draft.audience)
    else:
        for student_id in draft.student_ids:
            student, _ = await require_leading_student(
                session, staff=led.staff, student_id=student_id, now=now
            )
            letters.append(Letter(student, tuple(await guardians_of(session, student.id))))
        addressees = [addressee for letter in letters for addressee in letter.addressees]
    if not addressees:
        raise NobodyToTell
    return Prepared(draft, led, tuple(letters), tuple(addressees))


async def send(session: AsyncSession, *, caller: Caller, draft: Draft, now: datetime) -> list[Message]:
    """Send the draft: one announcement, or a letter for each student who has parents on record.

    Every right is checked again. Raises what ``announce`` and ``write_letter`` raise.
    """
    prepared = await prepare(session, caller=caller, draft=draft, now=now)
    staff = prepared.led.staff
    if draft.audience is not None:
        message = await announce(
            session, staff=staff, group_id=draft.group_id, audience=draft.audience, text=draft.text, now=now
        )
        return [message]
    return [
        await write_letter(session, staff=staff, student_id=letter.student.id, text=draft.text, now=now)
        for letter in prepared.letters
        if letter.addressees
    ]


async def count_audience(session: AsyncSession, *, led: Led, now: datetime) -> dict[Audience, int]:
    """How many people each audience of a group is."""
    everybody = await audience_of(session, led.group.id, school_day(led.school, now), Audience.BOTH)
    students = sum(addressee.student_id is not None for addressee in everybody)
    return {
        Audience.PARENTS: len(everybody) - students,
        Audience.STUDENTS: students,
        Audience.BOTH: len(everybody),
    }


async def language_for(session: AsyncSession, *, addressees: Sequence[Addressee], school: School) -> str:
    """The language most of the people read; the school's first one among equals and without any."""
    accounts = [account_id for addressee in addressees for account_id in addressee.account_ids]
    return most_read(await queries.languages_of(session, accounts), school.language)


def most_read(languages: Sequence[str], first: str) -> str:
    counts = Counter(languages)
    return max([first, *counts], key=lambda language: counts[language])
