"""What is said of a change that the timetable does not take."""

from markupsafe import Markup

from locales.errors.texts import Facts, Texts
from locales.unbroken import group_name, room_name
from locales.words import Words


def _group_busy(_: Words, facts: Facts) -> Markup:
    group, other = group_name(str(facts["group"])), group_name(str(facts["other"]))
    number, day = facts["number"], _.date(facts["day"])
    if group == other:
        return _(
            "{group} already has lesson {number} on {day} at that time. "
            "Choose another time, or cancel or move that lesson first.",
            group=group,
            number=number,
            day=day,
        )
    return _(
        "{other} has lesson {number} on {day} at that time, and {group} has students in common with it. "
        "Choose another time, or cancel or move that lesson first.",
        group=group,
        other=other,
        number=number,
        day=day,
    )


TEXTS: Texts = {
    "lesson_recorded": lambda _, facts: (
        _("Attendance was taken at this lesson: it was given and cannot be cancelled.")
        if facts["attended"]
        else _(
            "This lesson already has a topic, homework, materials or marks. If it was not given, "
            "clear its page first, then cancel it."
        )
    ),
    "lesson_cancelled": lambda _, facts: _("This lesson is cancelled. Restore it first."),
    "lesson_given": lambda _, facts: _(
        "This lesson already has marks, attendance or homework, so it cannot be moved."
    ),
    "teacher_busy": lambda _, facts: _(
        "{name} gives lesson {number} to {group} on {day} at that time. Choose another person or another time.",
        name=facts["name"],
        number=facts["number"],
        group=group_name(str(facts["group"])),
        day=_.date(facts["day"]),
    ),
    "group_busy": _group_busy,
    "room_taken": lambda _, facts: _(
        "{room} is taken: {group} has lesson {number} there on {day}. "
        "Choose another room, or tick that it is shared.",
        room=room_name(_, str(facts["room"])),
        group=group_name(str(facts["group"])),
        number=facts["number"],
        day=_.date(facts["day"]),
    ),
    "lesson_not_begun": lambda _, facts: _("This lesson has not begun yet."),
    "hour_past": lambda _, facts: _("That hour has passed already. Choose one that is still to come."),
    "no_day_chosen": lambda _, facts: _("Choose at least one day."),
}
