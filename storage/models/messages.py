"""Messages between school and families, and the outbox everything unasked leaves through."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.foundation import Model, OfSchool


class MessageKind(enum.StrEnum):
    ANNOUNCEMENT = "announcement"
    """From a class teacher to the families of a group (R56)."""
    LETTER = "letter"
    """From a curator or class teacher to the parents of one student (R9)."""
    REPLY = "reply"
    """From a parent or student to the sender of either, or back (R10)."""


class Audience(enum.StrEnum):
    PARENTS = "parents"
    STUDENTS = "students"
    BOTH = "both"


class OutboxKind(enum.StrEnum):
    MARKS = "marks"
    TERM_MARKS = "term_marks"
    """Marks of terms, exams, credits and course papers, final marks."""
    ATTENDANCE = "attendance"
    PERFORMANCE = "performance"
    MESSAGE = "message"
    UNREACHABLE = "unreachable"
    """To the class teacher: a family's chat can no longer be reached."""
    WARNING = "warning"
    """To the administrator: something needs a person."""
    LATE_CHANGE = "late_change"
    """To whose turn it is: an application for a late change has taken a step."""
    LESSON_CHANGE = "lesson_change"
    """To the deputy heads: a teacher has moved, cancelled or restored a lesson."""
    RECORDS_CHECK = "records_check"
    """To who leads a class: its records are to be checked and confirmed."""
    CODES_LATE = "codes_late"
    """To who leads a class: somebody in it waits too long for an access code."""
    DATA_REPORT = "data_report"
    """To who leads a class: a family has reported a change of its data."""
    DATA_OUTCOME = "data_outcome"
    """To who reported a change: what became of it."""


class OutboxStatus(enum.StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    """No longer true, no longer wanted or too old when its turn came; ``error`` says which."""
    DEAD = "dead"
    """Refused by the messenger for good; kept and shown to the administrator."""


class Message(OfSchool, Model):
    """Something one person wrote to others."""

    __tablename__ = "messages"

    kind: Mapped[MessageKind]
    text: Mapped[str]
    sent_at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), index=True)
    """The author, if staff; otherwise ``guardian_id`` or ``author_student_id``."""
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardians.id", ondelete="SET NULL"))
    author_student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id", ondelete="SET NULL"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="SET NULL"), index=True)
    audience: Mapped[Audience | None]
    student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id", ondelete="SET NULL"))
    """The child a letter or a reply is about."""
    in_reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))


class MessageRecipient(OfSchool, Model):
    """One person a message is for, and what became of it: the proof that they were told (R9).

    Exactly one of ``guardian_id``, ``addressed_student_id``, ``staff_id`` is set. ``received_at``
    stays empty while the person has no reachable chat.
    """

    __tablename__ = "message_recipients"

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardians.id", ondelete="CASCADE"))
    addressed_student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    about_student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"))
    received_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]


class OutboxItem(Model):
    """Something to tell one account, written in the transaction that made it true.

    ``event`` names the fact and its version, so the same thing is never queued twice for one
    account. ``batch`` groups items that leave as one message (the marks of one child).
    ``facts`` carries ids only: the fact is loaded again, and checked again, when it is sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("account_id", "event"),
        Index(None, "status", "not_before"),
        Index(None, "account_id", "batch"),
    )

    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    kind: Mapped[OutboxKind]
    event: Mapped[str]
    batch: Mapped[str]
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime]
    status: Mapped[OutboxStatus] = mapped_column(default=OutboxStatus.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    """What the messenger refused, kept with a dead letter so that a person can see what was lost."""
