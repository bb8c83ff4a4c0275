"""The absences screen: totals of a term and every lesson missed or come late to (R5)."""

from itertools import groupby

from markupsafe import Markup

from handlers.screens.lessons import absence_line
from handlers.screens.menu import Reader, day_title, head, paged, subject_name, term_steps, ways_on
from handlers.screens.screen import Action, Place, Screen
from locales import Words
from locales.terms import term_name
from services.diary import Absence, Absences


def absences(_: Words, reader: Reader, view: Absences, page: str | None = None) -> Screen:
    rest = ways_on(_, reader, Place.ABSENCES)
    if view.term is None:
        top = head(_, reader, _("Absences"))
        return Screen(Markup("\n\n").join([top, _("The school year has not begun yet.")]), rest)
    term = term_name(_, view.term.kind, view.term.number)
    top = head(_, reader, _("Absences · {term}", term=term))
    blocks = [_totals(_, view)] if view.items else [_("Nothing missed and never late this term.")]
    blocks += [
        Markup("\n").join(
            [
                Markup("<b>{}</b>").format(day_title(_, day, reader.today)),
                *(_entry(_, item) for item in reversed(list(items))),
            ]
        )
        for day, items in groupby(view.items, key=lambda item: item.day)
    ]
    to = Action(Place.ABSENCES, reader.id, item=view.term.id)
    text, turning = paged(_, top, blocks, to, page)
    terms = {term.id: Action(Place.ABSENCES, reader.id, item=term.id) for term in view.terms}
    return Screen(text, (turning, *term_steps(_, view.terms, view.term, terms), *rest))


def _totals(_: Words, view: Absences) -> Markup:
    """Lessons by kind; the unexcused first, since those want an answer."""
    return Markup("\n").join(
        [
            _("❗ Without excuse: <b>{count}</b>", count=view.unexcused)
            if view.unexcused
            else _("Without excuse: <b>0</b>"),
            _("Excused: <b>{count}</b>", count=view.excused),
            _("Late: <b>{count}</b>", count=view.late),
        ]
    )


def _entry(_: Words, item: Absence) -> Markup:
    return Markup("{}. {} — {}").format(item.number, subject_name(_, item.subject), absence_line(_, item))
