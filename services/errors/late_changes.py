"""Refusals on the way of a permitted late change."""

from services.errors.family import SchoolError


class NotPermitted(SchoolError):
    """A cell that the permission of a late change does not cover."""

    code = "not_permitted"


class NothingClosed(SchoolError):
    """A permission asked for where everything is open: it can be written as usual. Facts: ``name`` of
    the student, and ``about``: of a ``lesson`` or of a ``term``, whatever sums it up."""

    code = "nothing_closed"


class NoStudentChosen(SchoolError):
    """Students were offered to choose from and none of them was taken."""

    code = "no_student_chosen"


class AlreadyFiled(SchoolError):
    """The same application waits for its decision already."""

    code = "already_filed"


class LateChangeNotOpen(SchoolError):
    """The application is not at the step that was to be taken. Facts: its ``state``: filed, approved,
    refused, done or expired."""

    code = "late_change_not_open"


class DecisionIncomplete(SchoolError):
    """An approval without the number that it is registered under."""

    code = "decision_incomplete"


class ProtocolMissing(SchoolError):
    """A retake or a missed attestation entered without number, date and commission of its protocol."""

    code = "protocol_missing"
