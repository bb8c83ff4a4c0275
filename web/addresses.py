"""Ids and days as they may stand in an address of ours."""

from datetime import date
from typing import Annotated

from fastapi import Path, Query

from services.errors import Forbidden

Id = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""What the store can look for; anything else is no page of ours."""
AskedId = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
"""The same behind the question mark, where it may be missing."""


LONGEST_ID = 9
"""Digits of what the store can look for."""


def id_in_address(text: str) -> int | None:
    """An id that may be left empty. Raises ``Forbidden`` for what no form of ours sends."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_ID:
        raise Forbidden
    return int(text)


def day_in_address(text: str) -> date | None:
    """A day of an address; nothing for what is none, or so far off that nothing is next to it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None
