"""Exams, credits and final marks: what a course is attested by in a term, and the marks given there (R4, R37)."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.foundation import Model, OfSchool
from storage.models.lessons import Course
from storage.models.school import Term


class AttestationKind(enum.StrEnum):
    """By what, beside the mark of the term, a course is attested."""

    EXAM = "exam"
    CREDIT = "credit"
    """Passed or not; where the scale has no such codes, a mark."""
    GRADED_CREDIT = "graded_credit"
    """A credit that is always a mark."""
    FINAL = "final"
    """Made of the term's mark and the exam's."""


class NotAttestedReason(enum.StrEnum):
    """Why a student has "not attested" in place of a mark."""

    ILLNESS = "illness"
    ABSENCES = "absences"
    TOO_FEW_MARKS = "too_few_marks"
    OTHER = "other"
    """Told in the teacher's words."""


class Attested:
    """A mark that sums up: its value, and of "not attested" the reason.

    A mark taken away keeps its row with an empty value. Each change raises ``version``.
    """

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), index=True)
    value: Mapped[str | None]
    reason: Mapped[NotAttestedReason | None]
    reason_words: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]


class Attestation(OfSchool, Model):
    """That a course has an exam, a credit or a final mark in a term. The deputy head says so."""

    __tablename__ = "attestations"
    __table_args__ = (UniqueConstraint("course_id", "term_id", "kind"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"))
    kind: Mapped[AttestationKind]
    on_day: Mapped[date | None]
    """When it is held; marks are entered from then on, and may come after the term."""
    commission: Mapped[str] = mapped_column(default="")
    """Who examines, as the school writes it; people from outside are among them."""

    course: Mapped[Course] = relationship(lazy="raise")
    term: Mapped[Term] = relationship(lazy="raise")


class AttestationMark(Attested, OfSchool, Model):
    """What a student got there."""

    __tablename__ = "attestation_marks"
    __table_args__ = (UniqueConstraint("attestation_id", "student_id"),)

    attestation_id: Mapped[int] = mapped_column(ForeignKey("attestations.id", ondelete="CASCADE"))
