"""Everything a school's rule can say no with. Facts only: the edges find the words and the status."""

from typing import Any, ClassVar


class SchoolError(Exception):
    """The family. ``code`` names the refusal for the edges; ``facts`` fill in its words."""

    code: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts


class Forbidden(SchoolError):
    """The person may not do this; nothing more is told (R20, R23)."""

    code = "forbidden"


class NotLinked(SchoolError):
    """The account is tied to nobody yet, or no longer."""

    code = "not_linked"
