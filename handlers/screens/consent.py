"""The words of the consent to personal-data processing (R22).

What is promised here is what the code does: another wording is another ``CONSENT_VERSION``, and
whoever consented to the old one is asked again when joining. A test holds the two together.
"""

from markupsafe import Markup

from handlers.screens.screen import Action, Button, Place, Screen, Style, row
from locales import Words
from services.join_steps import Who


def consent_screen(_: Words, school_name: str, who: Who) -> Screen:
    agree = Button(_("I agree"), Action(Place.CONSENT), style=Style.SUCCESS)
    refuse = Button(_("I do not agree"), Action(Place.REFUSE))
    return Screen(consent_text(_, school_name, who), (row(agree), row(refuse)))


def consent_text(_: Words, school_name: str, who: Who) -> Markup:
    """What is stored, why, who may see it, for how long, and how to withdraw."""
    paragraphs = [
        _("<b>Consent to the processing of personal data</b>"),
        _("Before the diary opens, {school} asks for your consent.", school=school_name),
        _stored(_, who),
        _purpose(_, who),
        _(
            "<b>Who sees it.</b> Staff of the school who need it for their work. It is not sold or passed "
            "on. But every message travels through Telegram, whose servers are in other countries."
        ),
        _for_how_long(_, who),
        _(
            "<b>How to withdraw.</b> At any time: “Settings” → “Leave and forget me”, "
            "or a letter to the school. You may also ask the school what it stores and have it corrected."
        ),
    ]
    if who is Who.STUDENT:
        paragraphs.append(
            _("If you are under age, read this together with a parent: the parent agrees for you.")
        )
    return Markup("\n\n").join(paragraphs)


def _stored(_: Words, who: Who) -> Markup:
    match who:
        case Who.GUARDIAN:
            return _(
                "<b>What is stored.</b> The number of this chat in Telegram, your language and settings, "
                "that the chat is yours and which child's diary it opens, what was sent to you, when, and "
                "whether you read it, what you write to the school here, and this consent. Your phone "
                "number, your name in Telegram and your photo are not stored."
            )
        case Who.STUDENT:
            return _(
                "<b>What is stored.</b> The number of this chat in Telegram, your language and settings, "
                "that the chat is yours and opens your own diary, what was sent to you, when, and "
                "whether you read it, what you write to the school here, and this consent. Your phone "
                "number, your name in Telegram and your photo are not stored."
            )
        case Who.STAFF:
            return _(
                "<b>What is stored.</b> The number of this chat in Telegram, your language and settings, "
                "that the chat is yours, what was sent to you, when, and whether you read it, what you "
                "write to families here, and this consent. Your phone number, your name in Telegram and "
                "your photo are not stored."
            )


def _purpose(_: Words, who: Who) -> Markup:
    if who is Who.STAFF:
        return _(
            "<b>Why.</b> To let only you act under your name, and to bring you answers and notices of the school."
        )
    return _(
        "<b>Why.</b> To open the diary to you and to nobody else, and to send you marks, absences and "
        "messages from the school."
    )


def _for_how_long(_: Words, who: Who) -> Markup:
    match who:
        case Who.GUARDIAN:
            return _(
                "<b>For how long.</b> Until you leave the diary, and at most 30 days after the school ends "
                "your access or the child leaves the school; in backups until they are replaced. Letters "
                "between you and the school and whether they were read, the date of this consent and the "
                "school's own records of the child stay with the school."
            )
        case Who.STUDENT:
            return _(
                "<b>For how long.</b> Until you leave the diary, and at most 30 days after the school ends "
                "your access or you leave the school; in backups until they are replaced. Letters between "
                "you and the school and whether they were read, the date of this consent and the school's "
                "own records stay with the school."
            )
        case Who.STAFF:
            return _(
                "<b>For how long.</b> Until you leave the diary, and at most 30 days after the school ends "
                "your access or you stop working there; in backups until they are replaced. Letters "
                "between you and families and whether they were read, the date of this consent and the "
                "school's own records stay with the school."
            )
