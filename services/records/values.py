"""Fields of a personal record: what is typed → what is kept, and how little of it is shown. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.errors import (
    EntryTooLong,
    Forbidden,
    NameIncomplete,
    WrongBirthDate,
    WrongDocumentNumber,
    WrongEmail,
    WrongIssueDate,
    WrongPhone,
)
from storage.models import DocumentKind, Relation, Sex

LONGEST = 200
LONGEST_NAME = 80
YOUNGEST, OLDEST = 3, 60
"""Years; a preparatory class begins at five, a college has students of any age."""
SHOWN = 4
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_PHONE = re.compile(r"[\d\s()+./-]+")
_NUMBER = re.compile(r"[\w\s№/.-]{5,30}")


def read_name(text: str, *, needed: bool = True) -> str:
    """One part of a name. Raises ``NameIncomplete`` for an empty one that is needed, ``EntryTooLong``."""
    name = " ".join(text.split())
    if needed and not any(sign.isalpha() for sign in name):
        raise NameIncomplete
    if len(name) > LONGEST_NAME:
        raise EntryTooLong(limit=LONGEST_NAME)
    return name


def split_name(text: str) -> tuple[str, str, str]:
    """``Family Given Patronymic`` as people write it; the patronymic may be of several words or none.

    Raises ``NameIncomplete``, ``EntryTooLong``.
    """
    last, first, *rest = [*text.split(), "", ""]
    return read_name(last), read_name(first), read_name(" ".join(rest), needed=False)


def read_email(text: str) -> str:
    """Raises ``WrongEmail``; an empty field is none."""
    if text and (len(text) > LONGEST or not _EMAIL.fullmatch(text)):
        raise WrongEmail
    return text


def read_phone(text: str) -> str:
    """``+77011234567``, however it was spaced; 8 before ten digits is +7. Raises ``WrongPhone``."""
    if not text:
        return ""
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    if not _PHONE.fullmatch(text) or not 10 <= len(digits) <= 15:
        raise WrongPhone
    if len(digits) == 11 and digits[0] == "8" and not text.startswith("+"):
        digits = "7" + digits[1:]
    return f"+{digits}" if len(digits) > 10 else digits


def read_document(text: str) -> str:
    """A document's number as it stands there, with single spaces. Raises ``WrongDocumentNumber``."""
    number = " ".join(text.split())
    if number and (not _NUMBER.fullmatch(number) or sum(sign.isdigit() for sign in number) < SHOWN):
        raise WrongDocumentNumber
    return number


def read_birth_date(text: str, today: date) -> date:
    """An ISO day. Raises ``WrongBirthDate``."""
    born = _day(text)
    if born is None or not today.year - OLDEST <= born.year <= today.year - YOUNGEST:
        raise WrongBirthDate
    return born


def read_issue_date(text: str, today: date) -> date | None:
    """An ISO day or none. Raises ``WrongIssueDate``; whether its owner was born by then is asked later."""
    issued = _day(text) if text else None
    if text and (issued is None or issued > today or issued.year < today.year - OLDEST):
        raise WrongIssueDate
    return issued


def read_line(text: str) -> str:
    """Raises ``EntryTooLong``."""
    if len(text) > LONGEST:
        raise EntryTooLong(limit=LONGEST)
    return text


def read_value(field: str, text: str, today: date) -> Any:
    """What a field of the form becomes. Raises the refusal that belongs to the field, and ``Forbidden``
    for a choice that no form of ours offers."""
    return READERS[field](text.strip(), today)


def shown(value: Any) -> str:
    """A value as its field shows it; an empty one is empty."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def masked(number: str) -> str:
    """``••••1234``: enough to tell two documents apart, never half of a number."""
    return f"••••{number[-min(SHOWN, len(number) // 2) :]}" if len(number) > 1 else number


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _chosen(kinds: type[Sex] | type[DocumentKind] | type[Relation], text: str) -> Any:
    if text not in {kind.value for kind in kinds}:
        raise Forbidden
    return kinds(text)


READERS: Mapping[str, Callable[[str, date], Any]] = {
    "last_name": lambda text, today: read_name(text),
    "first_name": lambda text, today: read_name(text),
    "patronymic": lambda text, today: read_name(text, needed=False),
    "birth_date": read_birth_date,
    "sex": lambda text, today: _chosen(Sex, text) if text else None,
    "relation": lambda text, today: _chosen(Relation, text),
    "document_kind": lambda text, today: _chosen(DocumentKind, text) if text else None,
    "document_number": lambda text, today: read_document(text),
    "document_issued_by": lambda text, today: read_line(text),
    "document_issued_on": read_issue_date,
    "email": lambda text, today: read_email(text),
    "phone": lambda text, today: read_phone(text),
    "address": lambda text, today: read_line(text),
}
