"""A stand-in on a free port, aiogram's own client for it, and somebody with a phone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.phone.cards import Card, Part, Slip, hand_out
from demo.phone.page import add_page
from demo.telegram import actions
from demo.telegram.app import build_app
from demo.telegram.limits import Limits
from demo.telegram.serving import serving
from demo.telegram.stand_in import StandIn
from tests.clock import Clock

TOKEN = "42:TEST"
MOTHER = 101
CARDS = [
    Card(MOTHER, "Айгерім", Part.MOTHER, "kk", "7 «А»", (Slip("ABCD-EFGH-JKLM", "Әлихан", "14.03.2013"),)),
    Card(102, "Елена Ким", Part.TEACHER, "ru", "Алгебра", user_name="kim", password="tail-of-a-comet"),
]


@dataclass
class Timer:
    """Seconds that pass only when a test says so."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def stand_in(clock: Clock, timer: Timer) -> StandIn:
    """A bot with two people: Aigerim has written to it once, Elena never; limits are off."""
    stand_in = StandIn(TOKEN, clock=clock, limits=Limits(enabled=False, timer=timer))
    hand_out(stand_in, CARDS)
    actions.writes(stand_in, MOTHER, "/start")
    return stand_in


class Exchange:
    """One server for all tests; each test connects its own application. Starting one costs half a second."""

    def __init__(self) -> None:
        self.application: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.application is not None
        await self.application(scope, receive, send)


@pytest_asyncio.fixture(scope="session")
async def exchange() -> AsyncIterator[tuple[Exchange, AiohttpSession]]:
    """The server, and aiogram's session for it."""
    exchange = Exchange()
    async with serving(exchange) as address:
        client = AiohttpSession(api=TelegramAPIServer.from_base(address))
        yield exchange, client
        await client.close()


@pytest_asyncio.fixture
async def address(stand_in: StandIn, exchange: tuple[Exchange, AiohttpSession]) -> AsyncIterator[str]:
    """Where the stand-in answers over real HTTP."""
    app = build_app(stand_in)
    add_page(app, stand_in, CARDS, "http://127.0.0.1:8000")
    exchange[0].application = app
    yield exchange[1].api.base.partition("/bot")[0]
    await stand_in.close()


@pytest_asyncio.fixture
async def bot(address: str, exchange: tuple[Exchange, AiohttpSession]) -> Bot:
    """aiogram's client, pointed at the stand-in as the product points it."""
    return Bot(TOKEN, session=exchange[1])


@pytest_asyncio.fixture
async def http(address: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A client without aiogram: for requests that aiogram would never make."""
    async with aiohttp.ClientSession(address) as client:
        yield client
