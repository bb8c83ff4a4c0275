"""The notice of a lesson that its teacher has moved, cancelled or restored, to the deputy heads."""

from markupsafe import Markup

from handlers.screens import Screen
from handlers.screens.pages import one_line, paginate
from locales import Words
from locales.unbroken import group_name
from services.news.lesson_changes import LessonChangeNews
from storage.models import LessonStatus


def render(_: Words, news: LessonChangeNews) -> Screen:
    """``A teacher has moved a lesson.``, which lesson, from where to where, and who."""
    lesson = news.lesson
    about = _(
        "{group}, {subject}, {day}, lesson {number}",
        group=group_name(lesson.course.group.name),
        subject=one_line(lesson.course.subject.name_in(_.language)),
        day=_.date(news.was_day),
        number=news.was_number,
    )
    blocks = [_head(_, news), about, *_where(_, news), Markup("{}").format(one_line(news.teacher))]
    return Screen(paginate(blocks, gap="\n")[0])


def _head(_: Words, news: LessonChangeNews) -> Markup:
    if news.lesson.status is LessonStatus.CANCELLED:
        return _("A teacher has cancelled a lesson.")
    if news.was_cancelled:
        return _("A teacher has restored a lesson.")
    return _("A teacher has moved a lesson.")


def _where(_: Words, news: LessonChangeNews) -> list[Markup]:
    lesson = news.lesson
    if lesson.status is LessonStatus.CANCELLED or news.was_cancelled:
        return []
    if (lesson.on_day, lesson.number) == (news.was_day, news.was_number):
        return [_("It is held in another room.")]
    return [_("Now: {day}, lesson {number}", day=_.date(lesson.on_day), number=lesson.number)]
