"""The timetable screens: one day in full, a week at a glance (R1)."""

from markupsafe import Markup, escape

from handlers.screens.home import no_lessons_on
from handlers.screens.lessons import (
    cancelled,
    changes,
    comes,
    indented,
    material_lines,
    material_rows,
    next_lessons,
    short_lines,
)
from handlers.screens.menu import (
    Reader,
    day_steps,
    day_title,
    head,
    paged,
    subject_name,
    ways_on,
    week_steps,
)
from handlers.screens.pages import one_line
from handlers.screens.screen import Action, Button, Place, Screen, row
from locales import Words
from locales.unbroken import days, hours, room_name
from services.diary import Slot, TimetableDays


def timetable_day(_: Words, reader: Reader, view: TimetableDays, page: str | None = None) -> Screen:
    day = view.first
    top = head(_, reader, _("Timetable · {day}", day=day_title(_, day, reader.today)))
    slots = view.days[0][1] if view.days else ()
    blocks = [_full(_, slot) for slot in slots] or [no_lessons_on(_, day.isoweekday())]
    blocks += [next_lessons(_, reader, view.next_lessons)] if view.next_lessons else []
    blocks += [comes(_, view.coming)] if view.coming and day >= reader.today else []
    text, turning = paged(_, top, blocks, Action(Place.TIMETABLE_DAY, reader.id, on=day), page)
    week = Button(_("Whole week"), Action(Place.TIMETABLE_WEEK, reader.id, on=day))
    return Screen(
        text,
        (
            turning,
            *material_rows(_, reader, [file for slot in slots for file in slot.materials]),
            day_steps(_, reader, Place.TIMETABLE_DAY, day),
            row(week),
            *ways_on(_, reader, Place.TIMETABLE_DAY),
        ),
    )


def timetable_week(_: Words, reader: Reader, view: TimetableDays, page: str | None = None) -> Screen:
    top = head(_, reader, _("Timetable · {week}", week=days(_, view.first, view.last)))
    blocks = []
    for day, slots in view.days:
        lines = [Markup("<b>{}</b>").format(day_title(_, day, reader.today))]
        lines += [line for slot in slots for line in short_lines(_, slot)]
        blocks.append(Markup("\n").join(lines))
    blocks = blocks or [_("No lessons this week.")]
    blocks += [comes(_, view.coming)] if view.coming and view.last >= reader.today else []
    text, turning = paged(_, top, blocks, Action(Place.TIMETABLE_WEEK, reader.id, on=view.first), page)
    today = Button(_("Only today"), Action(Place.TIMETABLE_DAY, reader.id))
    return Screen(
        text,
        (
            turning,
            week_steps(_, reader, Place.TIMETABLE_WEEK, view.first),
            row(today),
            *ways_on(_, reader, Place.TIMETABLE_DAY),
        ),
    )


def _full(_: Words, slot: Slot) -> Markup:
    if slot.is_cancelled:
        return cancelled(_, slot)
    lines = [
        Markup("{}. <b>{}</b> · {}").format(
            slot.number, subject_name(_, slot.subject), hours(_, slot.starts_at, slot.ends_at)
        )
    ]
    where = room_name(_, one_line(slot.room, 30)) if slot.room and not slot.usual_room else None
    who = escape(one_line(slot.teacher.initials)) if slot.substitute is None else None
    known = [part for part in (where, who) if part is not None]
    if known:
        lines.append(Markup(" · ").join(known))
    return Markup("\n").join([lines[0], *indented(lines[1:] + changes(_, slot) + material_lines(slot))])
