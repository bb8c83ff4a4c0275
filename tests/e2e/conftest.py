"""The world of a journey and the people in it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.clock import Clock
from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.world import World, opened


@pytest_asyncio.fixture
async def world(sqlite_url: str, clock: Clock) -> AsyncIterator[World]:
    """Everything runs; it is Monday, 09:00 in Almaty."""
    async with opened(sqlite_url, clock) as world:
        yield world


@pytest.fixture
def mother(world: World) -> Phone:
    """Aigerim: a son in 7 «А», a daughter in 3 «Б»; joined long ago."""
    return world.phone_of("101", "Айгерім")


@pytest.fixture
def father(world: World) -> Phone:
    return world.phone_of("102", "Марат")


@pytest.fixture
def student(world: World) -> Phone:
    return world.phone_of("103", "Әлихан")


@pytest.fixture
def other_mother(world: World) -> Phone:
    """Olga: her child goes to another school."""
    return world.phone_of("104", "Ольга")


@pytest.fixture
def teacher(world: World) -> Phone:
    return world.phone_of("201", "Елена")


@pytest.fixture
def class_teacher(world: World) -> Phone:
    return world.phone_of("202", "Гүлнар")


@pytest.fixture
def curator(world: World) -> Phone:
    return world.phone_of("203", "Андрей")


@pytest_asyncio.fixture
async def desk(world: World, teacher: Phone) -> AsyncIterator[Desk]:
    """The algebra teacher's browser, signed in with the link from the bot."""
    desk = Desk(world.web_url)
    await desk.signs_in(teacher)
    yield desk
    await desk.client.aclose()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """In English, whatever language the machine's browser speaks, if any."""
    return {**browser_context_args, "locale": "en"}
