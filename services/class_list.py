"""The class list, and its order: the Kazakh alphabet's, of which the Russian one is a part."""

import sys
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Group
from storage.models.foundation import Named
from storage.queries import members
from storage.queries.members import ClassPerson

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_ORDER = {letter: position for position, letter in enumerate(ALPHABET)}


def list_order(person: Named) -> tuple[tuple[int, ...], ...]:
    """A key to sort people by: family name, given name, patronymic.

    Code points would put Әлиев after Яковлев. Other scripts follow behind.
    """
    return tuple(alphabetical(part) for part in (person.last_name, person.first_name, person.patronymic))


def alphabetical(name: str) -> tuple[int, ...]:
    """A key to sort names of any kind by: spaces and signs before letters, other scripts behind."""
    return tuple(_place(letter) for letter in name.casefold())


def _place(letter: str) -> int:
    if letter in _ORDER:
        return _ORDER[letter]
    return len(ALPHABET) + ord(letter) if letter.isalpha() else ord(letter) - sys.maxunicode


async def class_people(session: AsyncSession, group: Group, day: date) -> list[ClassPerson]:
    """Each student of the class on a day, followed by the guardians, in the order of the class list."""
    people = await members.people_of(session, group.id, day)
    return sorted(people, key=lambda member: (list_order(member.student), member.student.id))
