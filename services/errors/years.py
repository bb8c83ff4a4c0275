"""Refusals on the way of a school year: opened, its classes promoted, closed, reopened."""

from services.errors.family import SchoolError


class YearClosed(SchoolError):
    """Nothing of the year is entered or changed any more. Facts: its ``name``, the day it ``closed_on``."""

    code = "year_closed"


class YearShut(YearClosed):
    """The same of what no permission opens, such as the plan of exams: the year has to be reopened first."""

    code = "year_shut"


class YearNotClosed(SchoolError):
    """It was to be reopened. Fact: its ``name``."""

    code = "year_not_closed"


class YearNameTaken(SchoolError):
    """Another year of the school has the ``name``."""

    code = "year_name_taken"


class YearsOverlap(SchoolError):
    """The days lie in another year. Facts: its ``name``, ``first`` and ``last`` day."""

    code = "years_overlap"


class YearTooLong(SchoolError):
    """Longer than a year can be. Fact: the days it may have, ``limit``."""

    code = "year_too_long"


class DayMissing(SchoolError):
    """A day was not typed, or none that there is."""

    code = "day_missing"


class EndsBeforeStart(SchoolError):
    """The last day is not after the first."""

    code = "ends_before_start"


class OutsideYear(SchoolError):
    """A term leaves its year. Facts: the year's ``first`` and ``last`` day."""

    code = "outside_year"


class TermsOutOfOrder(SchoolError):
    """A term begins before the one above it has ended. Fact: that day, ``last``."""

    code = "terms_out_of_order"


class OrderMissing(SchoolError):
    """An order has a number and a date."""

    code = "order_missing"


class GapsNotAccepted(SchoolError):
    """The year still lacks something, and nobody said that this is known."""

    code = "gaps_not_accepted"


class ClassNameTaken(SchoolError):
    """Two classes would be called the same. Fact: the ``name``."""

    code = "class_name_taken"


class NoSuchClass(SchoolError):
    """No class of the new year is called so. Facts: the ``name`` of it, the ``student``."""

    code = "no_such_class"


class NowhereToGo(SchoolError):
    """A class is dissolved and a student of it stays behind. Fact: the ``student``."""

    code = "nowhere_to_go"


class NothingPromoted(SchoolError):
    """No class was chosen: there is nothing to carry out."""

    code = "nothing_promoted"
