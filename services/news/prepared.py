"""What a loader makes of a batch: what to tell, and which items are no news any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Prepared(Generic[View]):
    """``view`` is what a notice shows; without it nothing is sent.

    ``dropped`` gives, for items that are no news any more, the reason (``undone``, ``excused``…).
    Items of a batch that are not dropped count as told by the message.
    """

    view: View | None
    dropped: Mapping[int, str] = field(default_factory=dict)
