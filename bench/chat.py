"""A tap on the home screen, from update to reply, against a bare aiogram echo."""

from datetime import timedelta
from itertools import count

from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, Chat, Message, Update, User

from bench.measuring import Measure, compare
from bench.scene import SECRET, Scene
from handlers.screens import Action, Place
from handlers.telegram.chat import Edge
from handlers.telegram.dispatcher import build_dispatcher
from handlers.telegram.tap import Tap

TAPS = 20
_numbers = count(1)


async def measure(scene: Scene) -> list[Measure]:
    bot = Bot("42:BENCH")
    diary = build_dispatcher(_edge(scene))
    echo = Dispatcher(disable_fsm=True)
    echo.callback_query.register(_echo)

    async def tap(dispatcher: Dispatcher, place: Place) -> None:
        for _ in range(TAPS):
            reply = await dispatcher.feed_update(bot, _update(scene, place))
            assert isinstance(reply, tuple), reply

    return [
        await compare(
            f"{TAPS} taps on “{place.name.lower()}”",
            lambda place=place: tap(diary, place),  # type: ignore[misc]
            "a bare echo",
            lambda: tap(echo, Place.HOME),
            bound=bound,
        )
        for place, bound in ((Place.HOME, 40), (Place.MARKS, 40))
    ]


async def _echo(query: CallbackQuery) -> tuple[object, ...]:
    return (query.answer(), query.message)


def _edge(scene: Scene) -> Edge:
    return Edge(
        database=scene.database,
        clock=lambda: scene.now,
        secret=SECRET,
        web_url="https://diary.example",
        settle=timedelta(minutes=5),
    )


def _update(scene: Scene, place: Place) -> Update:
    address = int(scene.parent.address)
    user = User(id=address, is_bot=False, first_name="X")
    message = Message(
        message_id=next(_numbers),
        date=scene.now,
        chat=Chat(id=address, type="private"),
        from_user=user,
        text="…",
    )
    query = CallbackQuery(
        id=str(next(_numbers)),
        from_user=user,
        chat_instance="1",
        message=message,
        data=Tap.of(Action(place)).pack(),
    )
    return Update(update_id=next(_numbers), callback_query=query)
