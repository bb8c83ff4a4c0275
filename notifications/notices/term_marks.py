"""The notice of new, changed and removed marks of terms, exams, credits and course papers, and of final marks."""

from markupsafe import Markup

from handlers.screens import Screen, row
from handlers.screens.menu import subject_name
from locales import Words
from locales.attestation import attestation_name, with_reason
from locales.papers import paper_name
from locales.terms import term_name
from notifications.notices.marks import to_marks, what_became
from notifications.notices.naming import headed
from services.gradebook import Text
from services.news.term_marks import TermMarkChange, TermMarksNews


def render(_: Words, news: TermMarksNews) -> Screen:
    """``Әлихан: Алгебра 4 · Quarter 1``; a line for each mark, and the way to the latest of these terms."""
    blocks = [_block(_, change) for change in news.changes]
    term = max((change.term for change in news.changes), key=lambda term: (term.ends_on, term.id))
    button = to_marks(_, news.student, (change.subject for change in news.changes), term.id)
    return Screen(headed(_, news.student, news.school, news.is_own, blocks), (row(button),))


def _block(_: Words, change: TermMarkChange) -> Markup:
    fact = what_became(
        _,
        subject_name(_, change.subject),
        _told(_, change.mark),
        None if change.before is None else _told(_, change.before),
        is_removed=change.is_removed,
    )
    return Markup(" · ").join([fact, *_what(_, change)])


def _told(_: Words, mark: Text) -> str:
    return with_reason(_, mark.value, mark.reason, mark.words)


def _what(_: Words, change: TermMarkChange) -> list[Markup]:
    """What the mark is of. A course paper is of no term in a family's eyes."""
    if change.paper is not None:
        return [paper_name(_, change.paper)]
    term = term_name(_, change.term.kind, change.term.number)
    return [term] if change.attestation is None else [attestation_name(_, change.attestation), term]
