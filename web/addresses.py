"""Ids as they may stand in an address of ours."""

from typing import Annotated

from fastapi import Path

Id = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""What the store can look for; anything else is no page of ours."""
