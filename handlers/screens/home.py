"""The home screen: one day with its lessons, homework, marks and absences, and what is due next."""

from markupsafe import Markup

from handlers.screens.lessons import (
    absence_line,
    cancelled,
    changes,
    comes,
    indented,
    mark_lines,
    material_lines,
    material_rows,
    next_lessons,
    task,
    work_name,
)
from handlers.screens.menu import (
    Reader,
    Rows,
    day_steps,
    day_title,
    head,
    home_button,
    paged,
    staff_button,
    subject_name,
    ways_on,
)
from handlers.screens.pages import one_line
from handlers.screens.screen import Action, Button, Place, Screen, row
from locales import Words
from locales.unbroken import room_name
from services.diary import Assignment, Day, DayLesson

DUE_SHOWN = 90
"""Characters of a homework that is only announced; the rest is a tap away."""


def home(_: Words, reader: Reader, view: Day, page: str | None = None) -> Screen:
    top = head(_, reader, day_title(_, view.day, reader.today))
    blocks = [_lesson(_, lesson) for lesson in view.lessons] or [no_lessons(_, reader, view)]
    blocks += [comes(_, view.coming)] if view.coming and view.day >= reader.today else []
    blocks += _beyond_lessons(_, view)
    if view.day == reader.today:
        blocks += _ahead(_, reader, view)
    text, turning = paged(_, top, blocks, Action(Place.HOME, reader.id, on=view.day), page)
    return Screen(text, (turning, *_rows(_, reader, view)))


def no_lessons(_: Words, reader: Reader, view: Day) -> Markup:
    if view.day == reader.today:
        return _("No lessons today.")
    return no_lessons_on(_, view.day.isoweekday())


def no_lessons_on(_: Words, weekday: int) -> Markup:
    """A sentence for each day of the week, since languages bend its name. 1 is Monday."""
    sentences = (
        lambda: _("No lessons on Monday."),
        lambda: _("No lessons on Tuesday."),
        lambda: _("No lessons on Wednesday."),
        lambda: _("No lessons on Thursday."),
        lambda: _("No lessons on Friday."),
        lambda: _("No lessons on Saturday."),
        lambda: _("No lessons on Sunday."),
    )
    return sentences[weekday - 1]()


def _lesson(_: Words, lesson: DayLesson) -> Markup:
    slot = lesson.slot
    if slot.is_cancelled:
        lines = [cancelled(_, slot)]
    else:
        title = Markup("{}. <b>{}</b> · {}").format(
            slot.number, subject_name(_, slot.subject), _.time(slot.starts_at)
        )
        if slot.room and not slot.usual_room:
            title += Markup(" · ") + room_name(_, one_line(slot.room, 30))
        lines = [title, *indented(changes(_, slot))]
    if slot.topic.strip() and not slot.is_cancelled:
        lines += indented([Markup("<i>{}</i>").format(one_line(slot.topic, 200))])
    lines += indented(material_lines(slot))
    lines += indented([Markup("📝 {}").format(task(_, item)) for item in lesson.homework])
    lines += indented([line for mark in lesson.marks for line in mark_lines(_, mark)])
    if lesson.absence is not None:
        wants_answer = not lesson.absence.is_excused and not lesson.absence.is_late
        sign = Markup("❗ {}") if wants_answer else Markup("🕓 {}")
        lines += indented([sign.format(absence_line(_, lesson.absence))])
    return Markup("\n").join(lines)


def _beyond_lessons(_: Words, view: Day) -> list[Markup]:
    """Homework due without a lesson, and marks given that day for other days' lessons."""
    blocks = []
    for item in view.other_homework:
        blocks.append(Markup("<b>{}</b>\n📝 {}").format(subject_name(_, item.subject), task(_, item)))
    if view.earlier_marks:
        lines = [_("<b>New marks for earlier lessons</b>")]
        for mark in view.earlier_marks:
            lines.append(
                Markup("{}, {}: <b>{}</b> — {}").format(
                    subject_name(_, mark.subject), _.short_date(mark.day), mark.value, work_name(_, mark)
                )
            )
        if view.more_marks:
            lines.append(_("There are more: see Marks."))
        blocks.append(Markup("\n").join(lines))
    return blocks


def _ahead(_: Words, reader: Reader, view: Day) -> list[Markup]:
    """What comes next: the homework, and on a free day the lessons too."""
    blocks = [next_lessons(_, reader, view.next_lessons)] if view.next_lessons else []
    return [*blocks, _next_due(_, reader, view.next_due)] if view.next_due else blocks


def _next_due(_: Words, reader: Reader, items: tuple[Assignment, ...]) -> Markup:
    title = _("<b>Due next</b> · {day}", day=day_title(_, items[0].due_on, reader.today))
    lines = [
        Markup("• {} — {}").format(subject_name(_, item.subject), task(_, item, DUE_SHOWN)) for item in items
    ]
    return Markup("\n").join([title, *lines])


def _rows(_: Words, reader: Reader, view: Day) -> Rows:
    is_today = view.day == reader.today
    files = [file for lesson in view.lessons for file in lesson.slot.materials]
    return (
        *material_rows(_, reader, files),
        day_steps(_, reader, Place.HOME, view.day),
        () if is_today else row(Button(home_button(_).label, Action(Place.HOME, reader.id))),
        *ways_on(_, reader, Place.HOME),
        row(
            Button(_("⚙️ Settings"), Action(Place.SETTINGS, reader.id)),
            Button(_("❓ Help"), Action(Place.HELP, reader.id)),
        ),
        row(staff_button(_)) if reader.is_staff else (),
    )
