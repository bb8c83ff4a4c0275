"""The versions of a regulation in words: who chose which values when, from what to what."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from locales import Words
from services.regulation import ChangedValue, differing
from storage.models import RegulationVersion, StaffMember
from web.regulation_form import texts
from web.regulation_lines import Line, Section


@dataclass(frozen=True, slots=True)
class Told:
    """One choice; ``lines`` are the label, what was and what became of each value that the form has."""

    version: RegulationVersion
    author: StaffMember | None
    lines: tuple[tuple[Markup, Markup, Markup], ...]


def told(
    _: Words, form: Sequence[Section], versions: Sequence[tuple[RegulationVersion, StaffMember | None]]
) -> list[Told]:
    """The versions, the latest first as they came, each against the one before it."""
    lines = {line.name: line for section in form for line in section.all_lines}
    chosen = [*versions, (None, None)]
    return [
        Told(after, author, _lines(_, lines, differing(before, after)))
        for (after, author), (before, _author) in pairwise(chosen)
        if after is not None
    ]


def _lines(
    _: Words, lines: dict[str, Line], differences: Sequence[ChangedValue]
) -> tuple[tuple[Markup, Markup, Markup], ...]:
    return tuple(
        (lines[one.name].label, shown(_, lines[one.name], one.was), shown(_, lines[one.name], one.became))
        for one in differences
        if one.name in lines
    )


def shown(_: Words, line: Line, value: object) -> Markup:
    """A value as people read it: a choice by its name, nothing as a dash."""
    text = texts({line.name: value}).get(line.name, "")
    return in_words(_, line, text)


def in_words(_: Words, line: Line, text: str) -> Markup:
    """The text of a field as people read it."""
    if not text:
        return Markup("—")
    if line.kind == "yes_no":
        return _("yes") if text == "yes" else _("no")
    if line.options:
        return Markup(", ").join(line.options.get(one, one) for one in text.split())
    return Markup("{}").format(text)
