"""What a lesson gives to some students only, and the materials that go with it (R6, R32)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.foundation import Attached, Model, OfSchool
from storage.models.lessons import HomeworkKind


class IndividualHomework(OfSchool, Model):
    """Homework for named students, beside that of the whole group."""

    __tablename__ = "individual_homework"

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"), index=True)
    due_on: Mapped[date]
    text: Mapped[str]
    kind: Mapped[HomeworkKind | None]
    version: Mapped[int] = mapped_column(default=1)


class IndividualHomeworkStudent(OfSchool, Model):
    """A student whom an individual homework is for."""

    __tablename__ = "individual_homework_students"
    __table_args__ = (UniqueConstraint("homework_id", "student_id"),)

    homework_id: Mapped[int] = mapped_column(ForeignKey("individual_homework.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), index=True)


class Material(OfSchool, Attached, Model):
    """A file that goes with a lesson."""

    __tablename__ = "materials"

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    added_at: Mapped[datetime]
