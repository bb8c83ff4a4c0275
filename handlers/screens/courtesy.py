"""What the diary says when somebody is simply polite to it."""

from handlers.screens.menu import Rows
from handlers.screens.screen import Screen
from locales import Words


def greeting(_: Words, rows: Rows) -> Screen:
    return Screen(_("Hello! What would you like to see?"), rows)


def thanks(_: Words) -> Screen:
    """Who thanks may mean a teacher, and must not believe that it got there."""
    return Screen(
        _("You are welcome! A teacher does not see this: to answer one, press Answer under their message.")
    )
