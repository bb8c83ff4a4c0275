"""From update to reply over HTTP: the marks of a student with 500 of them.

Beside a bare aiogram bot that echoes a text as long, and beside one that sends the very same screen,
buttons and all: what is above the second is the price of the diary, what is above the first also that
of a screen.
"""

import statistics
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack

from aiogram.methods import SendMessage
from aiogram.types import Message

from bench.measuring import Measure
from bench.scene import Scene
from bench.stage import Watched, running, stage, until_polled
from handlers.screens import Action, Place
from handlers.telegram.tap import Tap

ROUNDS = 300
BURSTS = 3
A_LINE = "A line that comes back, with as much to read as a screen of marks. " * 7
WORDS = {"diary": "/marks", "echo": A_LINE, "screen": "/marks"}
"""The echo gives back a text as long as the diary's answer."""
BARE = {"echo": "a bare echo", "screen": "a bare bot that sends the same screen"}
Found = Mapping[str, float]


async def measure(scene: Scene) -> list[Measure]:
    chat = scene.chats[0]
    async with AsyncExitStack() as stack:
        bots = {name: await _bot(stack, scene, name) for name in ("diary", "echo")}
        await bots["diary"].reply_to(chat, WORDS["diary"])
        bots["screen"] = await _bot(stack, scene, "screen", text=_said(bots["diary"], chat))
        pair = {name: bots[name] for name in ("diary", "echo")}
        asked = await _in_turns(bots, ROUNDS, lambda bot, name: bot.reply_to(chat, WORDS[name]))
        tapped = await _in_turns(pair, ROUNDS, lambda bot, name: _tap(bot, name, chat))
        burst = await _in_turns(bots, BURSTS, lambda bot, name: bot.replies_to(scene.chats, WORDS[name]))
    at_once = f"{len(scene.chats)} people ask for marks at once"
    return [
        _against("echo", "/marks, update to reply", asked, at_most=2),
        _against("screen", "/marks, update to reply", asked),
        _against("echo", "a tap on “Marks”, update to screen", tapped, at_most=2),
        _against("echo", at_once, burst, at_least=0.5, unit="a second"),
        _against("screen", at_once, burst, unit="a second"),
    ]


def _against(
    name: str, what: str, found: Found, *, at_most: float | None = None, at_least: float | None = None,
    unit: str = "ms",
) -> Measure:  # fmt: skip
    return Measure(what, BARE[name], found["diary"], found[name], at_most, at_least, unit)


async def _bot(stack: AsyncExitStack, scene: Scene, name: str, *, text: str = "") -> Watched:
    stand_in, url = await stack.enter_async_context(stage())
    stand_in.add_people(scene.chats)
    await stack.enter_async_context(running(url, scene.database_url, name, text=text))
    await until_polled(stand_in)
    return stand_in


def _said(bot: Watched, chat: int) -> str:
    """What the bot said last in a chat, as a request that says it again."""
    said = _screens(bot, chat)[-1]
    return SendMessage(
        chat_id=chat, text=said.html_text, parse_mode="HTML", reply_markup=said.reply_markup
    ).model_dump_json(include={"chat_id", "text", "parse_mode", "reply_markup"})


def _screens(bot: Watched, chat: int) -> list[Message]:
    return [message for message in bot.talks[chat].messages.values() if message.reply_markup]


async def _in_turns(
    bots: dict[str, Watched], rounds: int, run: Callable[[Watched, str], Awaitable[float]]
) -> dict[str, float]:
    """The median of each; in turns, so that a busy minute slows both alike. The first is a warm-up."""
    found: dict[str, list[float]] = {name: [] for name in bots}
    for _ in range(rounds + 1):
        for name, bot in bots.items():
            found[name].append(await run(bot, name))
    return {name: statistics.median(values[1:]) for name, values in found.items()}


async def _tap(bot: Watched, name: str, chat: int) -> float:
    """The diary is tapped to and fro, or nothing would change; the echo has no buttons to tap."""
    if name == "echo":
        return await bot.reply_to(chat, WORDS[name])
    marks, home = (Tap.of(Action(place)).pack() for place in (Place.MARKS, Place.HOME))
    await bot.screen_of(chat, _screens(bot, chat)[-1], home)
    return await bot.screen_of(chat, _screens(bot, chat)[-1], marks)
