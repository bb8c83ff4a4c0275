"""The notice of a lesson that its teacher has moved, cancelled or restored, to the deputy heads."""

from markupsafe import Markup

from handlers.screens import Screen
from handlers.screens.pages import one_line, paginate
from locales import Words
from locales.unbroken import group_name
from services.news.lesson_changes import LessonChangeNews
from storage.models import LessonStatus


def render(_: Words, news: LessonChangeNews) -> Screen:
    """``7 «А», Algebra: lesson moved``, from where to where, and who moved it."""
    was = _("{day}, lesson {number}", day=_.date(news.was_day), number=news.was_number)
    blocks = [_head(_, news), was, *_where(_, news), Markup("{}").format(one_line(news.teacher))]
    return Screen(paginate(blocks, gap="\n")[0])


def _head(_: Words, news: LessonChangeNews) -> Markup:
    """What a lock screen shows of it: whose lesson, and what became of it."""
    course = news.lesson.course
    group, subject = group_name(course.group.name), one_line(course.subject.name_in(_.language))
    if news.lesson.status is LessonStatus.CANCELLED:
        return _("{group}, {subject}: lesson cancelled", group=group, subject=subject)
    if news.was_cancelled:
        return _("{group}, {subject}: lesson restored", group=group, subject=subject)
    return _("{group}, {subject}: lesson moved", group=group, subject=subject)


def _where(_: Words, news: LessonChangeNews) -> list[Markup]:
    lesson = news.lesson
    if lesson.status is LessonStatus.CANCELLED or news.was_cancelled:
        return []
    if (lesson.on_day, lesson.number) == (news.was_day, news.was_number):
        return [_("It is held in another room.")]
    return [_("Now: {day}, lesson {number}", day=_.date(lesson.on_day), number=lesson.number)]
