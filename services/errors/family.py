"""The family of refusals: what they all have in common."""

from typing import Any, ClassVar


class SchoolError(Exception):
    """The family. ``code`` names the refusal for the edges; ``facts`` fill in its words."""

    code: ClassVar[str] = ""

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts
