"""Delivery: never lost, never doubled, never to somebody who may not have it."""

import asyncio

from handlers.screens import Screen
from notifications.channels import CarrierError
from notifications.delivery import IN_FLIGHT, Delivery
from services.delivery import LEASE, claim
from services.screening import MOST_ATTEMPTS
from storage.models import Channel, OutboxKind, OutboxStatus
from tests.carrier import PASSING, REFUSED, FakeCarrier, told_to_wait
from tests.factories.people import link, make_account
from tests.notifications.conftest import Post

FATHER, MOTHER, STUDENT = "102", "101", "103"
FAMILY = [MOTHER, FATHER, STUDENT]


async def _attempts(post: Post) -> set[int]:
    return {item.attempts for item in await post.items()}


async def test_an_empty_outbox_has_nothing_to_do(post: Post) -> None:
    assert await post.delivery.deliver_due() == 0


async def test_marked_sent_only_after_the_messenger_answered(post: Post) -> None:
    """A crash between "saved" and "sent"."""
    await post.gives("5")
    post.clock.advance(minutes=5)
    async with post.database.transaction() as session:
        await claim(session, now=post.clock(), limit=10)
    # The worker died here, with everything in hand.
    assert {item.status for item in await post.items()} == {OutboxStatus.WAITING}
    await post.delivers(seconds=1)
    assert post.carrier.sent == []
    await post.delivers(seconds=LEASE.total_seconds())
    assert post.carrier.addresses == FAMILY
    assert {item.status for item in await post.items()} == {OutboxStatus.SENT}
    assert await _attempts(post) == {2}, "a possible double is counted"


async def test_two_workers_racing_never_double(post: Post) -> None:
    """Two workers or a manual and a timed run raced."""
    for _ in range(4):
        await post.gives("5")
        await post.gives("4", student=post.cast.daughter)
    await post.misses()
    post.clock.advance(minutes=15)
    second = post.another_worker()
    await asyncio.gather(
        post.delivery.deliver_due(), second.deliver_due(), post.delivery.deliver_due(), second.deliver_due()
    )
    assert post.carrier.addresses == sorted([MOTHER, MOTHER, MOTHER, FATHER, FATHER, STUDENT, STUDENT])
    assert await _attempts(post) == {1}


async def test_a_batch_of_which_a_part_is_on_its_way_waits_for_it(post: Post) -> None:
    mark = await post.gives("4")
    post.clock.advance(minutes=5)
    async with post.database.transaction() as session:
        await claim(session, now=post.clock(), limit=10)
    await post.changes(mark, "5")
    await post.alters(*(await post.items())[3:], not_before=post.clock())
    assert await post.delivers() == 0


async def test_429_spends_no_attempt_and_pauses_everybody(post: Post) -> None:
    """429 counted as a failure: 97 % of a broadcast lost."""
    for _ in range(5):
        post.carrier.fail(told_to_wait(30))
    await post.gives("5")
    await post.delivers(minutes=5)
    assert post.carrier.sent == []
    assert await _attempts(post) == {0}
    asked = post.carrier.requests
    await post.delivers(seconds=29)
    assert post.carrier.requests == asked, "nobody asks while everybody waits"
    for _ in range(3):
        await post.delivers(seconds=30)
    assert post.carrier.addresses == FAMILY


async def test_the_lease_of_what_waits_inside_the_messenger_is_lengthened(post: Post) -> None:
    """A long 429 must not let another worker take what is still on its way."""
    carrier = HoldingCarrier(held=FATHER, refused=MOTHER)
    delivery = Delivery(post.database, {Channel.TELEGRAM: carrier}, post.clock)
    await post.gives("5")
    post.clock.advance(minutes=5)
    going_on = asyncio.create_task(delivery.deliver_due())
    await carrier.refusing.wait()
    await carrier.lengthened(post)
    post.clock.advance(minutes=9)
    await post.another_worker().deliver_due()
    assert FATHER not in post.carrier.addresses
    carrier.released.set()
    await going_on
    assert carrier.addresses.count(FATHER) == 1


async def test_a_passing_fault_is_tried_again_later(post: Post) -> None:
    post.carrier.fail(PASSING, times=2, address=FATHER)
    await post.gives("5")
    await post.delivers(minutes=5)
    assert post.carrier.addresses == [MOTHER, STUDENT]
    await post.delivers(seconds=4)
    assert FATHER not in post.carrier.addresses
    await post.delivers(seconds=1)
    await post.delivers(seconds=10)
    assert post.carrier.addresses == FAMILY
    (item,) = [item for item in await post.items() if item.account_id == post.cast.father_account.id]
    assert (item.attempts, item.status) == (3, OutboxStatus.SENT)


async def test_an_outage_pauses_everything_and_nothing_is_lost(post: Post) -> None:
    for _ in range(40):
        post.carrier.fail(PASSING)
    for number in range(6):
        await post.gives("5", student=post.cast.son if number % 2 else post.cast.daughter)
    await post.delivers(minutes=15)
    assert post.carrier.sent == []
    for _ in range(20):
        await post.delivers(minutes=10)
    assert post.carrier.addresses == sorted([MOTHER, *FAMILY])


async def test_whoever_was_tried_too_often_is_given_up_and_told_about(post: Post) -> None:
    await post.gives("5")
    await post.delivers(minutes=4)
    mine = [item for item in await post.items() if item.account_id == post.cast.father_account.id]
    await post.alters(*mine, attempts=MOST_ATTEMPTS)
    await post.delivers(minutes=1)
    assert [item.status for item in await post.items() if item.id == mine[0].id] == [OutboxStatus.DEAD]
    await post.delivers()
    assert post.carrier.addresses == [MOTHER, STUDENT, "204"]


async def test_old_events_are_not_announced_weeks_later(post: Post) -> None:
    """Old events announced weeks later. → A maximum age per kind."""
    await post.gives("5")
    await post.misses()
    await post.delivers(days=2)
    assert {item.error for item in await post.items(OutboxStatus.DROPPED)} == {"too old"}
    assert all("5" in str(screen.text) for _, screen in post.carrier.sent)
    post.carrier.sent.clear()
    await post.gives("5")
    await post.delivers(days=4)
    assert post.carrier.sent == []


async def test_a_revoked_parent_gets_nothing_that_was_waiting(post: Post) -> None:
    """A revoked parent loses access at once, and waiting alerts to them are dropped."""
    await post.gives("5")
    await post.alters(post.cast.father_of_son, revoked_at=post.clock())
    await post.delivers(minutes=5)
    assert post.carrier.addresses == [MOTHER, STUDENT]
    assert [item.error for item in await post.items(OutboxStatus.DROPPED)] == ["revoked"]


async def test_one_message_that_cannot_be_made_dies_alone(post: Post) -> None:
    await post.gives("5")
    broken = next(item for item in await post.items() if item.account_id == post.cast.father_account.id)
    await post.alters(broken, facts={"student": post.cast.son.id})
    await post.delivers(minutes=5)
    assert [item.id for item in await post.items(OutboxStatus.DEAD)] == [broken.id]
    assert [to for to in post.carrier.addresses if to in FAMILY] == [MOTHER, STUDENT]


async def test_a_message_the_messenger_refuses_is_kept_with_its_text(post: Post) -> None:
    """400 other: dead letter with the text kept, administrator told, others go on."""
    post.carrier.fail(REFUSED, address=FATHER)
    await post.gives("5")
    await post.delivers(minutes=5)
    assert [to for to in post.carrier.addresses if to in FAMILY] == [MOTHER, STUDENT]
    (dead,) = await post.items(OutboxStatus.DEAD)
    assert "Алгебра 5" in dead.text
    assert dead.error == REFUSED.reason
    (warning,) = post.carrier.texts("204")
    assert REFUSED.reason in warning.replace("&#39;", "'")


async def test_administrators_hear_of_dead_letters_once_an_hour(post: Post) -> None:
    post.carrier.fail(REFUSED, times=3, address=FATHER)
    for _ in range(3):
        await post.gives("5")
        await post.delivers(minutes=6)
    assert len(post.carrier.texts("204")) == 1
    await post.delivers(hours=1)
    assert len(post.carrier.texts("204")) == 2
    assert "2" in post.carrier.texts("204")[1]


async def test_a_warning_that_dies_brings_forth_no_other(post: Post) -> None:
    post.carrier.fail(REFUSED, address=FATHER)
    post.carrier.fail(REFUSED, times=9, address="204")
    await post.gives("5")
    await post.delivers(minutes=5)
    await post.delivers(hours=2)
    warnings = [item for item in await post.items() if item.kind is OutboxKind.WARNING]
    assert [item.status for item in warnings] == [OutboxStatus.DEAD]


async def test_a_chat_that_moved_is_followed(post: Post) -> None:
    """A group becomes a supergroup: its id changes."""
    post.carrier.fail(CarrierError("upgraded", moved_to="-100500"), address=FATHER)
    await post.gives("5")
    await post.delivers(minutes=5)
    assert post.carrier.addresses == ["-100500", MOTHER, STUDENT]


async def test_an_account_of_a_channel_without_carrier_dies_and_the_loop_lives(post: Post) -> None:
    delivery = Delivery(post.database, {}, post.clock)
    await post.gives("5")
    post.clock.advance(minutes=5)
    await delivery.deliver_due()
    assert {item.status for item in await post.items(OutboxStatus.DEAD)} == {OutboxStatus.DEAD}


async def test_requests_overlap_but_not_without_bound(post: Post) -> None:
    async with post.database.transaction() as session:
        for number in range(40):
            await link(session, await make_account(session, f"9{number:03}"), post.cast.father_of_son)
    await post.gives("5")
    await post.delivers(minutes=5)
    assert post.carrier.most_at_once == IN_FLIGHT
    assert len(post.carrier.sent) == 43


class HoldingCarrier(FakeCarrier):
    """Tells to wait at one address; a request to another stays on its way until it is released."""

    def __init__(self, held: str, refused: str) -> None:
        super().__init__()
        self.held, self.refused = held, refused
        self.refusing, self.released = asyncio.Event(), asyncio.Event()
        self.holding = asyncio.Event()

    async def carry(self, address: str, screen: Screen) -> None:
        if address == self.held:
            self.holding.set()
            await self.released.wait()
        if address == self.refused:
            await self.holding.wait()
            self.refusing.set()
            raise told_to_wait(600)
        await super().carry(address, screen)

    async def lengthened(self, post: Post) -> None:
        """Return when the store knows that everybody was told to wait."""
        for _ in range(1000):
            until = max(item.leased_until or post.clock() for item in await post.items())
            if until > post.clock() + LEASE:
                return
        raise AssertionError("no lease was lengthened")
