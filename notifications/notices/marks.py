"""The notice of new, changed and removed marks."""

from collections.abc import Iterable

from markupsafe import Markup

from handlers.screens import Action, Button, Place, Screen, row
from handlers.screens.lessons import work_name
from handlers.screens.menu import subject_name
from locales import Words
from notifications.notices.naming import headed
from services.news.marks import MarkChange, MarksNews
from storage.models import Student, Subject


def render(_: Words, news: MarksNews) -> Screen:
    """``Әлихан: Алгебра 5``, and what it was given for; several marks are one message."""
    blocks = [_block(_, change) for change in news.changes]
    button = to_marks(_, news.student, (change.given.subject for change in news.changes))
    text = headed(_, news.student, news.school, news.is_own, blocks)
    return Screen(text, (row(button),))


def _block(_: Words, change: MarkChange) -> Markup:
    given = change.given
    lines = [_fact(_, change), _("{work}, {day}", work=work_name(_, given), day=_.date(given.day))]
    if given.comment:
        lines.append(Markup("💬 {}").format(given.comment))
    return Markup("\n").join(lines)


def _fact(_: Words, change: MarkChange) -> Markup:
    name, value = subject_name(_, change.given.subject), change.given.value
    if change.is_comment_only:
        return _("<b>{subject} {value}</b>, new comment", subject=name, value=value)
    return what_became(_, name, value, change.before, is_removed=change.is_removed)


def what_became(_: Words, subject: str, value: str, before: str | None, *, is_removed: bool) -> Markup:
    """``Algebra 5`` for a new mark, ``Algebra 4 → 5`` for a changed one, and that one was removed."""
    if is_removed:
        return _("<b>{subject}</b>, mark {value} removed", subject=subject, value=value)
    if before is None:
        return _("<b>{subject} {value}</b>", subject=subject, value=value)
    return _("<b>{subject} {before} → {value}</b>", subject=subject, before=before, value=value)


def to_marks(_: Words, student: Student, subjects: Iterable[Subject], term_id: int | None = None) -> Button:
    """To the marks of the one subject or, of several, to all; of the term to show today, or of the one named."""
    found = {subject.id: subject for subject in subjects}
    if len(found) > 1:
        return Button(_("All marks"), Action(Place.MARKS, student.id, item=term_id))
    (subject,) = found.values()
    term = None if term_id is None else str(term_id)
    label = _("Marks: {subject}", subject=subject_name(_, subject))
    return Button(label, Action(Place.SUBJECT, student.id, item=subject.id, value=term))
