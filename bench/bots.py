"""The bots that are measured, each a process of its own: ``python -m bench.bots diary|echo|screen|sender``.

All they know of the measure is the environment of a real diary.
"""

import asyncio
import logging
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage
from aiogram.types import Message

from bot.app import build
from bot.running import run
from bot.settings import load_settings
from notifications.delivery import IN_FLIGHT


async def diary(*flags: str) -> None:
    """The whole product as ``diary run`` serves it; only ``paced`` keeps it within Telegram's limits."""
    await run(build(load_settings(), paced="paced" in flags))


async def echo() -> None:
    """The least that aiogram can do: give back what was written."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer(message.text or "")

    await dispatcher.start_polling(_bot(), handle_signals=False)


async def screen() -> None:
    """The least that aiogram can do to show a screen: send the one that came on stdin, whatever is written."""
    shown = SendMessage.model_validate_json(sys.stdin.read())
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer(shown.text, parse_mode=shown.parse_mode, reply_markup=shown.reply_markup)

    await dispatcher.start_polling(_bot(), handle_signals=False)


async def sender(first: str, many: str) -> None:
    """Send a message each to so many chats, as many at once as the diary does. The text comes on stdin."""
    text = sys.stdin.read()
    bot = _bot()
    chats = iter(range(int(first), int(first) + int(many)))

    async def work() -> None:
        for chat in chats:
            await bot.send_message(chat, text, parse_mode="HTML")

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    await bot.session.close()


def _bot() -> Bot:
    settings = load_settings()
    api = TelegramAPIServer.from_base(settings.telegram_api)
    return Bot(settings.token, session=AiohttpSession(api=api))


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(
        {"diary": diary, "echo": echo, "screen": screen, "sender": sender}[sys.argv[1]](*sys.argv[2:])
    )
