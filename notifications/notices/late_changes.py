"""The notice of a step of a late change, to the person whose turn it is."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from handlers.screens import Screen
from handlers.screens.pages import one_line, paginate
from locales import Words
from locales.late_changes import grounds_name
from locales.unbroken import group_name
from services.news.late_changes import LateChangeNews
from storage.models import LateChangeStatus

HEADS: Mapping[LateChangeStatus, Callable[[Words], Markup]] = {
    LateChangeStatus.FILED: lambda _: _("A late change waits for your decision."),
    LateChangeStatus.APPROVED: lambda _: _("A late change waits for your entry."),
    LateChangeStatus.REFUSED: lambda _: _("Your application was refused."),
    LateChangeStatus.DONE: lambda _: _("Your late change has been entered."),
}
"""What a lock screen shows of it: the first forty characters say what is up, and name nobody."""


def render(_: Words, news: LateChangeNews) -> Screen:
    """``A late change waits for your decision.``, the lesson, the students, and how to get there."""
    change = news.change
    blocks = [HEADS[change.status](_), *_lesson(_, news), _students(_, news)]
    if change.status is LateChangeStatus.APPROVED and news.last_day:
        blocks.append(_("The lesson is open until the end of {day}.", day=_.date(news.last_day)))
    if change.status is LateChangeStatus.REFUSED:
        blocks.append(_("Reason: {reason}", reason=one_line(change.refusal, 300)))
    blocks.append(
        _("Application No. {number} is under “Late changes” in the web form: /login", number=change.id)
    )
    return Screen(paginate(blocks, gap="\n")[0])


def _lesson(_: Words, news: LateChangeNews) -> list[Markup]:
    lesson = news.change.lesson
    if lesson is None:
        return []
    return [
        _(
            "{group}, {subject}, {day}",
            group=group_name(lesson.course.group.name),
            subject=one_line(lesson.course.subject.name_in(_.language)),
            day=_.date(lesson.on_day),
        )
    ]


def _students(_: Words, news: LateChangeNews) -> Markup:
    names = ", ".join(one_line(student.short_name) for student in news.students)
    return _("{names}: {grounds}", names=one_line(names, 300), grounds=grounds_name(_, news.change.grounds))
