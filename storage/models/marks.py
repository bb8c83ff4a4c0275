"""Works, marks with their history, attendance and excuses."""

import enum
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.attestation import Attested
from storage.models.foundation import Model, OfSchool
from storage.models.lessons import Lesson
from storage.models.school import WorkKind


class Presence(enum.StrEnum):
    """What a lesson's attendance says of a student. Present is the absence of a row."""

    ABSENT = "absent"
    LATE = "late"


class ExcuseReason(enum.StrEnum):
    ILLNESS = "illness"
    FAMILY = "family"
    SCHOOL_EVENT = "school_event"
    OTHER = "other"


class Door(enum.StrEnum):
    """The way a change came in (R34)."""

    WEB = "web"
    CHAT = "chat"
    IMPORT = "import"
    COMMAND = "command"
    PERMISSION = "permission"
    """A late change that the director permitted (R35)."""


class Work(OfSchool, Model):
    """What marks of a lesson are given for: kind, number, title, weight (R31)."""

    __tablename__ = "works"

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"), index=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("work_kinds.id"))
    number: Mapped[int | None]
    title: Mapped[str] = mapped_column(default="")
    own_weight: Mapped[Decimal | None]
    """Set when this work weighs other than its kind."""
    position: Mapped[int] = mapped_column(default=1)
    most_points: Mapped[int | None]
    """The maximum of a work given in points: its marks say ``12/15`` and count in no average (R37)."""

    kind: Mapped[WorkKind] = relationship(lazy="raise")
    lesson: Mapped[Lesson] = relationship(lazy="raise")

    @property
    def weight(self) -> Decimal:
        return self.kind.weight if self.own_weight is None else self.own_weight


class Mark(OfSchool, Model):
    """A student's mark for a work. Its id never changes; each change raises ``version``.

    A removed mark keeps its row with an empty value, so that its history and identity stay.
    """

    __tablename__ = "marks"
    __table_args__ = (UniqueConstraint("work_id", "student_id"), Index(None, "student_id", "changed_at"))

    work_id: Mapped[int] = mapped_column(ForeignKey("works.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"))
    value: Mapped[str | None]
    comment: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    work: Mapped[Work] = relationship(lazy="raise")


class MarkRevision(OfSchool, Model):
    """What a mark was in one of its versions: alerts tell by it what was announced. The school's record
    of changes is ``Change`` (R34)."""

    __tablename__ = "mark_revisions"
    __table_args__ = (UniqueConstraint("mark_id", "version"),)

    mark_id: Mapped[int] = mapped_column(ForeignKey("marks.id", ondelete="CASCADE"))
    version: Mapped[int]
    value: Mapped[str | None]
    comment: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    door: Mapped[Door]
    at: Mapped[datetime]


class TermMark(Attested, OfSchool, Model):
    """The mark of a term, a half-year or the year in a course (R4)."""

    __tablename__ = "term_marks"
    __table_args__ = (UniqueConstraint("course_id", "student_id", "term_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id", ondelete="CASCADE"))


class Attendance(OfSchool, Model):
    """That a student was absent from a lesson or late for it. An empty presence is an entry taken back."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("lesson_id", "student_id"),)

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), index=True)
    presence: Mapped[Presence | None]
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]

    lesson: Mapped[Lesson] = relationship(lazy="raise")


class Excuse(OfSchool, Model):
    """A reason that makes a student's absences of these days (inclusive) excused (R5)."""

    __tablename__ = "excuses"
    __table_args__ = (Index(None, "student_id", "starts_on"),)

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[ExcuseReason]
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
