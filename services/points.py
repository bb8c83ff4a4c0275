"""Points of a maximum, as they stand where a mark stands: ``12/15`` (R37). Pure."""

import re
from typing import NamedTuple, Self

HIGHEST_MOST = 100
"""The highest maximum of a work."""
_POINTS = re.compile(r"(\d{1,3})/(\d{1,3})", re.ASCII)


class Points(NamedTuple):
    """Whole points: a criterion is met or not, and a phone's keyboard of digits is enough."""

    given: int
    most: int

    def __str__(self) -> str:
        return f"{self.given}/{self.most}"

    @classmethod
    def read(cls, value: str | None) -> Self | None:
        """The points that a mark's text says; nothing for a mark of the scale, a code or no mark."""
        found = _POINTS.fullmatch(value or "")
        return cls(int(found[1]), int(found[2])) if found else None
