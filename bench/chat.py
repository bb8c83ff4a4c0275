"""From update to reply over HTTP: the marks of a student with 500 of them, against a bare aiogram echo."""

import statistics
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from bench.measuring import Measure
from bench.scene import Scene
from bench.stage import Watched, running, stage, until_polled
from handlers.screens import Action, Place
from handlers.telegram.tap import Tap

ROUNDS = 300
BURSTS = 3
WORDS = {"diary": "/marks", "echo": "A line that comes back, with as much to read as a screen of marks. " * 7}
"""The echo gives back a text as long as the diary's answer."""


async def measure(scene: Scene) -> list[Measure]:
    async with AsyncExitStack() as stack:
        bots = {name: await _bot(stack, scene, name) for name in ("diary", "echo")}
        chat = scene.chats[0]
        asked = await _in_turns(bots, ROUNDS, lambda bot, name: bot.reply_to(chat, WORDS[name]))
        tapped = await _in_turns(bots, ROUNDS, lambda bot, name: _tap(bot, name, chat))
        burst = await _in_turns(bots, BURSTS, lambda bot, name: bot.replies_to(scene.chats, WORDS[name]))
    many = len(scene.chats)
    return [
        Measure("/marks, update to reply", "a bare echo", asked["diary"], asked["echo"], at_most=2),
        Measure(
            "a tap on “Marks”, update to screen", "a bare echo", tapped["diary"], tapped["echo"], at_most=2
        ),
        Measure(
            f"{many} people ask for marks at once",
            "a bare echo",
            burst["diary"],
            burst["echo"],
            at_least=0.5,
            unit="a second",
        ),
    ]


async def _bot(stack: AsyncExitStack, scene: Scene, name: str) -> Watched:
    stand_in, url = await stack.enter_async_context(stage())
    stand_in.add_people(scene.chats)
    await stack.enter_async_context(running(url, scene.database_url, name))
    await until_polled(stand_in)
    return stand_in


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
    said = [message for message in bot.talks[chat].messages.values() if message.reply_markup]
    marks, home = (Tap.of(Action(place)).pack() for place in (Place.MARKS, Place.HOME))
    await bot.screen_of(chat, said[-1], home)
    return await bot.screen_of(chat, said[-1], marks)
