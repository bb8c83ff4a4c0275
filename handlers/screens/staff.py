"""The staff menu: what a member of staff can do in the chat, and the way into the web form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from markupsafe import Markup

from handlers.screens.codes import codes_line
from handlers.screens.menu import home_button, staff_button
from handlers.screens.messages import staff_name
from handlers.screens.pages import one_line
from handlers.screens.screen import Action, Button, Place, Screen, row
from locales import Words
from locales.unbroken import group_name
from services.leading import Led
from services.waiting_lists import ClassWaits
from storage.models import LeaderKind, School, StaffMember


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody works and what they lead, over all their schools."""

    workplaces: Sequence[tuple[StaffMember, School]]
    led: Sequence[Led]
    unread: int
    """Answers from families not read yet."""
    has_children: bool
    """Whether the same account reads a child's diary as well."""
    waits: Mapping[int, ClassWaits] = field(default_factory=dict)
    """By class that one leads, who of it has no code yet."""


def staff_home_screen(_: Words, desk: Desk) -> Screen:
    lines = [_("<b>Staff menu</b>")]
    for staff, school in desk.workplaces:
        lines.append(Markup("{} · {}").format(staff_name(staff), one_line(school.name)))
        for led in desk.led:
            if led.staff.id == staff.id:
                lines.extend(_led_lines(_, desk, led))
    if desk.unread:
        lines.append(_("💬 {n} new answer", "💬 {n} new answers", desk.unread))
    rows = [row(Button(_("💻 Web form"), Action(Place.WEB_LOGIN)))]
    if desk.led:
        rows.append(
            row(
                Button(_("📣 Announcement"), Action(Place.ANNOUNCE)),
                Button(_("📉 Low performance"), Action(Place.FAILING)),
            )
        )
    rows.append(
        row(
            Button(_("📤 Sent"), Action(Place.SENT)),
            Button(_("💬 Answers"), Action(Place.ANSWERS)),
        )
    )
    rows.append(row(home_button(_) if desk.has_children else None))
    return Screen(Markup("\n").join(lines), tuple(rows))


def choose_workplace_screen(_: Words, workplaces: Sequence[tuple[StaffMember, School]]) -> Screen:
    """For staff of several schools: whose gradebook to open."""
    rows = [
        row(Button(one_line(school.name, 50), Action(Place.WEB_LOGIN, item=staff.id)))
        for staff, school in workplaces
    ]
    return Screen(_("Which school?"), (*rows, row(staff_button(_))))


def web_login_screen(_: Words, school: School, url: str) -> Screen:
    """The one-time link, as a button and as text: some clients refuse buttons to local addresses."""
    lines = (
        _("<b>Web form</b> · {school}", school=one_line(school.name)),
        _("The link works once, within 5 minutes. Do not pass it on: it opens your gradebook."),
        Markup("<code>{}</code>").format(url),
    )
    button = Button(_("💻 Open the web form"), url=url) if fits_a_button(url) else None
    return Screen(Markup("\n").join(lines), (row(button), row(staff_button(_))))


def fits_a_button(url: str) -> bool:
    """Whether a messenger takes the address in a button: it refuses hosts that are bare names."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")


def _led_lines(_: Words, desk: Desk, led: Led) -> Iterator[Markup]:
    yield _leads_line(_, led)
    waits = desk.waits.get(led.group.id)
    if waits is not None and (line := codes_line(_, waits)) is not None:
        yield line


def _leads_line(_: Words, led: Led) -> Markup:
    group = group_name(one_line(led.group.name))
    if led.kind is LeaderKind.CURATOR:
        return _("Curator of {group}", group=group)
    return _("Class teacher of {group}", group=group)
