"""A message between school and family as its recipient sees it, and answering it."""

from markupsafe import Markup, escape

from handlers.screens.menu import home_button, staff_button
from handlers.screens.naming import child_name
from handlers.screens.pages import one_line
from handlers.screens.screen import Action, Button, Place, Screen, row
from locales import Words
from locales.unbroken import group_name
from services.inbox import Author, Incoming, Setting
from services.leading import Led
from storage.models import Group, LeaderKind, NameOnScreen, Relation, School, StaffMember, Student

QUOTE = 120
"""Characters of the answered text that are shown above an answer: enough to know which it was."""


def incoming_screen(_: Words, incoming: Incoming) -> Screen:
    """Who writes, about which child, the text; below it Read until it is read, and Answer."""
    item = incoming.recipient.id
    read_at = incoming.recipient.read_at
    read = Button(_("✓ Read"), Action(Place.READ_MESSAGE, item=item))
    answer = Button(_("✍️ Answer"), Action(Place.REPLY, item=item))
    tail = None if read_at is None else _("<i>✓ Read</i>")
    text = letter_text(
        _head(_, incoming.setting),
        _about(_, incoming),
        _quote(_, incoming.setting.answers),
        incoming.message.text,
        tail,
    )
    return Screen(text, (row(answer if read_at else read, None if read_at else answer),))


def preview_screen(_: Words, led: Led, child: Student | None, text: str) -> Screen:
    """The message exactly as it will arrive, without its buttons: nothing is sent yet."""
    about = None if child is None else about_line(_, child, led.school)
    return Screen(letter_text(leader_line(_, led.staff, led.kind, led.group.name), about, None, text, None))


def letter_text(
    head: Markup, about: Markup | None, quote: Markup | None, text: str, tail: Markup | None
) -> Markup:
    """The parts under one another. The text is shown as it was typed."""
    above = Markup("\n").join(part for part in (head, about, quote) if part is not None)
    parts = (above, escape(text), tail)
    return Markup("\n\n").join(part for part in parts if part is not None)


def ask_reply_screen(_: Words, incoming: Incoming) -> Screen:
    name = author_name(incoming.author)
    asked = (
        _("Write your answer. Only the person who wrote to you gets it.")
        if name is None
        else _("Write your answer to <b>{name}</b>. Nobody else gets it.", name=name)
    )
    return Screen(asked, (row(cancel_button(_)),))


def replied_screen(_: Words, name: str | None, item: int) -> Screen:
    """The proof that the answer is on its way, and the way to add something."""
    sent = _("✓ Your answer is sent.") if name is None else _("✓ Sent to {name}.", name=name)
    more = Button(_("✍️ Write more"), Action(Place.REPLY, item=item))
    return Screen(sent, (row(more),))


def only_text_screen(_: Words) -> Screen:
    """The answer to a sticker, a photo or a voice message where a text is awaited."""
    return Screen(
        _("Only text can be passed on. Write it in words; your message is not sent yet."),
        (row(cancel_button(_)),),
    )


def cancelled_screen(_: Words, *, is_staff: bool) -> Screen:
    way_on = staff_button(_) if is_staff else home_button(_)
    return Screen(_("Stopped. Anything not sent yet stays unsent."), (row(way_on),))


def cancel_button(_: Words) -> Button:
    return Button(_("✕ Cancel"), Action(Place.CANCEL))


def author_name(author: Author) -> str | None:
    """How to name the author politely."""
    if author.staff is not None:
        return staff_name(author.staff)
    person = author.guardian or author.student
    return None if person is None else one_line(person.short_name)


def staff_name(staff: StaffMember) -> str:
    """Given name and patronymic; who has no patronymic is not called by the given name alone."""
    return one_line(staff.polite_name if staff.patronymic else staff.short_name)


def leader_line(_: Words, staff: StaffMember, kind: LeaderKind | None, group: str) -> Markup:
    """Who writes, and as what: the part that a lock screen shows."""
    name, group = staff_name(staff), group_name(one_line(group))
    if kind is LeaderKind.CLASS_TEACHER:
        return _("<b>{name}</b>, class teacher of {group}", name=name, group=group)
    if kind is LeaderKind.CURATOR:
        return _("<b>{name}</b>, curator of {group}", name=name, group=group)
    return _("<b>{name}</b>, school", name=name)


def about_line(_: Words, child: Student, school: School) -> Markup:
    """The child a letter is about, as much of the name as the school lets a lock screen show."""
    if school.name_on_screen is NameOnScreen.HIDDEN:
        return _("About your child")
    return _("About: {name}", name=child_name(_, child, school))


def relative_line(_: Words, name: str, relation: Relation | None, child: str) -> Markup:
    """Which relative of which child: ``<b>Нұрланова Айгерім</b> (анасы), Нұрланов Әлихан, 7 «А»``."""
    match relation:
        case Relation.MOTHER:
            return _("<b>{name}</b> (mother), {child}", name=name, child=child)
        case Relation.FATHER:
            return _("<b>{name}</b> (father), {child}", name=name, child=child)
        case Relation.GRANDPARENT:
            return _("<b>{name}</b> (grandparent), {child}", name=name, child=child)
        case Relation.GUARDIAN:
            return _("<b>{name}</b> (legal guardian), {child}", name=name, child=child)
    return Markup("<b>{}</b>, {}").format(name, child)


def _head(_: Words, setting: Setting) -> Markup:
    author, child, group = setting.author, setting.child, setting.group
    if author.staff is not None:
        return leader_line(_, author.staff, author.leads, group.name if group else "")
    name = author_name(author)
    if name is None:
        return Markup("<b>{}</b>").format(one_line(setting.school.name))
    if author.guardian is not None and child is not None:
        return relative_line(_, name, author.relation, _in_group(child, group))
    if author.student is not None:
        return Markup("<b>{}</b>").format(_in_group(author.student, group))
    return Markup("<b>{}</b>").format(name)


def _in_group(child: Student, group: Group | None) -> str:
    name = one_line(child.short_name)
    return f"{name}, {group_name(one_line(group.name))}" if group else name


def _about(_: Words, incoming: Incoming) -> Markup | None:
    """The child, when staff write to a guardian; elsewhere the head names it or the child reads."""
    setting = incoming.setting
    if setting.child is None or setting.author.staff is None or incoming.recipient.guardian_id is None:
        return None
    return about_line(_, setting.child, setting.school)


def _quote(_: Words, answered: str | None) -> Markup | None:
    if answered is None:
        return None
    return Markup("<blockquote>{}</blockquote>").format(one_line(answered, QUOTE))
