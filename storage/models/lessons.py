"""Who teaches what to whom, and when: courses, timetable, lessons, homework."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.foundation import Model, OfSchool
from storage.models.people import Group, StaffMember
from storage.models.school import Room, Subject


class LessonStatus(enum.StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"


class HomeworkKind(enum.StrEnum):
    """How homework is done (R32)."""

    WRITTEN = "written"
    ORAL = "oral"
    READING = "reading"
    PRACTICAL = "practical"
    CREATIVE = "creative"


class Course(OfSchool, Model):
    """A subject taught to a group by a teacher: one line of the teaching load (R39)."""

    __tablename__ = "courses"
    __table_args__ = (UniqueConstraint("group_id", "subject_id", "teacher_id"),)

    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    teacher_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    has_term_marks: Mapped[bool] = mapped_column(default=True)
    """False for a course without attestation: nothing sums it up at a term's end (R37)."""

    subject: Mapped[Subject] = relationship(lazy="raise")
    group: Mapped[Group] = relationship(lazy="raise")
    teacher: Mapped[StaffMember] = relationship(lazy="raise")


class TimetableEntry(OfSchool, Model):
    """A weekly lesson of a course while the entry is in force (both days inclusive)."""

    __tablename__ = "timetable_entries"
    __table_args__ = (UniqueConstraint("course_id", "weekday", "number", "starts_on"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    weekday: Mapped[int]
    """1 is Monday … 7 is Sunday (ISO 8601)."""
    number: Mapped[int]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id", ondelete="SET NULL"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Lesson(OfSchool, Model):
    """One lesson on one day. Made from the timetable; carries its own room, topic and changes."""

    __tablename__ = "lessons"
    __table_args__ = (
        UniqueConstraint("course_id", "on_day", "number"),
        Index(None, "school_id", "on_day"),
        Index(None, "course_id", "moved_from_day"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    on_day: Mapped[date]
    number: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id", ondelete="SET NULL"))
    status: Mapped[LessonStatus] = mapped_column(default=LessonStatus.PLANNED)
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"), index=True)
    """Who gives this lesson instead of the course's teacher (R30)."""
    moved_from_day: Mapped[date | None]
    """Where the timetable had the lesson before somebody moved it; the timetable makes none there again (R40)."""
    moved_from_number: Mapped[int | None]
    topic: Mapped[str] = mapped_column(default="")
    plan_topic_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan_topics.id", ondelete="SET NULL"), index=True
    )
    """The topic of the plan that this lesson gives; empty for a topic outside the plan (R42)."""
    attendance_taken_at: Mapped[datetime | None]
    """When somebody first saved the lesson's attendance; without it an empty list means nothing."""
    version: Mapped[int] = mapped_column(default=1)

    course: Mapped[Course] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")
    substitute: Mapped[StaffMember | None] = relationship(lazy="raise")


class Homework(OfSchool, Model):
    """What the whole group is to do, given at a lesson and due on a day (R32)."""

    __tablename__ = "homework"
    __table_args__ = (UniqueConstraint("lesson_id"),)

    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id", ondelete="CASCADE"))
    due_on: Mapped[date] = mapped_column(index=True)
    text: Mapped[str]
    kind: Mapped[HomeworkKind | None]
    version: Mapped[int] = mapped_column(default=1)

    lesson: Mapped[Lesson] = relationship(lazy="raise")
