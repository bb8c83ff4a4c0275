"""What a page says of a lesson that somebody moved: where it was, where it went."""

from datetime import date

from markupsafe import Markup

from locales import Words
from storage.models import Lesson


def moved_here(_: Words, lesson: Lesson) -> Markup | None:
    """Where the timetable has the lesson; nothing for one that is where it belongs, in whatever room."""
    day, number = lesson.moved_from_day, lesson.moved_from_number
    if day is None or number is None or (day, number) == (lesson.on_day, lesson.number):
        return None
    if day == lesson.on_day:
        return _("Moved: was lesson {number}", number=number)
    return _("Moved: was lesson {number} on {day}", number=number, day=_.date(day))


def moved_away(_: Words, lesson: Lesson, day: date) -> Markup:
    """Where a lesson that was to be on ``day`` is held instead."""
    if lesson.on_day == day:
        return _("Moved: now lesson {number}", number=lesson.number)
    return _("Moved to {day}, lesson {number}", day=_.date(lesson.on_day), number=lesson.number)
