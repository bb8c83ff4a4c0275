"""The whole product, running: the stand-in, the store, the application, and a clock to turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app import App, build
from bot.settings import Settings
from bot.webhook import Webhook
from demo.phone.cards import Card, Part
from demo.phone.page import add_page
from demo.telegram.app import build_app
from demo.telegram.limits import Limits
from demo.telegram.people import Person
from demo.telegram.serving import serving
from demo.telegram.stand_in import StandIn
from storage.database import Database
from tests.cast import Cast, build_cast
from tests.chat import SECRET
from tests.clock import Clock
from tests.e2e.phone import Phone

TOKEN = "42:TEST"
PATIENCE = 20.0
"""Seconds after which something that should have happened did not."""
SETTLE_SECONDS = 300
CARDS = [
    Card(101, "Айгерім", Part.MOTHER, "en"),
    Card(102, "Марат", Part.FATHER, "en"),
    Card(201, "Елена", Part.TEACHER, "en"),
]
"""Who can be chosen on the phone page."""


class Door:
    """The web address of the application, which stays the same when the application restarts."""

    def __init__(self) -> None:
        self.app: object = None

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        await self.app(scope, receive, send)  # type: ignore[operator]


class World:
    """One school day: ``world.phone(…)``, ``world.clock.advance(…)``, ``await world.delivers()``.

    The bot asks for updates over real HTTP in the background. The outbox is emptied when a test
    says so, since a test has to see what is *not* sent, too.
    """

    def __init__(self, stand_in: StandIn, clock: Clock, cast: Cast, settings: Settings, door: Door) -> None:
        self.stand_in = stand_in
        self.clock = clock
        self.cast = cast
        self.settings = settings
        self.paced = False
        """Whether the bot keeps Telegram's pace: a second between two messages into one chat."""
        self._door = door
        self._app: App | None = None
        self._poll: asyncio.Task[None] | None = None

    @property
    def app(self) -> App:
        assert self._app is not None, "the application is not running"
        return self._app

    @property
    def phone_url(self) -> str:
        """Where the phone page is: at the stand-in's own address."""
        return self.settings.telegram_api

    @property
    def web_url(self) -> str:
        return self.settings.web_url

    async def starts(self) -> None:
        """Bring the application up, as ``diary run`` does."""
        self._app = build(self.settings, self.clock, paced=self.paced)
        self._door.app = self._app.web
        if self.settings.webhook:
            self._door.app = Webhook(self._app.web, self._app.updates, self.settings.secret)
        await self._app.introduction.make()
        if not self.settings.webhook:
            self._poll = asyncio.create_task(self._app.updates.poll())

    async def stops(self) -> None:
        """Take the application down in the middle of whatever it does."""
        if self._poll is not None:
            self._poll.cancel()
            await asyncio.wait([self._poll])
            self._poll = None
        if self._app is not None:
            await self._app.close()
            self._app = None

    async def restarts(self) -> None:
        await self.stops()
        await self.starts()

    async def settled(self) -> None:
        """Until every update is saved and every reply is out; at once when nothing is running."""
        if self._app is None:
            return
        async with asyncio.timeout(PATIENCE):
            waiting = asyncio.create_task(self.stand_in.updates.until_confirmed())
            both = {waiting} | ({self._poll} if self._poll else set())
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if self._poll is not None and self._poll.done():
                waiting.cancel()
                self._poll.result()
            await waiting
            await self._app.updates.close()

    async def delivers(self) -> int:
        """Send whatever is due at this moment; how many messages were taken in hand."""
        sent = 0
        async with asyncio.timeout(PATIENCE):
            while taken := await self.app.delivery.deliver_due():
                sent += taken
        return sent

    def phone(self, person_id: int, name: str, language: str = "en") -> Phone:
        return Phone(self.stand_in, Person(person_id, name, language=language), self.settled)

    def phone_of(self, address: str, name: str) -> Phone:
        """The phone of somebody who joined before the story begins."""
        phone = self.phone(int(address), name)
        phone.talk.person.has_written = True
        return phone

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """The store, for what a story takes as given."""
        database = Database(self.settings.database_url)
        try:
            async with database.transaction() as session:
                yield session
        finally:
            await database.dispose()


@asynccontextmanager
async def opened(
    database_url: str, clock: Clock, *, webhook: bool = False, paced: bool = False
) -> AsyncIterator[World]:
    """The cast at home and at school, all reading English; the application runs."""
    stand_in = StandIn(TOKEN, clock=clock, limits=Limits(enabled=paced))
    door = Door()
    async with AsyncExitStack() as stack:
        page = build_app(stand_in)
        add_page(page, stand_in, CARDS, "http://127.0.0.1")
        telegram = await stack.enter_async_context(serving(page))
        web = await stack.enter_async_context(serving(door))
        stack.push_async_callback(stand_in.close)
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            bot_token=SecretStr(TOKEN),
            telegram_api=telegram,
            database_url=database_url,
            web_url=web,
            web_listen="127.0.0.1:0",
            secret_key=SecretStr(SECRET.decode()),
            settle_seconds=SETTLE_SECONDS,
            webhook=webhook,
        )
        world = World(stand_in, clock, await _stored_cast(database_url), settings, door)
        world.paced = paced
        await world.starts()
        stack.push_async_callback(world.stops)
        yield world


async def _stored_cast(database_url: str) -> Cast:
    database = Database(database_url)
    async with database.transaction() as session:
        cast = await build_cast(session)
        for account in (
            cast.mother_account,
            cast.father_account,
            cast.student_account,
            cast.other_mother_account,
            cast.teacher_account,
            cast.class_teacher_account,
            cast.curator_account,
            cast.administrator_account,
        ):
            account.language = "en"
    await database.dispose()
    return cast
