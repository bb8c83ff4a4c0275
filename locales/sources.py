"""Where a value of a preset comes from, in words. The files of the presets have it as
``A, marks due: on the same day``: the regulation with its row, a common requirement or our own idea, then a clause."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from locales.words import Words

_ROWS: Mapping[str, Callable[[Words], Markup]] = {
    "access": lambda _: _("access"),
    "activity report": lambda _: _("report on gradebooks"),
    "archive": lambda _: _("archive"),
    "attendance due": lambda _: _("attendance due"),
    "edits close": lambda _: _("when entries close"),
    "homework due": lambda _: _("homework due"),
    "languages": lambda _: _("languages"),
    "marks allowed": lambda _: _("marks allowed"),
    "marks due": lambda _: _("marks due"),
    "performance report": lambda _: _("report on performance"),
    "term marks": lambda _: _("term marks"),
    "terms": lambda _: _("terms"),
    "timetable due": lambda _: _("timetable due"),
    "topic plan due": lambda _: _("topic plan due"),
}


def source_words(_: Words, source: str) -> Markup:
    """``Regulation A, “marks due”: on the same day``"""
    where, clause = source.split(": ", 1)
    # Not a sentence of this file: `locales.catalogues` finds the clauses where they are written.
    said = _(clause)
    if where == "ours":
        return _("Our suggestion: {clause}", clause=said)
    if where == "order 125":
        return _(
            "Public explanations of the Ministry's order No. 125 of 18\u00a0March 2008: {clause}. "
            "Compare it with the order in force.",
            clause=said,
        )
    letter, _comma, row = where.partition(", ")
    if where.startswith("R"):
        return _("Common requirement {numbers}: {clause}", numbers=where, clause=said)
    if row.startswith("R"):
        return _(
            "Regulation {letter}, requirement {number}: {clause}", letter=letter, number=row, clause=said
        )
    return _("Regulation {letter}, “{row}”: {clause}", letter=letter, row=_ROWS[row](_), clause=said)
