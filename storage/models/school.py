"""The school itself and its directories: years, terms, subjects, rooms, bells, kinds of work, rules."""

import enum
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.foundation import Model, OfSchool


class NameOnScreen(enum.StrEnum):
    """How much of the child's name an alert may show on a lock screen."""

    FULL = "full"
    FIRST = "first"
    INITIALS = "initials"
    HIDDEN = "hidden"


class TermKind(enum.StrEnum):
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    SEMESTER = "semester"
    YEAR = "year"
    PERIOD = "period"


class RuleKind(enum.StrEnum):
    """What makes performance low: each rule is a row of ``performance_rules``."""

    AVERAGE_BELOW = "average_below"
    FAILING_MARKS = "failing_marks"
    FALL = "fall"


class School(Model):
    __tablename__ = "schools"

    code: Mapped[str] = mapped_column(unique=True)
    """Short Latin name, used in file names and on import; never shown as the school's name."""
    name: Mapped[str]
    time_zone: Mapped[str]
    """IANA name, e.g. ``Asia/Almaty``."""
    languages: Mapped[list[str]]
    """Languages of what the school prints, the main one first: ``["kk", "ru"]``."""
    regulation_profile: Mapped[str]
    """One of A–E of the regulations."""
    name_on_screen: Mapped[NameOnScreen] = mapped_column(default=NameOnScreen.FIRST)
    scale: Mapped[dict[str, Any]]
    """``{"values": ["2", …], "passing": "3", "codes": ["н/а", "осв", …]}``; codes are never numbers."""

    @property
    def language(self) -> str:
        return self.languages[0]


class SchoolYear(OfSchool, Model):
    __tablename__ = "school_years"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    """From when on nothing of the year is entered or changed but by permission; empty while it is open (R45)."""
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    closing_order: Mapped[str] = mapped_column(default="")
    closing_order_on: Mapped[date | None]


class Term(OfSchool, Model):
    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("school_year_id", "kind", "number"),)

    school_year_id: Mapped[int] = mapped_column(ForeignKey("school_years.id", ondelete="CASCADE"))
    kind: Mapped[TermKind]
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Subject(OfSchool, Model):
    __tablename__ = "subjects"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    name: Mapped[str]
    """The name as the school's files have it; shown where ``names`` has no other."""
    names: Mapped[dict[str, str]]
    """Names in other languages, ``{"kk": "Алгебра", "en": "Algebra"}``."""

    def name_in(self, language: str) -> str:
        return self.names.get(language, self.name)


class Room(OfSchool, Model):
    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("school_id", "name"),)

    name: Mapped[str]
    building: Mapped[str] = mapped_column(default="")


class BellTime(OfSchool, Model):
    """When lesson ``number`` starts and ends, in the school's own time."""

    __tablename__ = "bell_times"
    __table_args__ = (UniqueConstraint("school_id", "schedule", "number"),)

    schedule: Mapped[str]
    """Name of the bell timetable: ``1 смена``, ``Сб``…"""
    number: Mapped[int]
    starts_at: Mapped[time]
    ends_at: Mapped[time]


class WorkKind(OfSchool, Model):
    """A kind of work that marks are given for: an answer in class, a test, a laboratory work (R31)."""

    __tablename__ = "work_kinds"
    __table_args__ = (UniqueConstraint("school_id", "code"),)

    code: Mapped[str]
    names: Mapped[dict[str, str]]
    weight: Mapped[Decimal]
    """0 or more; a kind of weight 0 is shown but never counted in an average."""
    position: Mapped[int]
    is_default: Mapped[bool] = mapped_column(default=False)
    """The kind a mark gets when the teacher names none."""

    def name_in(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()))


class PerformanceRule(OfSchool, Model):
    """One reason to call performance low (R8, R9).

    ``average_below``: average under ``bound`` with at least ``count`` marks.
    ``failing_marks``: ``count`` failing marks within ``days`` days in one subject.
    ``fall``: average lower than last term's by ``bound`` or more, with at least ``count`` marks.
    """

    __tablename__ = "performance_rules"
    __table_args__ = (UniqueConstraint("school_id", "kind"),)

    kind: Mapped[RuleKind]
    bound: Mapped[Decimal | None]
    count: Mapped[int]
    days: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True)
