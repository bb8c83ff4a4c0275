"""Students, guardians, staff, and the groups they belong to."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.foundation import Model, Named, OfSchool


class GroupKind(enum.StrEnum):
    CLASS = "class"
    COLLEGE_GROUP = "college_group"
    SUBGROUP = "subgroup"
    CLUB = "club"


class LeaderKind(enum.StrEnum):
    CLASS_TEACHER = "class_teacher"
    CURATOR = "curator"


class Role(enum.StrEnum):
    """What a member of staff is appointed to. Teaching and leading follow from courses and groups."""

    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"
    DEPUTY_HEAD = "deputy_head"
    DEPARTMENT_HEAD = "department_head"
    RECORDS_CLERK = "records_clerk"
    TEACHER = "teacher"


class Relation(enum.StrEnum):
    MOTHER = "mother"
    FATHER = "father"
    GRANDPARENT = "grandparent"
    GUARDIAN = "guardian"


class Student(Named, OfSchool, Model):
    __tablename__ = "students"
    __table_args__ = (UniqueConstraint("school_id", "number"),)

    number: Mapped[str]
    """Number of the student's personal file, the key on import."""
    birth_date: Mapped[date]
    left_on: Mapped[date | None]


class Guardian(Named, OfSchool, Model):
    """A parent or another legal representative, as this school knows them."""

    __tablename__ = "guardians"
    __table_args__ = (UniqueConstraint("school_id", "number"),)

    number: Mapped[str]
    """Stable key on import."""


class Guardianship(OfSchool, Model):
    """That a guardian answers for a student. The only ground on which a family sees a record (R20)."""

    __tablename__ = "guardianships"
    __table_args__ = (UniqueConstraint("guardian_id", "student_id"),)

    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), index=True)
    relation: Mapped[Relation]
    revoked_at: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]
    """Since when the school has it on record; nothing for what is older than this column."""
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str] = mapped_column(default="", server_default="")
    """Of one that was ended by hand: the day, and why (a court's decision …)."""

    guardian: Mapped[Guardian] = relationship(lazy="raise")
    student: Mapped[Student] = relationship(lazy="raise")


class StaffMember(Named, OfSchool, Model):
    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("school_id", "number"),)

    number: Mapped[str]
    """Stable key on import."""
    user_name: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    left_on: Mapped[date | None]
    entered_at: Mapped[datetime | None]
    """Since when the school has them on record; nothing for what is older than this column."""

    roles: Mapped[list["StaffRole"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class StaffRole(Model):
    __tablename__ = "staff_roles"
    __table_args__ = (UniqueConstraint("staff_id", "role"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    role: Mapped[Role]


class Group(OfSchool, Model):
    """A class, a college group, a subgroup of either, or a club across classes."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("school_year_id", "name"),)

    school_year_id: Mapped[int] = mapped_column(ForeignKey("school_years.id", ondelete="CASCADE"))
    kind: Mapped[GroupKind]
    name: Mapped[str]
    """As the school writes it: ``7 «А»``."""
    grade: Mapped[int | None]
    """Year of study 1–11 (12); orders the classes."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    """The class of a subgroup."""
    bell_schedule: Mapped[str] = mapped_column(default="1")


class GroupMembership(OfSchool, Model):
    """A student in a group, from a day (inclusive) to a day (inclusive; open while empty)."""

    __tablename__ = "group_memberships"
    __table_args__ = (Index(None, "group_id", "student_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), index=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]


class GroupLeader(OfSchool, Model):
    """The class teacher or the curator of a group, from a day to a day."""

    __tablename__ = "group_leaders"
    __table_args__ = (UniqueConstraint("group_id", "staff_id", "kind"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LeaderKind]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
