"""The movement of students by order: who came, moved, left, returned, when and by which order (R38)."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.foundation import Model, OfSchool
from storage.models.people import Group, StaffMember, Student


class MovementKind(enum.StrEnum):
    ENROLLED = "enrolled"
    TRANSFERRED = "transferred"
    LEFT = "left"
    RETURNED = "returned"
    GRADUATED = "graduated"
    PROMOTED = "promoted"
    CONDITIONAL = "conditional"
    """Promoted under a condition that the order names."""
    REPEATS = "repeats"
    """Stays in the same year of study."""


WITH_THE_CLASS = frozenset({MovementKind.PROMOTED, MovementKind.CONDITIONAL, MovementKind.REPEATS})
"""Entered for all at once when classes are promoted, never one by one."""


class Movement(OfSchool, Model):
    """One order about one student, and what it did to the memberships."""

    __tablename__ = "movements"
    __table_args__ = (Index(None, "school_id", "on_day"),)

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), index=True)
    kind: Mapped[MovementKind]
    order_number: Mapped[str]
    order_on: Mapped[date]
    on_day: Mapped[date]
    """The first day in the new class; of who leaves or graduates the last day at school."""
    from_group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="SET NULL"))
    to_group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(default="")
    """Why, and where to."""
    opened: Mapped[list[int]] = mapped_column(default=list)
    """Ids of the memberships that began with it."""
    ended: Mapped[dict[str, str]] = mapped_column(default=dict)
    """Memberships that ended with it, by id, with the last day they had before (or nothing)."""
    was_left_on: Mapped[date | None]
    """``Student.left_on`` before it."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    entered_at: Mapped[datetime]
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    taken_back_at: Mapped[datetime | None]

    student: Mapped[Student] = relationship(lazy="raise")
    from_group: Mapped[Group | None] = relationship(lazy="raise", foreign_keys=[from_group_id])
    to_group: Mapped[Group | None] = relationship(lazy="raise", foreign_keys=[to_group_id])
    entered_by: Mapped[StaffMember | None] = relationship(lazy="raise", foreign_keys=[entered_by_id])
