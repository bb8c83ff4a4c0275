"""What a teacher's day says of records that are not complete: kindly, and by when."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from locales import Words
from services.gradebook import DayLesson, Lack, Wanting

MISSING: Mapping[Lack, Callable[[Words], Markup]] = {
    Lack.TOPIC: lambda _: _("No topic"),
    Lack.HOMEWORK: lambda _: _("No homework"),
    Lack.ATTENDANCE: lambda _: _("No attendance"),
}
AHEAD: Mapping[Lack, Callable[[Words, int, Markup], Markup]] = {
    Lack.TOPIC: lambda _, n, when: _(
        "{n} lesson without a topic, due {when}", "{n} lessons without a topic, due {when}", n, when=when
    ),
    Lack.HOMEWORK: lambda _, n, when: _(
        "{n} lesson without homework, due {when}", "{n} lessons without homework, due {when}", n, when=when
    ),
    Lack.ATTENDANCE: lambda _, n, when: _(
        "{n} lesson without attendance, due {when}",
        "{n} lessons without attendance, due {when}",
        n,
        when=when,
    ),
}


def lack_text(_: Words, wanting: Wanting, zone: ZoneInfo, now: datetime) -> Markup:
    """``No homework, due 18:00``; without a time where the regulation sets none."""
    missing = MISSING[wanting.lack](_)
    if wanting.due_at is None:
        return missing
    when = _when(_, wanting.due_at, zone, now)
    if now < wanting.due_at:
        return _("{missing}, due {when}", missing=missing, when=when)
    return _("{missing}, it was due {when}", missing=missing, when=when)


def still_in_time(_: Words, lessons: Iterable[DayLesson], zone: ZoneInfo, now: datetime) -> list[Markup]:
    """A line for each kind of entry that can still be made in time: how many lessons lack it, and by when."""
    mine = [one for lesson in lessons if lesson.is_mine for one in lesson.lacks]
    lines = []
    for lack, line in AHEAD.items():
        due = [one.due_at for one in mine if one.lack is lack and one.due_at and now < one.due_at]
        if due:
            lines.append(line(_, len(due), _when(_, min(due), zone, now)))
    return lines


def _when(_: Words, due_at: datetime, zone: ZoneInfo, now: datetime) -> Markup:
    """The hour if it is today, else the day; midnight is the end of the day before it."""
    local, today = due_at.astimezone(zone), now.astimezone(zone).date()
    if local.time() == time(0):
        day = local.date() - timedelta(days=1)
        return _("today") if day == today else escape(_.date(day))
    if local.date() == today:
        return escape(_.time(local.time()))
    return escape(_.moment(due_at, zone))
