"""News of a child as one message, named as a lock screen may show it."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.screens.naming import child_name
from handlers.screens.pages import paginate
from locales import Words
from storage.models import School, Student


def headed(_: Words, student: Student, school: School, is_own: bool, news: Sequence[Markup]) -> Markup:
    """The news as one message: first whose they are and the first of them, as a lock screen shows it.

    A student's own chat needs no name. What is too much for one message stands in the diary.
    """
    first, *rest = news
    if not is_own:
        first = _("{child}: {news}", child=child_name(_, student, school), news=first)
    pages = paginate([first, *rest], gap="\n\n" if any("\n" in block for block in news) else "\n")
    if len(pages) == 1:
        return pages[0]
    return Markup("\n\n").join([pages[0], _("The rest is in the diary.")])
