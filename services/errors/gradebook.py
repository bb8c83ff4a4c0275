"""Refusals of what is entered into a gradebook, and of its reports."""

from services.errors.family import SchoolError


class UnknownMark(SchoolError):
    """A mark that the school's scale does not have. Facts: ``allowed``, the marks it has, as text."""

    code = "unknown_mark"


class ChangedMeanwhile(SchoolError):
    """Somebody else has changed the cell since the page was opened. Facts: ``theirs``, its text now."""

    code = "changed_meanwhile"


class CommentWithoutMark(SchoolError):
    """A comment where there is no mark to comment on."""

    code = "comment_without_mark"


class EntryTooLong(SchoolError):
    """Facts: ``limit``, the most characters the field takes."""

    code = "entry_too_long"


class WrongNumber(SchoolError):
    """A work's number that is none. Facts: ``highest``."""

    code = "wrong_number"


class WrongWeight(SchoolError):
    """A weight that is none. Facts: ``heaviest``."""

    code = "wrong_weight"


class WrongPoints(SchoolError):
    """Points that the work cannot have. Facts: ``most`` points and the ``codes`` that may stand there, as text."""

    code = "wrong_points"


class WrongMostPoints(SchoolError):
    """A work's maximum that is none, or is missing. Facts: ``highest``."""

    code = "wrong_most_points"


class PointsAboveMost(SchoolError):
    """A maximum lower than points that were given. Facts: ``given``, the most of them."""

    code = "points_above_most"


class OtherMarksGiven(SchoolError):
    """A work with marks cannot become one in points, nor the other way round."""

    code = "other_marks_given"


class WrongDay(SchoolError):
    """A day that homework cannot be due on, a lesson not be moved to. Facts: ``first`` and ``last`` day that would do."""

    code = "wrong_day"


class TooFewMarks(SchoolError):
    """A term mark without the marks it has to stand on. Facts: ``kind``, the name of the kind of work or
    empty for all of them, how many were ``given`` and the ``least`` that is needed."""

    code = "too_few_marks"


class TooManyChanges(SchoolError):
    """A report of more changes than one file may hold. Facts: ``total`` and ``most`` that fit."""

    code = "too_many_changes"
