"""The notice of lessons missed without excuse and of lateness."""

from markupsafe import Markup, escape

from handlers.screens import Action, Button, Place, Screen, row
from handlers.screens.menu import subject_name
from locales import Words
from notifications.notices.naming import headed
from services.news.attendance import AttendanceNews, MissedLesson
from storage.models import Presence


def render(_: Words, news: AttendanceNews) -> Screen:
    """``Әлихан: absent, Algebra, lesson 1``; several lessons of a day are one message."""
    blocks = [_fact(_, lesson) for lesson in news.lessons]
    text = Markup("\n").join(
        [headed(_, news.student, news.school, news.is_own, blocks), escape(_.day(news.day))]
    )
    return Screen(text, (row(Button(_("Absences"), Action(Place.ABSENCES, news.student.id))),))


def _fact(_: Words, lesson: MissedLesson) -> Markup:
    name = subject_name(_, lesson.subject)
    match lesson.presence:
        case Presence.ABSENT:
            return _("absent, {subject}, lesson {number}", subject=name, number=lesson.number)
        case Presence.LATE:
            return _("late, {subject}, lesson {number}", subject=name, number=lesson.number)
        case None:
            return _("corrected, was present: {subject}, lesson {number}", subject=name, number=lesson.number)
