"""Personal records as the class teacher keeps them, their monthly check, and changes families report (R44, R12).

They stand apart from the tables that diaries read: nothing but their own pages ever loads them.
"""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.foundation import Model, OfSchool
from storage.models.people import Guardian, StaffMember, Student


class Sex(enum.StrEnum):
    FEMALE = "female"
    MALE = "male"


class DocumentKind(enum.StrEnum):
    """What proves who a student is."""

    BIRTH_CERTIFICATE = "birth_certificate"
    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    OTHER = "other"


class DataField(enum.StrEnum):
    """What a family can report as changed."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    DOCUMENT = "document"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    OTHER = "other"


class ReportStatus(enum.StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"
    """The same person reported the same thing anew before anybody had looked."""
    WITHDRAWN = "withdrawn"
    """Whoever reported it left the diary; what they wrote is erased."""


class StudentRecord(OfSchool, Model):
    """What the school keeps of a student beyond name and birth date, which stand in ``Student``."""

    __tablename__ = "student_records"

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), unique=True)
    sex: Mapped[Sex | None]
    document_kind: Mapped[DocumentKind | None]
    document_number: Mapped[str] = mapped_column(default="")
    document_issued_by: Mapped[str] = mapped_column(default="")
    document_issued_on: Mapped[date | None]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    own_words: Mapped[list[str]] = mapped_column(default=list)
    """Fields that the student gave in the chat: they go with the consent (R22)."""


class GuardianRecord(OfSchool, Model):
    """How the school reaches a guardian beside the chat."""

    __tablename__ = "guardian_records"

    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id", ondelete="CASCADE"), unique=True)
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    own_words: Mapped[list[str]] = mapped_column(default=list)
    """Fields that the guardian gave in the chat: they go with the consent (R22)."""


class RecordCheck(OfSchool, Model):
    """That somebody confirmed the records of a class for one period: who, when, how many were incomplete."""

    __tablename__ = "record_checks"
    __table_args__ = (UniqueConstraint("group_id", "period"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    period: Mapped[date]
    """The first day of the period that was checked."""
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    checked_at: Mapped[datetime]
    incomplete: Mapped[int]

    staff: Mapped[StaffMember | None] = relationship(lazy="raise")


class DataReport(OfSchool, Model):
    """A change of data that somebody reported from the chat, until the class teacher has dealt with it."""

    __tablename__ = "data_reports"
    __table_args__ = (Index(None, "student_id", "status"),)

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"))
    """Whose class it goes to, and whom it is about unless ``about_guardian``."""
    guardian_id: Mapped[int | None] = mapped_column(
        ForeignKey("guardians.id", ondelete="CASCADE"), index=True
    )
    """Who reported it; nobody when the student did."""
    about_guardian: Mapped[bool]
    """Whether it is about the guardian who reported it."""
    field: Mapped[DataField]
    value: Mapped[str]
    """Days as ``2013-03-14``. A document's number is masked as soon as it is dealt with."""
    status: Mapped[ReportStatus] = mapped_column(default=ReportStatus.WAITING)
    reported_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    """Why it was declined."""

    student: Mapped[Student] = relationship(lazy="raise")
    guardian: Mapped[Guardian | None] = relationship(lazy="raise")
    decided_by: Mapped[StaffMember | None] = relationship(lazy="raise")
