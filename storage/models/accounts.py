"""Messenger accounts and how they are tied to people: codes, links, consents, preferences."""

import enum
from datetime import datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.foundation import Model, OfSchool


class Channel(enum.StrEnum):
    """A messenger. An account is a channel and an address, never a bare Telegram id."""

    TELEGRAM = "telegram"


class AlertKind(enum.StrEnum):
    """Alerts a person may switch off. Messages from the school are not among them."""

    MARKS = "marks"
    ATTENDANCE = "attendance"
    PERFORMANCE = "performance"


class Account(Model):
    """A chat with one person. Belongs to no school by itself: its links do."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    channel: Mapped[Channel]
    address: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[datetime]
    unreachable_at: Mapped[datetime | None]
    """Set when the messenger says the chat is blocked or gone; ``/start`` clears it."""
    quiet_from: Mapped[time | None]
    quiet_to: Mapped[time | None]
    """Quiet hours in the school's time; may cross midnight; both empty when there are none."""
    current_student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id", ondelete="SET NULL"))
    """The child the home screen opens with."""


class OfPerson:
    """Points at exactly one person: a guardian (for one child), a student or a member of staff."""

    guardianship_id: Mapped[int | None] = mapped_column(
        ForeignKey("guardianships.id", ondelete="CASCADE"), index=True
    )
    student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)


class AccessCode(OfPerson, OfSchool, Model):
    """A one-time code on a printed slip, for one guardian of one child, one student or one staff member.

    Only a keyed hash is kept (R21).
    """

    __tablename__ = "access_codes"

    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong birth dates given with this code, over all accounts; too many end it."""


class Link(OfPerson, OfSchool, Model):
    """That an account may act as a person. Revoked links give nothing from the next tap on (R20)."""

    __tablename__ = "links"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    linked_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Consent(OfPerson, OfSchool, Model):
    """Consent to personal-data processing (R22). Outlives the account, without its identifiers."""

    __tablename__ = "consents"

    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    version: Mapped[str]
    language: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class JoinAttempt(Model):
    """A failed try to join, kept to stop guessing. Pruned after a day."""

    __tablename__ = "join_attempts"
    __table_args__ = (Index(None, "channel", "address", "at"),)

    channel: Mapped[Channel]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class Preference(Model):
    """An alert kind switched off (or on again) by an account."""

    __tablename__ = "preferences"
    __table_args__ = (UniqueConstraint("account_id", "kind"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[AlertKind]
    enabled: Mapped[bool]


class Conversation(Model):
    """What a chat is in the middle of, so that a restart loses nothing a person wrote."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    channel: Mapped[Channel]
    address: Mapped[str]
    step: Mapped[str]
    facts: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]


class SeenUpdate(Model):
    """An update of the messenger already acted on; the same one again is ignored."""

    __tablename__ = "seen_updates"
    __table_args__ = (UniqueConstraint("channel", "update_key"),)

    channel: Mapped[Channel]
    update_key: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
