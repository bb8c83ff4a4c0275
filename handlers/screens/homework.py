"""The homework screens: one day, tomorrow first, and a week."""

from pathlib import Path

from markupsafe import Markup

from handlers.screens.lessons import material_rows, task
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
from handlers.screens.screen import Action, Attachment, Button, Place, Screen, row
from locales import Words
from locales.unbroken import days
from services.attachments import ENDINGS
from services.diary import Assignment, HomeworkDays
from storage.models import Lesson, Material, Subject


def homework_day(_: Words, reader: Reader, view: HomeworkDays, page: str | None = None) -> Screen:
    day = view.first
    top = head(_, reader, _("Homework · {day}", day=day_title(_, day, reader.today)))
    items = view.days[0][1] if view.days else ()
    blocks = [_assignment(_, item) for item in items] or [_("No homework for this day.")]
    text, turning = paged(_, top, blocks, Action(Place.HOMEWORK_DAY, reader.id, on=day), page)
    week = Button(_("Whole week"), Action(Place.HOMEWORK_WEEK, reader.id, on=day))
    return Screen(
        text,
        (
            turning,
            *material_rows(_, reader, [file for item in items for file in item.materials]),
            day_steps(_, reader, Place.HOMEWORK_DAY, day),
            row(week),
            *ways_on(_, reader, Place.HOMEWORK_DAY),
        ),
    )


def homework_week(_: Words, reader: Reader, view: HomeworkDays, page: str | None = None) -> Screen:
    top = head(_, reader, _("Homework · {week}", week=days(_, view.first, view.last)))
    blocks = []
    for day, items in view.days:
        first, *rest = [_assignment(_, item) for item in items]
        blocks.append(Markup("<u>{}</u>\n").format(day_title(_, day, reader.today)) + first)
        blocks += rest
    blocks = blocks or [_("No homework this week.")]
    text, turning = paged(_, top, blocks, Action(Place.HOMEWORK_WEEK, reader.id, on=view.first), page)
    one_day = Button(_("For the next school day"), Action(Place.HOMEWORK_DAY, reader.id))
    return Screen(
        text,
        (
            turning,
            *material_rows(
                _, reader, [file for _day, items in view.days for item in items for file in item.materials]
            ),
            week_steps(_, reader, Place.HOMEWORK_WEEK, view.first),
            row(one_day),
            *ways_on(_, reader, Place.HOMEWORK_DAY),
        ),
    )


def material(_: Words, view: Material, lesson: Lesson, subject: Subject, file: Path) -> Screen:
    """The file itself, and which lesson it goes with."""
    name = "".join(sign if sign.isalnum() or sign in " .,-№()" else "_" for sign in one_line(view.title, 60))
    about = Markup("📎 <b>{}</b>\n{}, {}").format(
        one_line(view.title, 120), subject_name(_, subject), _.date(lesson.on_day)
    )
    return Screen(about, attachment=Attachment(f"{name}.{ENDINGS[view.media_type]}", file))


def _assignment(_: Words, item: Assignment) -> Markup:
    return Markup("<b>{}</b>\n{}").format(subject_name(_, item.subject), task(_, item))
