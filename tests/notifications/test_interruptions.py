"""Delivery when the store is busy, the diary stops or a round is slow."""

import asyncio
from typing import Any

import pytest

from handlers.screens import Screen
from notifications import delivery as delivery_module
from notifications.delivery import IN_FLIGHT, Delivery
from services.delivery import claim
from storage.database import Database, DatabaseBusy
from storage.models import Channel, OutboxStatus
from tests.factories.people import link, make_account
from tests.notifications.conftest import Post

FAMILY = ["101", "102", "103"]


class BusyDatabase(Database):
    """A store that somebody else holds, for so many writing transactions after so many free ones."""

    free = 0
    busy = 0

    def transaction(self):
        if self.free <= 0 and self.busy > 0:
            self.busy -= 1
            raise DatabaseBusy
        self.free -= 1
        return super().transaction()


@pytest.fixture
async def busy(post: Post, database: Database) -> BusyDatabase:
    return BusyDatabase(database.url)


async def test_a_locked_database_costs_a_round_only(post: Post, busy: BusyDatabase) -> None:
    delivery = Delivery(busy, {Channel.TELEGRAM: post.carrier}, post.clock)
    await post.gives("5")
    post.clock.advance(minutes=5)
    busy.busy = 1
    with pytest.raises(DatabaseBusy):
        await delivery.deliver_due()
    await delivery.deliver_due()
    assert post.carrier.addresses == FAMILY
    await busy.dispose()


async def test_what_was_sent_but_could_not_be_noted_is_noted_later_not_sent_again(
    post: Post, busy: BusyDatabase
) -> None:
    delivery = Delivery(busy, {Channel.TELEGRAM: post.carrier}, post.clock)
    await post.gives("5")
    post.clock.advance(minutes=5)
    busy.free, busy.busy = 1, 8
    with pytest.raises(DatabaseBusy):
        await delivery.deliver_due()
    busy.busy = 0
    post.clock.advance(minutes=10)
    await delivery.deliver_due()
    assert post.carrier.addresses == FAMILY
    assert {item.status for item in await post.items()} == {OutboxStatus.SENT}
    await busy.dispose()


async def test_the_loop_survives_a_busy_store_wakes_when_poked_and_stops(
    post: Post, busy: BusyDatabase
) -> None:
    delivery = Delivery(busy, {Channel.TELEGRAM: post.carrier}, post.clock)
    await post.gives("5")
    post.clock.advance(minutes=5)
    busy.busy = 1
    arrived = asyncio.Event()
    post.carrier.on_carry = lambda address: arrived.set()
    loop = asyncio.create_task(delivery.run())
    while not arrived.is_set():
        delivery.poke()
        await asyncio.sleep(0)
    delivery.stop()
    await loop
    statuses = {item.status for item in await post.items()}
    assert OutboxStatus.SENT in statuses
    await busy.dispose()


async def test_what_was_not_begun_when_the_diary_stops_is_given_back(post: Post) -> None:
    await post.gives("5")
    post.clock.advance(minutes=5)
    post.delivery.stop()
    await post.delivery.deliver_due()
    assert post.carrier.sent == []
    assert {(item.attempts, item.leased_until) for item in await post.items()} == {(0, None)}
    await post.another_worker().deliver_due()
    assert post.carrier.addresses == FAMILY


async def test_what_was_made_too_long_ago_is_given_back_and_asked_again(post: Post) -> None:
    """In a slow round a parent may be revoked, or another worker take over, before a message's turn."""
    async with post.database.transaction() as session:
        for number in range(2 * IN_FLIGHT):
            await link(session, await make_account(session, f"9{number:03}"), post.cast.father_of_son)
    post.carrier.on_carry = lambda address: post.clock.advance(seconds=10) and None
    await post.gives("5")
    post.clock.advance(minutes=5)
    await post.delivery.deliver_due()
    first = len(post.carrier.sent)
    assert IN_FLIGHT <= first < 2 * IN_FLIGHT
    assert {item.attempts for item in await post.items(OutboxStatus.WAITING)} == {0}
    post.carrier.on_carry = lambda address: None
    await post.delivers()
    assert len(set(post.carrier.addresses)) == len(post.carrier.sent) == 2 * IN_FLIGHT + 3


@pytest.fixture
async def rounds_of_one(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """The family is told of a mark, one of them in each round."""
    monkeypatch.setattr(delivery_module, "ROUND", 1)
    await post.gives("5")
    post.clock.advance(minutes=5)


async def test_the_next_round_is_made_ready_while_one_is_on_its_way(
    post: Post, rounds_of_one: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With Telegram's limits every pause between two rounds would be lost for good."""
    first, go_on = asyncio.Event(), asyncio.Event()

    async def wait(address: str, screen: Screen) -> None:
        first.set()
        await go_on.wait()
        post.carrier.sent.append((address, screen))

    monkeypatch.setattr(post.carrier, "carry", wait)
    loop = asyncio.create_task(post.delivery.run())
    await first.wait()
    while len([item for item in await post.items() if item.leased_until]) < 2:  # noqa: ASYNC110 - the store is asked
        await asyncio.sleep(0)
    assert post.carrier.sent == []
    go_on.set()
    while len(post.carrier.sent) < len(FAMILY):  # noqa: ASYNC110 - it sends in a loop of its own
        await asyncio.sleep(0)
    post.delivery.stop()
    await loop
    assert post.carrier.addresses == FAMILY


async def test_a_round_made_ready_when_the_diary_stops_is_given_back(post: Post, rounds_of_one: None) -> None:
    post.carrier.on_carry = lambda address: post.delivery.stop()
    await post.delivery.run()
    assert len(post.carrier.sent) == 1
    assert {item.leased_until for item in await post.items()} == {None}
    assert len(await post.items(OutboxStatus.WAITING)) == len(FAMILY) - 1


async def test_a_fault_while_the_next_round_is_made_cuts_short_nobody(
    post: Post, rounds_of_one: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault costs one round, never the loop, and never what is on its way."""
    failures = iter([None, ZeroDivisionError("a fault of ours"), None, None])

    async def claim_or_fail(*arguments: Any, **named: Any) -> Any:
        if fault := next(failures, None):
            raise fault
        return await claim(*arguments, **named)

    def stop_at_the_last(address: str) -> None:
        if len(post.carrier.sent) == len(FAMILY) - 1:
            post.delivery.stop()

    monkeypatch.setattr(delivery_module, "claim", claim_or_fail)
    monkeypatch.setattr(delivery_module, "REST", 0)
    post.carrier.on_carry = stop_at_the_last
    await post.delivery.run()
    assert post.carrier.addresses == FAMILY
    assert {item.status for item in await post.items()} == {OutboxStatus.SENT}
    assert "a fault of ours" in caplog.text
