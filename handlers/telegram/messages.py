"""Messages between school and family in Telegram: having read one, answering, giving up."""

from datetime import timedelta

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.screens import Place
from handlers.screens import messages as screens
from handlers.telegram.adapter import Reply, answer, edit, send
from handlers.telegram.chat import Chat
from handlers.telegram.composing import PREVIEW, TEXT
from handlers.telegram.reporting import REPORT_PREVIEW, REPORT_TEXT
from handlers.telegram.steps import AtStep
from handlers.telegram.tap import Tap
from services import inbox
from services.messages import author_of, reply

REPLY = "reply:text"
WRITING = (TEXT, PREVIEW, REPLY, REPORT_TEXT, REPORT_PREVIEW)
STILL_ANSWERING = timedelta(hours=1)
"""Later than this, what is typed is no longer meant for the teacher."""


def build_router() -> Router:
    """Asked before the diary's plain words: an answer may say “marks”."""
    router = Router(name="messages")
    router.message.register(take_reply, AtStep(REPLY), _is_fresh, F.text)
    router.message.register(only_text, AtStep(REPLY), _is_fresh)
    router.callback_query.register(mark_read, Tap.filter(F.place == Place.READ_MESSAGE))
    router.callback_query.register(ask_reply, Tap.filter(F.place == Place.REPLY))
    router.callback_query.register(cancel, Tap.filter(F.place == Place.CANCEL))
    return router


async def mark_read(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """The message stays where it is, with a ✓ and the way to answer."""
    read = await inbox.mark_read(
        chat.session, caller=chat.caller, recipient_id=callback_data.item, now=chat.now
    )
    return edit(query, screens.incoming_screen(chat.words, read))


async def ask_reply(query: CallbackQuery, callback_data: Tap, chat: Chat) -> Reply:
    """Ask for the answer in a message of its own: what is answered stays in sight, as read.

    Raises ``Forbidden``, and ``AuthorLeft`` before anything is written in vain.
    """
    opened = await inbox.mark_read(
        chat.session, caller=chat.caller, recipient_id=callback_data.item, now=chat.now
    )
    await author_of(chat.session, opened.recipient, opened.message, chat.now)
    await chat.waits_at(REPLY, {"recipient_id": opened.recipient.id})
    asked = send(query.from_user.id, screens.ask_reply_screen(chat.words, opened))
    return (*edit(query, screens.incoming_screen(chat.words, opened)), asked)


async def take_reply(message: Message, chat: Chat) -> Reply:
    """Send the answer. A text that does not fit is refused and the question stays open."""
    assert chat.conversation is not None
    recipient_id = chat.conversation.facts["recipient_id"]
    await reply(
        chat.session, caller=chat.caller, recipient_id=recipient_id, text=message.text or "", now=chat.now
    )
    opened = await inbox.open_message(
        chat.session, caller=chat.caller, recipient_id=recipient_id, now=chat.now
    )
    await chat.is_done()
    return answer(
        message, screens.replied_screen(chat.words, screens.author_name(opened.author), recipient_id)
    )


async def only_text(message: Message, chat: Chat) -> Reply:
    return answer(message, screens.only_text_screen(chat.words))


async def cancel(query: CallbackQuery, chat: Chat) -> Reply:
    """Give up writing. A button under something long sent or given up says the same."""
    if chat.facts_at(*WRITING) is not None:
        await chat.is_done()
    return edit(query, screens.cancelled_screen(chat.words, is_staff=bool(chat.caller.staff)))


def _is_fresh(_message: Message, chat: Chat) -> bool:
    return chat.conversation is not None and chat.now - chat.conversation.updated_at < STILL_ANSWERING
