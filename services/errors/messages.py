"""Refusals of what is written to people."""

from services.errors.family import SchoolError


class NobodyToTell(SchoolError):
    """There is nobody a message could go to."""

    code = "nobody_to_tell"


class AuthorLeft(SchoolError):
    """Whoever wrote is not there any more to be answered."""

    code = "author_left"


class TextEmpty(SchoolError):
    """A message without a word in it."""

    code = "text_empty"


class TextTooLong(SchoolError):
    """Facts: ``length`` and ``limit``, in the messenger's characters."""

    code = "text_too_long"
