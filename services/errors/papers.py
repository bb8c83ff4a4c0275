"""Refusals of the register of course papers."""

from services.errors.family import SchoolError


class SupervisorUnknown(SchoolError):
    """Nobody at the school is called so."""

    code = "supervisor_unknown"


class PaperWithoutTopic(SchoolError):
    """A mark for a course paper that has no topic."""

    code = "paper_without_topic"


class RegisterInUse(SchoolError):
    """Something is entered in the register: it is not taken away."""

    code = "register_in_use"
