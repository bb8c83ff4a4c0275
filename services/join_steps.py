"""The steps of joining and what each can end in, as plain data."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from storage.models import Conversation, Group, Guardian, Relation, School, StaffMember, Student


class Step(StrEnum):
    """Where a joining chat stands: the question it was left with."""

    LANGUAGE = "join:language"
    CONSENT = "join:consent"
    BIRTHDAY = "join:birthday"


class Who(StrEnum):
    """As what somebody joins; each consents to something of its own."""

    GUARDIAN = "guardian"
    STUDENT = "student"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Refused:
    """The code opens nothing. Whether it is wrong, used, over or somebody else's is not told."""

    language: str | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """Too many failures; the account may try again later."""

    language: str | None
    wait: timedelta


@dataclass(frozen=True, slots=True)
class Lost:
    """Nobody is joining in this chat, or no longer."""


@dataclass(frozen=True, slots=True)
class AskLanguage:
    pass


@dataclass(frozen=True, slots=True)
class AskConsent:
    language: str
    school: School
    who: Who


@dataclass(frozen=True, slots=True)
class AskBirthday:
    """``is_wrong`` after a date that was not the child's."""

    language: str
    student: Student
    is_self: bool
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """Done. Who the account now is; ``is_new`` is false when it was that already."""

    language: str
    school: School
    student: Student | None
    group: Group | None
    guardian: Guardian | None
    relation: Relation | None
    staff: StaffMember | None
    is_new: bool


Outcome = Refused | Stopped | Lost | AskLanguage | AskConsent | AskBirthday | Linked


@dataclass(frozen=True, slots=True)
class Progress:
    """What the chat has said so far; kept in its conversation. The code itself is not."""

    code_id: int
    language: str | None = None
    consented_at: str | None = None

    @property
    def facts(self) -> dict[str, Any]:
        return asdict(self)


def progress_of(conversation: Conversation | None) -> Progress | None:
    """How far the chat has come; nothing when it is not joining."""
    if conversation is None or conversation.step not in list(Step):
        return None
    return Progress(**conversation.facts)
