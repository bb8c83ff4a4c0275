"""The notice of new, changed and removed marks."""

from markupsafe import Markup

from handlers.screens import Action, Button, Place, Screen, row
from handlers.screens.lessons import work_name
from handlers.screens.menu import subject_name
from locales import Words
from notifications.notices.naming import headed
from services.news.marks import MarkChange, MarksNews


def render(_: Words, news: MarksNews) -> Screen:
    """``Әлихан: Алгебра 5``, and what it was given for; several marks are one message."""
    blocks = [_block(_, change) for change in news.changes]
    text = headed(_, news.student, news.school, news.is_own, blocks)
    return Screen(text, (row(_button(_, news)),))


def _block(_: Words, change: MarkChange) -> Markup:
    given = change.given
    lines = [_fact(_, change), _("{work}, {day}", work=work_name(_, given), day=_.date(given.day))]
    if given.comment:
        lines.append(Markup("💬 {}").format(given.comment))
    return Markup("\n").join(lines)


def _fact(_: Words, change: MarkChange) -> Markup:
    name, value = subject_name(_, change.given.subject), change.given.value
    if change.is_removed:
        return _("<b>{subject}</b>, mark {value} removed", subject=name, value=value)
    if change.is_new:
        return _("<b>{subject} {value}</b>", subject=name, value=value)
    if change.is_comment_only:
        return _("<b>{subject} {value}</b>, new comment", subject=name, value=value)
    return _("<b>{subject} {before} → {value}</b>", subject=name, before=change.before, value=value)


def _button(_: Words, news: MarksNews) -> Button:
    subjects = {change.given.subject.id: change.given.subject for change in news.changes}
    if len(subjects) > 1:
        return Button(_("All marks"), Action(Place.MARKS, news.student.id))
    (subject,) = subjects.values()
    label = _("Marks: {subject}", subject=subject_name(_, subject))
    return Button(label, Action(Place.SUBJECT, news.student.id, item=subject.id))
