"""The year that a page is about: how it is marked, and the way to the school's other years (R45)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from locales.coming import coming_text
from services.calendar import ShownYear, coming_after, year_around, year_of_group
from storage.models import Group, SchoolYear
from web.context import Visit


@dataclass(frozen=True, slots=True)
class YearMark:
    """What ``year_mark`` and ``year_chooser`` of ``shown_year.html`` need."""

    shown: ShownYear
    closed_on: date | None
    """The school's day on which the year was closed."""
    path_to: Callable[[SchoolYear], str] | None = None
    """The same page of another year; nothing on a page of one class."""


def mark_of(visit: Visit, shown: ShownYear, path_to: Callable[[SchoolYear], str] | None = None) -> YearMark:
    closed_at = shown.year.closed_at if shown.year else None
    closed_on = closed_at.astimezone(visit.zone).date() if closed_at and closed_at <= visit.now else None
    return YearMark(shown, closed_on, path_to)


async def mark_of_group(visit: Visit, group: Group) -> YearMark:
    """For the pages of a class, a course or a lesson that were opened already."""
    return mark_of(visit, await year_of_group(visit.session, visit.today, group))


async def mark_of_day(visit: Visit, day: date) -> YearMark:
    return mark_of(visit, await year_around(visit.session, visit.school.id, visit.today, day))


async def coming_of(visit: Visit, day: date) -> Markup | None:
    """What to expect after a day without lessons; nothing of days that are past."""
    if day < visit.today:
        return None
    coming = await coming_after(visit.session, visit.school.id, day)
    return coming_text(
        visit.words, is_running=coming.is_running, is_over=coming.is_over, next_on=coming.next_on
    )
