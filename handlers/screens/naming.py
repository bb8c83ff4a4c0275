"""How a child is named where anybody may read over one's shoulder."""

from markupsafe import Markup

from handlers.screens.pages import one_line
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
