"""One transaction an update, committed before the reply; refusals become sentences."""

from aiogram import Dispatcher, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message
from aiogram.types import Chat as TelegramChat
from sqlalchemy import func, select

from handlers.screens import Action, Place
from handlers.telegram.adapter import Reply, toast
from handlers.telegram.chat import Chat
from handlers.telegram.middleware import ChatMiddleware
from handlers.telegram.tap import Tap
from services.errors import Forbidden
from storage.database import Database
from storage.models import Channel, JoinAttempt
from tests.cast import Cast
from tests.chat import Phone, edge_of
from tests.clock import Clock


def _attempt(chat: Chat) -> JoinAttempt:
    return JoinAttempt(channel=Channel.TELEGRAM, address=chat.caller.address, at=chat.now)


async def _write(message: Message, chat: Chat) -> Reply:
    chat.session.add(_attempt(chat))
    return (message.answer("written"),)


async def _write_and_refuse(message: Message, chat: Chat) -> Reply:
    chat.session.add(_attempt(chat))
    await chat.session.flush()
    raise Forbidden


async def _write_on_tap(query: CallbackQuery, chat: Chat) -> Reply:
    chat.session.add(_attempt(chat))
    await chat.session.flush()
    return toast(query, "tapped")


def _phone(database: Database, clock: Clock, address: str) -> Phone:
    dispatcher = Dispatcher(disable_fsm=True)
    middleware = ChatMiddleware(edge_of(database, clock))
    dispatcher.message.outer_middleware(middleware)
    dispatcher.callback_query.outer_middleware(middleware)
    router = Router()
    router.message.register(_write, Command("write"))
    router.message.register(_write_and_refuse, Command("refuse"))
    router.callback_query.register(_write_on_tap)
    dispatcher.include_router(router)
    return Phone(dispatcher, address, clock)


async def _written(database: Database) -> int:
    async with database.reading() as session:
        return (await session.scalar(select(func.count()).select_from(JoinAttempt))) or 0


async def test_what_a_handler_wrote_is_saved_before_its_reply_leaves(
    database: Database, clock: Clock
) -> None:
    phone = _phone(database, clock, "101")
    assert await phone.sends("/write") == "written"
    assert await _written(database) == 1, "the reply is only returned here; nothing was sent yet"


async def test_a_refusal_undoes_everything_and_becomes_a_sentence_in_the_readers_language(
    database: Database, stored_cast: Cast, clock: Clock
) -> None:
    phone = _phone(database, clock, stored_cast.mother_account.address)
    assert "ашық емес" in await phone.sends("/refuse")
    assert await _written(database) == 0


async def test_an_update_that_telegram_sent_twice_is_acted_on_once(database: Database, clock: Clock) -> None:
    phone = _phone(database, clock, "101")
    await phone.sends("/write", message_id=77)
    phone.text = ""
    assert await phone.sends("/write", message_id=77) == ""
    assert await _written(database) == 1


async def test_a_tap_that_only_looks_cannot_change_anything(database: Database, clock: Clock) -> None:
    phone = _phone(database, clock, "101")
    await phone.presses(Tap.of(Action(Place.MARKS)).pack())
    assert await _written(database) == 0
    await phone.presses(Tap.of(Action(Place.PICK_CHILD)).pack())
    assert await _written(database) == 1


async def test_garbage_in_a_button_is_treated_as_something_that_might_write(
    database: Database, clock: Clock
) -> None:
    phone = _phone(database, clock, "101")
    for data in ("t:", "t:nonsense::::", "x" * 64, ":::::"):
        await phone.presses(data)
    assert await _written(database) == 4


async def test_groups_are_not_spoken_to(database: Database, clock: Clock) -> None:
    phone = _phone(database, clock, "101")
    phone.chat = TelegramChat(id=-100, type="supergroup")
    assert await phone.sends("/write") == ""
    assert await _written(database) == 0
