"""A regulation: everything in which one school's rules differ from another's, as typed values.

What differs between institutions is policy, never code (REGULATIONS.md §1): no name of a profile is
asked for anywhere, only the values below.
"""

import enum
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from storage.models import TermKind

Days = Annotated[int, Field(ge=0, le=366)]
Count = Annotated[int, Field(ge=0, le=100)]
Percent = Annotated[int, Field(ge=0, le=100)]
HUNDRED = 100


Language = Annotated[str, Field(pattern="^(ru|kk|en)$")]


def _a_day_of_the_year(text: str) -> str:
    """``30.06``: a day that every year has."""
    date(2027, int(text[3:]), int(text[:2]))
    return text


DayOfYear = Annotated[str, Field(pattern=r"^\d\d\.\d\d$"), AfterValidator(_a_day_of_the_year)]


class Frequency(enum.StrEnum):
    """How often something is made, beginning with the most often."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    TERMLY = "termly"
    YEARLY = "yearly"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Terms(Part):
    """Into what the school year is divided."""

    kinds: tuple[TermKind, ...] = Field(min_length=1)


class Codes(Part):
    """What a letter or a short word in a mark's cell means. None of them is ever a number."""

    absent: tuple[str, ...] = ()
    """Not a mark but attendance: the student was not there."""
    late: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    not_attested: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    no_credit: tuple[str, ...] = ()

    @property
    def given(self) -> tuple[str, ...]:
        """Those that stand in the gradebook beside the marks."""
        return (*self.not_attested, *self.exempt, *self.credit, *self.no_credit)


class MarkScale(Part):
    """The marks a teacher may give."""

    values: tuple[str, ...] = Field(min_length=1)
    """Worst first."""
    passing: Decimal
    """The lowest mark that is not failing."""
    codes: Codes = Codes()


class Due(Part):
    """By when what is to be entered. Nothing where the regulation sets no time."""

    marks_days: Days | None = None
    """By the end of so many days after the lesson; 0 is the day itself. Written work adds its checking time."""
    attendance_days: Days | None = None
    topic_days: Days | None = None
    homework_days: Days | None = None
    homework_by: time | None = None
    """On the last of those days by this hour, in the school's time."""
    homework_hours: Annotated[int, Field(ge=0, le=24)] | None = None
    """On the day itself at most so many hours after the group's last lesson."""
    term_marks_days: Days | None = None
    """After the term's last day."""
    topic_plan_days: Days | None = None
    """Before the school year begins."""
    timetable_days: Days | None = None
    """Before a term begins."""


class Locks(Part):
    """When entries close (R33). Nothing means: with the school year, which closes everything."""

    marks_days: Days | None = None
    """By the end of so many days after the lesson: marks with their comments, kinds and titles of work."""
    attendance_days: Days | None = None
    topic_days: Days | None = None
    homework_days: Days | None = None
    term_marks_days: Days | None = None
    """After the term's last day."""
    correcting: bool = True
    """Whether what was entered may be changed at all: marks, attendance, term marks."""
    slip_minutes: Annotated[int, Field(ge=0, le=60)] = 0
    """Where correcting is not allowed, how long a slip of the finger may still be mended."""


class Lessons(Part):
    """What is decided about single lessons (R40)."""

    teachers_move: bool = True
    """Whether a teacher moves and cancels lessons of one's own before they begin; the heads are told."""


class TermMarks(Part):
    """Entry of term and final marks (R37)."""

    opens_days: Days | None = None
    """The window opens so many days before the term's last day; nothing: with the term."""
    rounds_up_from: Annotated[Decimal, Field(ge=0, le=1)] = Decimal("0.5")
    """The fraction of an average from which on the next mark is suggested."""
    least_marks: Count = 0
    """A term mark needs at least so many marks."""
    least_of_kind: dict[str, Count] = {}
    """… and of these at least so many for works of a kind, by the kind's code."""
    year_from_terms: bool = True
    """Whether a half-year's and a year's mark is suggested from the marks of its terms; else from all its marks."""
    exam_percent: Annotated[int, Field(ge=0, le=100)] = 50
    """How much of a final mark the exam makes; the rest is the term's or the year's mark."""


class Summative(Part):
    """Section and quarter works, given in points, and the percentage that the quarter's mark follows (R37)."""

    is_on: bool = False
    section_kinds: tuple[str, ...] = ("section_summative",)
    """The codes of the kinds of work that are section works (БЖБ, СОР) …"""
    quarter_kinds: tuple[str, ...] = ("quarter_summative",)
    """… and of those that are quarter works (ТЖБ, СОЧ)."""
    formative_share: Percent = 25
    """What each part is of the quarter's hundred percent …"""
    section_share: Percent = 25
    quarter_share: Percent = 50
    formative_share_alone: Percent = 50
    """… and where the course has no quarter work."""
    section_share_alone: Percent = 50
    bounds: dict[str, Percent] = {}
    """By mark, the lowest percentage that suggests it."""

    @property
    def kinds(self) -> frozenset[str]:
        """The codes of the kinds given in points; none while the scheme is off."""
        return frozenset((*self.section_kinds, *self.quarter_kinds)) if self.is_on else frozenset()

    def wrong(self, marks: tuple[str, ...]) -> str:
        """The value that cannot work with a scale of these ``marks``, worst first; empty when all can."""
        if self.formative_share + self.section_share + self.quarter_share != HUNDRED:
            return "quarter_share"
        if self.formative_share_alone + self.section_share_alone != HUNDRED:
            return "section_share_alone"
        if not self.is_on:
            return ""
        if not self.section_kinds or set(self.section_kinds) & set(self.quarter_kinds):
            return "section_kinds"
        mark = self._wrong_bound(marks)
        return f"bounds.{mark}" if mark else ""

    def _wrong_bound(self, marks: tuple[str, ...]) -> str:
        """A better mark needs more percent, and the worst one none, so that every percentage has a mark."""
        if unknown := [mark for mark in self.bounds if mark not in marks]:
            return unknown[0]
        named = [mark for mark in marks if mark in self.bounds] or list(marks[:1])
        if self.bounds.get(named[0]) != 0:
            return named[0]
        steps = pairwise(named)
        return next((better for worse, better in steps if self.bounds[better] <= self.bounds[worse]), "")


class Works(Part):
    """Kinds of work by their codes (R31)."""

    weights: dict[str, Annotated[Decimal, Field(ge=0, le=10)]] = {}
    """In averages; 1 for a kind that is not named. Another weight is for works to come."""
    checking_days: dict[str, Days] = {}
    """Days for checking work that is taken home; its marks are due after them."""

    def weight_of(self, kind: str) -> Decimal:
        return self.weights.get(kind, Decimal(1))


class Alerts(Part):
    """What is called low performance (R8, R9). A reason without a bound is no reason."""

    average_below: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    average_marks: Count = 3
    """… once it stands on so many marks."""
    failing_marks: Count | None = None
    """So many failing marks in one subject …"""
    failing_days: Days = 14
    """… within so many days."""
    fall: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    """An average lower than last term's by so much …"""
    fall_marks: Count = 3
    """… on so many marks."""


class Reports(Part):
    """How often the school reports (R50, R53)."""

    activity: Frequency | None = None
    performance: tuple[Frequency, ...] = ()


class Records(Part):
    """Personal records of students and parents (R44)."""

    check: Frequency | None = None
    """How often who leads a class confirms that they were checked; nothing: it is not asked for."""


class Archive(Part):
    """What is kept, how often and how long (R54, R55)."""

    backup: Frequency | None = None
    exports: tuple[Frequency, ...] = ()
    journal_by: DayOfYear | None = None
    """Day and month by which the journal is printed."""
    sheets_by: DayOfYear | None = None
    keep_years: Annotated[int, Field(ge=1, le=100)] | None = None
    keep_graduation_years: Annotated[int, Field(ge=1, le=100)] | None = None


class Access(Part):
    """How people come by their access (R21)."""

    codes_within_days: Days | None = None
    """So many days after somebody was entered, a code is to be handed out."""


class Regulation(Part):
    """The rules of one school at one moment: a preset with the school's own values over it."""

    terms: Terms
    scale: MarkScale
    languages: tuple[Language, ...] = Field(min_length=1)
    """Of what the school prints, the main one first."""
    due: Due = Due()
    locks: Locks = Locks()
    lessons: Lessons = Lessons()
    term_marks: TermMarks = TermMarks()
    works: Works = Works()
    summative: Summative = Summative()
    alerts: Alerts = Alerts()
    reports: Reports = Reports()
    records: Records = Records()
    archive: Archive = Archive()
    access: Access = Access()

    @model_validator(mode="after")
    def _closes_after_it_is_due(self) -> Self:
        """What closes before it is due could never be entered in time."""
        for entry in ("marks", "attendance", "topic", "homework", "term_marks"):
            due, lock = getattr(self.due, f"{entry}_days"), getattr(self.locks, f"{entry}_days")
            if due is not None and lock is not None and lock < due:
                raise ValueError(f"locks.{entry}_days")
        return self

    @model_validator(mode="after")
    def _summative_is_whole(self) -> Self:
        """A scheme that is left out of some case would suggest nothing, and nobody would know why."""
        if wrong := self.summative.wrong(self.scale.values):
            raise ValueError(f"summative.{wrong}")
        return self
