"""Refusals about who answers for a child."""

from services.errors.family import SchoolError


class GuardianIncomplete(SchoolError):
    """A guardian without family name and given name."""

    code = "guardian_incomplete"


class AlreadyGuardian(SchoolError):
    """The guardian answers for the child already. Facts: ``name``."""

    code = "already_guardian"


class GuardianUnknown(SchoolError):
    """A number that is another guardian's than the name says; whose is not told."""

    code = "guardian_unknown"


class EndingUnexplained(SchoolError):
    """A guardianship ended without saying why."""

    code = "ending_unexplained"
