"""Course papers of a college: that a course keeps a register of them, and each student's line in it (R43)."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.foundation import Model, OfSchool
from storage.models.lessons import Course
from storage.models.people import StaffMember
from storage.models.school import Term


class PaperKind(enum.StrEnum):
    """What the curriculum calls it: both are kept alike."""

    WORK = "work"
    PROJECT = "project"


class PaperRegister(OfSchool, Model):
    """That the students of a course write course papers. The register closes with its term."""

    __tablename__ = "paper_registers"
    __table_args__ = (UniqueConstraint("course_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"))
    kind: Mapped[PaperKind]

    course: Mapped[Course] = relationship(lazy="raise")
    term: Mapped[Term] = relationship(lazy="raise")


class CoursePaper(OfSchool, Model):
    """A student's line: what about, under whom, when it was set, handed in and defended, with which mark."""

    __tablename__ = "course_papers"
    __table_args__ = (UniqueConstraint("register_id", "student_id"),)

    register_id: Mapped[int] = mapped_column(ForeignKey("paper_registers.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), index=True)
    topic: Mapped[str] = mapped_column(default="")
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    """Nobody means the course's teacher."""
    set_on: Mapped[date | None]
    """When the topic was approved."""
    handed_in_on: Mapped[date | None]
    defended_on: Mapped[date | None]
    value: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]

    supervisor: Mapped[StaffMember | None] = relationship(lazy="raise", foreign_keys=[supervisor_id])
