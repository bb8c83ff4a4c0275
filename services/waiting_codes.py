"""Since when somebody is without a code or a link, and when that is late (R21). Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long a person waits for a code."""

    since: date
    days: int
    is_late: bool
    """Longer than the regulation's ``access.codes_within_days``; never where it sets none."""


def waiting(since: date | None, today: date, within: int | None) -> Waiting | None:
    """Nothing while it is not known since when, or not yet begun."""
    if since is None or since > today:
        return None
    days = (today - since).days
    return Waiting(since, days, within is not None and days > within)
