"""What the chat says of families without an access code: on the staff menu and in a reminder (R21)."""

from markupsafe import Markup

from locales import Words
from services.waiting_lists import ClassWaits


def codes_line(_: Words, waits: ClassWaits) -> Markup | None:
    """How many wait too long, else by when the next code is due, and where codes come from; one line."""
    if late := late_line(_, waits):
        return _("🔑 {late} Print the slips: web form, “Classes”.", late=late)
    if waits.due_on is None:
        return None
    return _(
        "🔑 {n} person has no code yet, due {day}: web form, “Classes”.",
        "🔑 {n} people have no code yet, due {day}: web form, “Classes”.",
        len(waits.people),
        day=_.date(waits.due_on),
    )


def late_line(_: Words, waits: ClassWaits) -> Markup | None:
    """How many wait longer than the regulation allows; nothing where nobody does."""
    if not waits.late or waits.within is None:
        return None
    span = _("for more than {n} day", "for more than {n} days", waits.within)
    return _("Without a code {span}: {count}.", span=span, count=waits.late)
