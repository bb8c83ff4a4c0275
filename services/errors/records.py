"""Refusals about personal records and the changes that families report."""

from services.errors.family import SchoolError


class NameIncomplete(SchoolError):
    """A person's name without a family name or a given name."""

    code = "name_incomplete"


class WrongBirthDate(SchoolError):
    """No day, or one on which nobody who is at school now was born."""

    code = "wrong_birth_date"


class WrongEmail(SchoolError):
    """Something that is no e-mail address."""

    code = "wrong_email"


class WrongPhone(SchoolError):
    """A telephone number with letters, or with too few or too many digits."""

    code = "wrong_phone"


class WrongDocumentNumber(SchoolError):
    """A number too short, too long, without digits, or with signs that no document has."""

    code = "wrong_document_number"


class WrongIssueDate(SchoolError):
    """A document issued before its owner was born, or in the future."""

    code = "wrong_issue_date"


class ReportTooLong(SchoolError):
    """Facts: ``limit``, the most characters."""

    code = "report_too_long"


class TooManyReports(SchoolError):
    """Facts: ``most``, how many reports about one child may wait at once."""

    code = "too_many_reports"


class NothingChanged(SchoolError):
    """What was reported is on record already."""

    code = "nothing_changed"


class ReportDecided(SchoolError):
    """Somebody has dealt with the report already."""

    code = "report_decided"


class ReporterLeft(SchoolError):
    """Whoever reported it may no longer speak for the child."""

    code = "reporter_left"


class DecliningUnexplained(SchoolError):
    """A report declined without a word why."""

    code = "declining_unexplained"


class AlreadyChecked(SchoolError):
    """The records of the class were confirmed for this period already, or no check is asked for."""

    code = "already_checked"
