"""``diary demo``: the stand-in, the phone page, a sample school, and the real application over them."""

import asyncio
import logging
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import build
from bot.clock import Clock, wall_clock
from bot.console import console_words
from bot.running import run, serve
from bot.settings import Settings
from demo.kept import School, cleared, keep_school, kept_school
from demo.phone.cards import Card, Part, Slip, hand_out
from demo.phone.page import add_page
from demo.sample.load import ZONE, fill
from demo.telegram.app import build_app
from demo.telegram.serving import HOST, serving
from demo.telegram.stand_in import StandIn
from locales import Words, plain
from storage.database import Database
from storage.files import Files
from storage.migrate import migrate

FOLDER = Path(".demo")
PHONE_PORT = 8080
WEB_PORT = 8000
TOKEN = "1000001:demo"  # noqa: S105 - the stand-in's own
SETTLE_SECONDS = 10
"""Short, so that alerts arrive while one watches."""
FIRST_PERSON = 1001


async def run_demo(
    folder: Path = FOLDER,
    *,
    phone_port: int = PHONE_PORT,
    web_port: int = WEB_PORT,
    clock: Clock = wall_clock,
    stop: asyncio.Event | None = None,
    ready: Callable[[str, str], None] = lambda phone, web: None,
) -> None:
    """Run until SIGINT or SIGTERM, or until ``stop`` is set. ``ready`` gets the two addresses.

    A port that is taken is replaced by a free one.
    """
    _ = console_words()
    school = await open_school(_, folder, clock())
    cards = [*cards_of(school.people), _stranger(len(school.people))]
    stand_in = _stand_in(school, cards, clock)
    web_url = f"http://{HOST}:{free_port(web_port)}"
    page = build_app(stand_in)
    add_page(page, stand_in, cards, web_url)
    async with serving(page, free_port(phone_port)) as phone_url:
        app = build(_settings(school, phone_url, web_url), clock)
        print(plain(welcome(_, phone_url, web_url, cards)), flush=True)
        ready(phone_url, web_url)
        try:
            with _quiet():
                await (run(app) if stop is None else serve(app, stop))
        finally:
            await stand_in.close()


def _stand_in(school: School, cards: list[Card], clock: Clock) -> StandIn:
    stand_in = StandIn(TOKEN, clock=clock, first_id=int(clock().timestamp()))
    hand_out(stand_in, cards)
    for talk in stand_in.talks.values():
        # The stand-in forgets its chats when it ends, the diary does not: it may write to them again.
        talk.person.has_written = not school.is_new
    return stand_in


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong on purpose would fill the screen; the two addresses must stay in sight."""
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(level)


async def open_school(_: Words, folder: Path, now: datetime) -> School:
    """The school made today, or a new one: on another day it would not look alive."""
    day = f"{now.astimezone(ZONE):%Y-%m-%d}"
    known = kept_school(folder, day)
    if known is not None:
        return known
    print(plain(_("Making a school with 24 classes; this takes a minute.")), flush=True)
    url, secret = cleared(folder), secrets.token_hex(32)
    people = await _fill(url, now, secret, Files(folder / "files"))
    return keep_school(folder, day, School(url, secret, people, is_new=True))


def cards_of(people: list[dict[str, Any]]) -> list[Card]:
    """The people of the sample school as the phone page shows them, in its order."""
    return [
        Card(
            id=number,
            name=facts["name"],
            part=Part(facts["part"]),
            language=facts["language"],
            about=facts["about"],
            slips=tuple(Slip(**slip) for slip in facts["slips"]),
            user_name=facts["user_name"],
            password=facts["password"],
        )
        for number, facts in enumerate(people, FIRST_PERSON)
    ]


def welcome(_: Words, phone_url: str, web_url: str, cards: list[Card]) -> str:
    """What stands in the terminal: two addresses, and who signs in to the web form how."""
    lines = [
        "",
        _("The school is open. Phones: {address}", address=phone_url),
        _("Web form: {address}", address=web_url),
        *(
            _(
                "{name}: user name {user}, password {password}",
                name=card.name,
                user=card.user_name,
                password=card.password,
            )
            for card in cards
            if card.user_name
        ),
        _("Ctrl+C closes it."),
        "",
    ]
    return "\n".join(lines)


def free_port(wanted: int) -> int:
    """The port itself when nobody listens on it, else any that is free."""
    for port in (wanted, 0):
        try:
            with socket.create_server((HOST, port)) as tried:
                return int(tried.getsockname()[1])
        except OSError:
            continue
    raise OSError("no free port")


async def _fill(url: str, now: datetime, secret: str, files: Files) -> list[dict[str, Any]]:
    await migrate(url)
    database = Database(url)
    try:
        keys = await fill(database, now=now, secret=secret.encode(), files=files)
    finally:
        await database.dispose()
    people: list[dict[str, Any]] = keys["people"]
    return people


def _settings(school: School, phone_url: str, web_url: str) -> Settings:
    """Complete, so that nothing of the real diary's environment gets into the demo."""
    return Settings(
        _env_file=None,
        bot_token=SecretStr(TOKEN),
        telegram_api=phone_url,
        database_url=school.database_url,
        web_url=web_url,
        web_listen=web_url.removeprefix("http://"),
        secret_key=SecretStr(school.secret),
        settle_seconds=SETTLE_SECONDS,
        webhook=False,
    )


def _stranger(people: int) -> Card:
    return Card(FIRST_PERSON + people, "Прохожий Иван", Part.STRANGER)
