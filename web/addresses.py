"""Ids and days as they may stand in an address of ours."""

from datetime import date
from typing import Annotated

from fastapi import Path, Query

Id = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""What the store can look for; anything else is no page of ours."""
AskedId = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
"""The same behind the question mark, where it may be missing."""


def day_in_address(text: str) -> date | None:
    """A day of an address; nothing for what is none, or so far off that nothing is next to it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None
