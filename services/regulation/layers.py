"""A preset read from its file, the school's own values over it, and both value by value."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from services.errors import WrongRegulation
from services.regulation.policy import Regulation

PRESETS = ("A", "B", "C", "D", "E")
Values = Mapping[str, Any]
"""By the dotted name of a value, ``locks.marks_days``, as JSON. None is said, too: no such time, no such lock."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One institution's regulation: its values and where each comes from."""

    values: Values
    sources: Mapping[str, str]


@cache
def preset(name: str) -> Preset:
    """The preset of that name. Raises ``WrongRegulation`` when there is none."""
    if name not in PRESETS:
        raise WrongRegulation(field="preset")
    text = files("services.regulation.presets").joinpath(f"{name}.toml").read_text("utf-8")
    leaves = dict(_leaves(tomllib.loads(text)))
    return Preset(
        {where: leaf["is"] for where, leaf in leaves.items()},
        {where: leaf["source"] for where, leaf in leaves.items()},
    )


def effective(name: str, overrides: Values) -> Regulation:
    """The preset with the school's own values over it. Raises ``WrongRegulation`` with the ``field`` at fault."""
    nested: dict[str, Any] = {}
    for where, value in {**preset(name).values, **overrides}.items():
        if value is not None:
            _put(nested, where.split("."), value)
    try:
        return Regulation.model_validate(nested)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if isinstance(part, str))
        raise WrongRegulation(field=where or str(first["ctx"]["error"])) from None


def value_of(regulation: Regulation, where: str) -> Any:
    """The value of a dotted name; nothing where the regulation has none."""
    found: Any = regulation
    for part in where.split("."):
        found = found.get(part) if isinstance(found, Mapping) else getattr(found, part)
    return found


def _leaves(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, below in table.items():
        if "is" in below:
            yield f"{above}{name}", below
        else:
            yield from _leaves(below, f"{above}{name}.")


def _put(nested: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        nested = nested.setdefault(part, {})
        if not isinstance(nested, dict):
            raise WrongRegulation(field=".".join(path))
    nested[path[-1]] = value
