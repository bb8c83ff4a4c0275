"""What the regulation's form is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Line:
    """One value of the form. ``kind`` says how it is written: number, hour, day, words, yes_no, choice of
    one of the ``options`` or choices of several."""

    name: str
    label: Markup
    kind: str = "number"
    options: Mapping[str, Markup] = field(default_factory=dict)
    """What can be chosen, by its value."""


@dataclass(frozen=True, slots=True)
class Section:
    title: Markup
    hint: Markup
    lines: tuple[Line, ...]
    of_kinds: tuple[Line, ...] = ()
    """One for each of the school's kinds of work."""
    is_folded: bool = False
    """Whether it opens only when asked for: what is set once."""

    @property
    def all_lines(self) -> tuple[Line, ...]:
        return (*self.lines, *self.of_kinds)
