"""The notice of a message between school and family: it looks as it does in the chat later."""

from handlers.screens import Screen
from handlers.screens.messages import incoming_screen
from locales import Words
from services.inbox import Incoming


def render(_: Words, incoming: Incoming) -> Screen:
    """``Гүлнар Бекқызы, class teacher of 7 «А»``, the text, Read and Answer."""
    return incoming_screen(_, incoming)
