"""Which values one version of a regulation has that the one before had not. Pure."""

from dataclasses import dataclass
from typing import Any

from services.regulation.layers import preset
from storage.models import RegulationVersion


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """One value, from what to what; nothing where there was or is none."""

    name: str
    was: Any
    became: Any


def differing(before: RegulationVersion | None, after: RegulationVersion) -> list[ChangedValue]:
    """The values that changed, in the order of the preset's file; without a version before, against the preset."""
    new = {**preset(after.preset).values, **after.overrides}
    old = {**preset(before.preset).values, **before.overrides} if before else preset(after.preset).values
    return [
        ChangedValue(name, old.get(name), new.get(name))
        for name in {**new, **old}
        if old.get(name) != new.get(name)
    ]
