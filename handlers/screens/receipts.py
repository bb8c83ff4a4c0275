"""What became of what staff wrote: receipts, what was sent, the answers that came."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from handlers.screens.menu import staff_button
from handlers.screens.pages import choose, one_line, paginate, turning
from handlers.screens.screen import Action, Button, Place, Screen, row
from locales import Words
from locales.unbroken import group_name
from services.inbox import Answer
from services.receipts import Receipt, Receipts, Sent, State
from storage.models import Audience, Group, Message, MessageKind, Student

BEGINNING = 60
"""Characters of a text that are enough to know which message it was."""
LABEL = 45


def receipts_screen(
    _: Words, receipts: Receipts, zone: ZoneInfo, now: datetime, page: str | None = None
) -> Screen:
    """Totals, then names: first who is missing, for they are the ones to call."""
    pages = paginate(_blocks(_, receipts))
    number = choose(pages, page)
    to = Action(Place.RECEIPTS, item=receipts.message.id)
    again = Action(Place.RECEIPTS, item=receipts.message.id, value=str(number))
    return Screen(
        Markup("\n\n").join([_receipts_head(_, receipts, zone, now), *pages[number - 1 : number]]),
        (
            turning(_, to, number, len(pages)),
            row(Button(_("🔄 Refresh"), again)),
            row(Button(_("📤 Sent"), Action(Place.SENT)), staff_button(_)),
        ),
    )


def sent_screen(_: Words, sent: Sequence[Sent], zone: ZoneInfo) -> Screen:
    """The latest announcements and letters; each opens its receipts."""
    back = row(staff_button(_))
    if not sent:
        return Screen(_("You have not written to families yet."), (back,))
    blocks = [_sent_line(_, number, one, zone) for number, one in enumerate(sent, 1)]
    buttons = [
        row(
            Button(_("{number}. Who has read it", number=number), Action(Place.RECEIPTS, item=one.message.id))
        )
        for number, one in enumerate(sent, 1)
    ]
    text = Markup("\n\n").join([_("<b>Sent</b>"), *blocks])
    return Screen(text, (*buttons, back))


def answers_screen(_: Words, answers: Sequence[Answer], zone: ZoneInfo) -> Screen:
    """What families answered, not yet answered back first; each opens to be read and answered."""
    back = row(staff_button(_))
    if not answers:
        return Screen(_("No answers yet. When a family answers you, it arrives here by itself."), (back,))
    lines = [_answer_line(_, number, answer, zone) for number, answer in enumerate(answers, 1)]
    buttons = [
        row(
            Button(
                Markup("{}. {}").format(number, one_line(_author(answer) or answer.message.text, LABEL)),
                Action(Place.ANSWER, item=answer.recipient.id),
            )
        )
        for number, answer in enumerate(answers, 1)
    ]
    return Screen(Markup("\n\n").join([_("<b>Answers</b>"), *lines]), (*buttons, back))


def _receipts_head(_: Words, receipts: Receipts, zone: ZoneInfo, now: datetime) -> Markup:
    message = receipts.message
    whom = _whom(_, message, receipts.group, receipts.child)
    return Markup("\n").join(
        (
            Markup("<b>{}</b> · {}").format(whom, _.moment(message.sent_at, zone)),
            Markup("<i>{}</i>").format(one_line(message.text, BEGINNING)),
            _totals(_, receipts),
            _("As of {time}.", time=_.time(now.astimezone(zone).time())),
        )
    )


def _blocks(_: Words, receipts: Receipts) -> list[Markup]:
    """A block of names for each state that somebody is in."""
    blocks = (
        _people(_("<b>Not reached: no chat</b>"), receipts.of(State.NOT_REACHED)),
        _people(_("<b>On the way</b>"), receipts.of(State.ON_THE_WAY)),
        _people(_("<b>Received, not read yet</b>"), receipts.of(State.RECEIVED)),
        _people(_("<b>Read</b>"), receipts.of(State.READ)),
    )
    return [block for block in blocks if block is not None]


def _totals(_: Words, receipts: Receipts) -> Markup:
    read = len(receipts.of(State.READ))
    received = read + len(receipts.of(State.RECEIVED))
    return _(
        "Received by {received} of {people}, read by {read}.",
        received=received,
        people=len(receipts.people),
        read=read,
    )


def _people(title: Markup, people: Sequence[Receipt]) -> Markup | None:
    if not people:
        return None
    heading = Markup("{}: {}").format(title, len(people))
    return Markup("\n").join([heading, *(escape(_name(receipt)) for receipt in people)])


def _name(receipt: Receipt) -> str:
    name = one_line(receipt.person.short_name, 50)
    children = ", ".join(child.first_name for child in receipt.children)
    return f"{name} ({one_line(children, 30)})" if children else name


def _whom(_: Words, message: Message, group: Group | None, child: Student | None) -> Markup:
    """Whom a message was for, short enough for a list."""
    if message.kind is MessageKind.LETTER:
        if child is None:
            return _("To parents")
        return _("To the parents of {name}", name=one_line(child.short_name, 40))
    name = group_name(one_line(group.name, 30)) if group else "—"
    match message.audience:
        case Audience.STUDENTS:
            return _("{group}, students", group=name)
        case Audience.BOTH:
            return _("{group}, parents and students", group=name)
    return _("{group}, parents", group=name)


def _sent_line(_: Words, number: int, sent: Sent, zone: ZoneInfo) -> Markup:
    counts = _(
        "Received by {received} of {people}, read by {read}.",
        received=sent.received,
        people=sent.recipients,
        read=sent.read,
    )
    head = Markup("{}. <b>{}</b> · {}").format(
        number, _whom(_, sent.message, sent.group, sent.child), _.moment(sent.message.sent_at, zone)
    )
    return Markup("\n").join((head, escape(one_line(sent.message.text, BEGINNING)), counts))


def _answer_line(_: Words, number: int, answer: Answer, zone: ZoneInfo) -> Markup:
    author = _author(answer)
    child = one_line(answer.child.short_name, 40) if answer.child else None
    who = " · ".join(part for part in (author, child if child != author else None) if part)
    sign = "✓" if answer.is_answered else ("💬" if answer.recipient.read_at else "🆕")
    head = Markup("{}. {} <b>{}</b> · {}").format(number, sign, who, _.moment(answer.message.sent_at, zone))
    return Markup("\n").join((head, escape(one_line(answer.message.text, BEGINNING))))


def _author(answer: Answer) -> str | None:
    person = answer.guardian or answer.child
    return one_line(person.short_name, 40) if person else None
