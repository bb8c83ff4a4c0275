"""What is said where there is no lesson to come yet."""

from datetime import date

from markupsafe import Markup

from locales.words import Words


def coming_text(_: Words, *, is_running: bool, is_over: bool, next_on: date | None) -> Markup:
    """A whole sentence of what to expect: in summer the next year, on 1 September the timetable."""
    if is_running:
        return _("The timetable is not here yet. Lessons appear here once the school has entered it.")
    if next_on is not None and is_over:
        return _("The school year is over. The next one begins on {day}.", day=_.full_date(next_on))
    if next_on is not None:
        return _("The school year begins on {day}.", day=_.full_date(next_on))
    if is_over:
        return _(
            "The school year is over. Lessons of the next one appear here once the school has entered them."
        )
    return _("No school year has begun yet. Lessons appear here once the school has entered them.")
