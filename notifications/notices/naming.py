"""How a child is named where anybody may read over one's shoulder."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.screens.pages import one_line, paginate
from locales import Words
from storage.models import NameOnScreen, School, Student

NAME_ROOM = 30


def child_name(_: Words, student: Student, school: School) -> Markup | str:
    """As much of the name as the school lets appear on a lock screen."""
    match school.name_on_screen:
        case NameOnScreen.FULL:
            return one_line(student.short_name, NAME_ROOM)
        case NameOnScreen.FIRST:
            return one_line(student.first_name, NAME_ROOM)
        case NameOnScreen.INITIALS:
            return ". ".join(part[0] for part in (student.first_name, student.last_name) if part) + "."
        case NameOnScreen.HIDDEN:
            return _("Your child")


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
