"""The permitted late change: what was asked for, what was decided, what was entered (R35, R36)."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.attestation import Attestation
from storage.models.foundation import Attached, Model, OfSchool
from storage.models.lessons import Course, Lesson
from storage.models.people import StaffMember
from storage.models.school import Term


class Grounds(enum.StrEnum):
    """Why something closed may be written after all; the regulations' own list."""

    STUDENT_ILLNESS = "student_illness"
    OTHER_ABSENCE = "other_absence"
    RETAKE = "retake"
    TEACHER_ILLNESS = "teacher_illness"
    MISSED_ATTESTATION = "missed_attestation"


class LateChangeStatus(enum.StrEnum):
    FILED = "filed"
    APPROVED = "approved"
    REFUSED = "refused"
    DONE = "done"


class LateChange(OfSchool, Model):
    """One application from its filing to the line in the table of changes.

    It is about a lesson, or about marks that sum up a term in a course: the term's own or, with an attestation,
    those of an exam, a credit or the final ones. Never about two of them.
    """

    __tablename__ = "late_changes"
    __table_args__ = (Index(None, "school_id", "status"),)

    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    term_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"))
    attestation_id: Mapped[int | None] = mapped_column(ForeignKey("attestations.id", ondelete="CASCADE"))
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), index=True)
    grounds: Mapped[Grounds]
    students: Mapped[list[int]]
    """Ids of those whose entries may be changed, and of nobody else."""
    explanation: Mapped[str]
    status: Mapped[LateChangeStatus] = mapped_column(default=LateChangeStatus.FILED)
    filed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
    decision_number: Mapped[str] = mapped_column(default="")
    decision_on: Mapped[date | None]
    """The date that the decision was registered with."""
    valid_until: Mapped[datetime | None]
    """The moment from which on the permission opens nothing any more."""
    refusal: Mapped[str] = mapped_column(default="")
    protocol_number: Mapped[str] = mapped_column(default="")
    protocol_on: Mapped[date | None]
    commission: Mapped[str] = mapped_column(default="")
    """The members of the commission of a retake, as its protocol names them."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    entered_at: Mapped[datetime | None]
    changed: Mapped[list[dict[str, str]]] = mapped_column(default=list)
    """What the entry changed: ``{"student": "12", "work": "Test", "field": "mark", "was": "2", "became": "4"}``.
    Kept as it was then: the table of changes must not follow later corrections."""

    lesson: Mapped[Lesson | None] = relationship(lazy="raise")
    course: Mapped[Course | None] = relationship(lazy="raise")
    """Of the term's marks; a lesson has its own."""
    term: Mapped[Term | None] = relationship(lazy="raise")
    attestation: Mapped[Attestation | None] = relationship(lazy="raise")
    applicant: Mapped[StaffMember | None] = relationship(lazy="raise", foreign_keys=[applicant_id])
    decided_by: Mapped[StaffMember | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    entered_by: Mapped[StaffMember | None] = relationship(lazy="raise", foreign_keys=[entered_by_id])


class LateChangeDocument(OfSchool, Attached, Model):
    """A document attached to an application."""

    __tablename__ = "late_change_documents"

    late_change_id: Mapped[int] = mapped_column(ForeignKey("late_changes.id", ondelete="CASCADE"), index=True)
