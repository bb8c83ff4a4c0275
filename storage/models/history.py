"""Every change on record: entries that are only ever added, each tied to the one before it (R34)."""

import enum
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.foundation import Model, OfSchool
from storage.models.marks import Door


class ChangeKind(enum.StrEnum):
    """What of a gradebook became something else."""

    MARK = "mark"
    COMMENT = "comment"
    TERM_MARK = "term_mark"
    EXAM_MARK = "exam_mark"
    CREDIT_MARK = "credit_mark"
    GRADED_CREDIT_MARK = "graded_credit_mark"
    FINAL_MARK = "final_mark"
    COURSE_PAPER = "course_paper"
    """Its mark."""
    COURSE_PAPER_TOPIC = "course_paper_topic"
    COURSE_PAPER_SUPERVISOR = "course_paper_supervisor"
    COURSE_PAPER_SET = "course_paper_set"
    COURSE_PAPER_HANDED_IN = "course_paper_handed_in"
    COURSE_PAPER_DEFENDED = "course_paper_defended"
    COURSE_PAPER_NOTE = "course_paper_note"
    COURSE_PAPER_ORDER = "course_paper_order"
    """The order by which what had closed was entered in the same save: its day and number."""
    ATTENDANCE = "attendance"
    ATTENDANCE_TAKEN = "attendance_taken"
    TOPIC = "topic"
    HOMEWORK = "homework"
    HOMEWORK_DUE = "homework_due"
    HOMEWORK_KIND = "homework_kind"
    INDIVIDUAL_HOMEWORK = "individual_homework"
    INDIVIDUAL_HOMEWORK_DUE = "individual_homework_due"
    MATERIAL = "material"
    WORK_KIND = "work_kind"
    WORK_NUMBER = "work_number"
    WORK_TITLE = "work_title"
    WORK_WEIGHT = "work_weight"
    WORK_POINTS = "work_points"


class Change(OfSchool, Model):
    """One thing that became another: who, when, from what, to what, through which door (R34).

    Never changed and never deleted: triggers of the migration refuse it, and with it that a school
    which has entries is deleted. Ids are plain numbers, for a foreign key could empty them; the author's name stands
    beside the id, for people leave. ``services.history.chain`` tells how ``hash`` is made.
    """

    __tablename__ = "changes"
    __table_args__ = (
        UniqueConstraint("school_id", "number"),
        Index(None, "school_id", "at"),
        Index(None, "course_id", "number"),
    )

    number: Mapped[int]
    """1, 2, 3… within the school."""
    version: Mapped[int]
    """Of the way in which the entry is written down for its hash."""
    at: Mapped[datetime]
    staff_id: Mapped[int | None]
    """Who did it; nobody for an import from the command line."""
    author: Mapped[str] = mapped_column(default="")
    """The name as it was then."""
    door: Mapped[Door]
    kind: Mapped[ChangeKind]
    course_id: Mapped[int | None]
    lesson_id: Mapped[int | None]
    work_id: Mapped[int | None]
    student_id: Mapped[int | None]
    term_id: Mapped[int | None]
    was: Mapped[str]
    became: Mapped[str]
    """As the store keeps it (``5``, ``absent``, a day as 2026-11-30, a kind of work by its code); empty
    for nothing."""
    previous: Mapped[str]
    """The hash of the school's entry before this one."""
    hash: Mapped[str]


class ChangeHead(OfSchool, Model):
    """Where a school's record of changes ends. Without it, cutting off the end would show nowhere.

    Whoever adds to the record locks this row: two at once would otherwise follow the same entry.
    """

    __tablename__ = "change_heads"
    __table_args__ = (UniqueConstraint("school_id"),)

    number: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(default="")
