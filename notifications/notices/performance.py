"""The notice of low performance, with the numbers it stands on."""

from handlers.screens import Action, Button, Place, Screen, row
from handlers.screens.findings import finding_line
from locales import Words
from notifications.notices.naming import headed
from services.news.performance import PerformanceNews


def render(_: Words, news: PerformanceNews) -> Screen:
    """``Әлихан: Algebra: average 2.67 of 6 marks``; a line for each finding."""
    blocks = [finding_line(_, finding) for finding in news.findings]
    text = headed(_, news.student, news.school, news.is_own, blocks)
    subjects = {finding.subject.id for finding in news.findings}
    if len(subjects) > 1:
        action = Action(Place.MARKS, news.student.id)
    else:
        action = Action(Place.SUBJECT, news.student.id, item=subjects.pop())
    return Screen(text, (row(Button(_("Open the marks"), action)),))
