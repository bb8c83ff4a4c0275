"""Refusals of the school's regulation, and what it has closed."""

from services.errors.family import SchoolError


class WrongRegulation(SchoolError):
    """A value that no regulation can have. Facts: ``field``, its dotted name."""

    code = "wrong_regulation"


class ScaleInUse(SchoolError):
    """Marks of this year stand on the scale: another one would give them another meaning."""

    code = "scale_in_use"


class EntriesClosed(SchoolError):
    """Facts: ``entry`` (marks, attendance, topic, homework, term_marks), the ``day`` it belongs to
    (of a term the last) and the day it ``closed_on``."""

    code = "entries_closed"


class EntriesNotOpen(SchoolError):
    """Facts: ``entry`` and the day it ``opens_on``."""

    code = "entries_not_open"


class CorrectingClosed(SchoolError):
    """The regulation knows no correcting. Facts: ``entry``, the ``minutes`` a slip may be mended."""

    code = "correcting_closed"
