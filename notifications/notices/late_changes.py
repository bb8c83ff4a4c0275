"""The notice of a step of a late change, to the person whose turn it is."""

from collections.abc import Callable, Mapping
from datetime import date

from markupsafe import Markup

from handlers.screens import Screen
from handlers.screens.pages import one_line, paginate
from locales import Words
from locales.late_changes import grounds_name, marks_name
from locales.unbroken import group_name
from services.news.late_changes import LateChangeNews
from storage.models import LateChange, LateChangeStatus

HEADS: Mapping[LateChangeStatus, Callable[[Words], Markup]] = {
    LateChangeStatus.FILED: lambda _: _("A late change waits for your decision."),
    LateChangeStatus.APPROVED: lambda _: _("A late change waits for your entry."),
    LateChangeStatus.REFUSED: lambda _: _("Your application was refused."),
    LateChangeStatus.DONE: lambda _: _("Your late change has been entered."),
}
"""What a lock screen shows of it: the first forty characters say what is up, and name nobody."""


def render(_: Words, news: LateChangeNews) -> Screen:
    """``A late change waits for your decision.``, the lesson or the term, the students, and how to get there."""
    change = news.change
    blocks = [HEADS[change.status](_), *_about(_, change), _students(_, news)]
    if change.status is LateChangeStatus.APPROVED and news.last_day:
        blocks.append(_open_until(_, change, news.last_day))
    if change.status is LateChangeStatus.REFUSED:
        blocks.append(_("Reason: {reason}", reason=one_line(change.refusal, 300)))
    blocks.append(
        _("Application No. {number} is under “Late changes” in the web form: /login", number=change.id)
    )
    return Screen(paginate(blocks, gap="\n")[0])


def _about(_: Words, change: LateChange) -> list[Markup]:
    """``7 «А», Algebra, 23 November`` or ``7 «А», Algebra, Quarter 2``."""
    course = change.lesson.course if change.lesson else change.course
    if course is None:
        return []
    group, subject = group_name(course.group.name), one_line(course.subject.name_in(_.language))
    if change.lesson:
        day = _.date(change.lesson.on_day)
        return [_("{group}, {subject}, {day}", group=group, subject=subject, day=day)]
    if change.term is None:
        return []
    exam = change.attestation.kind if change.attestation else ""
    marks = marks_name(_, change.term.kind, change.term.number, exam)
    return [_("{group}, {subject}, {term}", group=group, subject=subject, term=marks)]


def _open_until(_: Words, change: LateChange, last_day: date) -> Markup:
    if change.lesson:
        return _("The lesson is open until the end of {day}.", day=_.date(last_day))
    return _("The marks are open until the end of {day}.", day=_.date(last_day))


def _students(_: Words, news: LateChangeNews) -> Markup:
    names = ", ".join(one_line(student.short_name) for student in news.students)
    return _("{names}: {grounds}", names=one_line(names, 300), grounds=grounds_name(_, news.change.grounds))
