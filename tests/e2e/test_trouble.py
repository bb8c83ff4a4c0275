"""Restarts in the middle, a busy Telegram, a bad network: nothing is lost, nothing comes twice."""

from demo.telegram.faults import Fault, FaultKind
from tests.clock import Clock
from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.test_joining import prints
from tests.e2e.world import World, opened


async def test_a_restart_in_the_middle_of_joining_loses_nothing(world: World) -> None:
    dmitri = world.phone(303, "Дмитрий")
    code = (await prints(world))[world.cast.classmate.full_name]
    await dmitri.sends(f"/start {code}")
    await dmitri.taps("English")
    await world.restarts()
    await dmitri.taps("I agree")
    dmitri.sees("When were you born?")
    await world.restarts()
    await dmitri.sends("14.03.2013")
    dmitri.sees("the diary is open")


async def test_what_was_written_while_the_bot_was_down_is_answered_after_its_start(
    world: World, mother: Phone
) -> None:
    await world.stops()
    await mother.sends("оценки")
    assert mother.received == []
    await world.starts()
    await world.settled()
    mother.got("Marks · Quarter 2")


async def test_buttons_of_last_year_still_work(world: World, mother: Phone) -> None:
    await mother.sends("/today")
    await world.stops()
    world.clock.advance(days=180)
    await world.starts()
    await mother.taps("Marks")
    mother.sees("Әлихан, 7 «А»", "Marks · Quarter 4")


async def test_a_mark_saved_before_a_crash_is_told_after_it(world: World, desk: Desk, mother: Phone) -> None:
    await desk.saves(world.cast.lesson, marks={world.cast.son: "5"})
    await world.stops()
    world.clock.advance(minutes=6)
    await world.starts()
    await world.delivers()
    mother.got("Algebra", "5")


async def test_the_same_update_twice_is_acted_on_once(world: World, mother: Phone) -> None:
    await mother.sends("marks")
    message = next(iter(mother.talk.messages.values()))
    world.stand_in.updates.add(message=message)
    await world.settled()
    assert len(mother.received) == 1


async def test_429_makes_everybody_wait_and_costs_no_message(
    world: World, desk: Desk, mother: Phone, father: Phone, student: Phone
) -> None:
    await desk.saves(world.cast.lesson, marks={world.cast.son: "5"})
    world.clock.advance(minutes=6)
    world.stand_in.faults.add(Fault(FaultKind.TOO_MANY, method="sendMessage", times=1, seconds=40))
    await world.delivers()
    assert sum(len(phone.received) for phone in (mother, father, student)) < 3
    world.clock.advance(seconds=39)
    asked = world.stand_in.calls["sendMessage"]
    await world.delivers()
    assert world.stand_in.calls["sendMessage"] == asked, "nothing may leave before the time is over"
    world.clock.advance(seconds=2)
    await world.delivers()
    for phone in (mother, father, student):
        phone.got("Algebra", "5")


async def test_403_gives_up_on_the_chat_tells_the_class_teacher_and_start_revives_it(
    world: World, desk: Desk, father: Phone, mother: Phone, class_teacher: Phone
) -> None:
    await father.blocks()
    await desk.saves(world.cast.lesson, marks={world.cast.son: "5"})
    world.clock.advance(minutes=6)
    await world.delivers()
    mother.got("Algebra", "5")
    assert father.received == []
    world.clock.advance(minutes=1)
    await world.delivers()
    class_teacher.got("Марат")

    await father.sends("/start")
    await desk.saves(world.cast.lesson, marks={world.cast.son: "4"})
    world.clock.advance(minutes=6)
    await world.delivers()
    father.sees("Algebra", "4")


async def test_502_and_broken_answers_are_tried_again_later(
    world: World, desk: Desk, father: Phone, mother: Phone
) -> None:
    for kind in (FaultKind.BAD_GATEWAY, FaultKind.BROKEN_JSON, FaultKind.SERVER_ERROR):
        world.stand_in.faults.add(Fault(kind, method="sendMessage", chat=father.id))
    await desk.saves(world.cast.lesson, marks={world.cast.son: "5"})
    world.clock.advance(minutes=6)
    await world.delivers()
    mother.got("Algebra", "5")
    assert father.received == []
    for _ in range(8):
        world.clock.advance(minutes=10)
        await world.delivers()
    father.got("Algebra", "5")
    mother.got("Algebra", "5")


async def test_a_lost_answer_may_double_one_message_but_never_loses_it(
    world: World, desk: Desk, father: Phone, mother: Phone
) -> None:
    world.stand_in.faults.add(Fault(FaultKind.LOST, method="sendMessage", chat=father.id))
    await desk.saves(world.cast.lesson, marks={world.cast.son: "5"})
    world.clock.advance(minutes=6)
    for _ in range(5):
        await world.delivers()
        world.clock.advance(minutes=10)
    assert 1 <= len(father.received) <= 2
    father.sees("Algebra", "5")
    mother.got("Algebra", "5")


async def test_a_reply_survives_a_bad_moment(world: World, mother: Phone) -> None:
    for kind in (FaultKind.TOO_MANY, FaultKind.BAD_GATEWAY):
        world.stand_in.faults.add(Fault(kind, method="sendMessage", chat=mother.id))
    await mother.sends("/today")
    mother.got("Algebra")


async def test_updates_are_asked_for_again_after_a_bad_gateway(world: World, mother: Phone) -> None:
    world.stand_in.faults.add(Fault(FaultKind.BAD_GATEWAY, method="getUpdates"))
    await mother.sends("/today")
    await mother.sends("/marks")
    assert len(mother.received) == 2


async def test_the_bot_starts_although_telegram_is_down_at_first(world: World, mother: Phone) -> None:
    await world.stops()
    for method in ("getMe", "deleteWebhook", "setMyCommands", "setMyName"):
        world.stand_in.faults.add(Fault(FaultKind.BAD_GATEWAY, method=method))
    await world.starts()
    await mother.sends("/today")
    mother.got("Algebra")


async def test_telegrams_pace_is_kept_without_a_single_429(sqlite_url: str, clock: Clock) -> None:
    async with opened(sqlite_url, clock, paced=True) as world:
        mother = world.phone_of("101", "Айгерім")
        for _ in range(3):
            await mother.sends("/today")
        assert len(mother.received) == 3
        assert world.stand_in.limits.refusals == 0


async def test_the_same_through_a_webhook(sqlite_url: str, clock: Clock) -> None:
    async with opened(sqlite_url, clock, webhook=True) as world:
        mother = world.phone_of("101", "Айгерім")
        await mother.sends("/today")
        mother.sees("Monday, 23 November")
        await mother.taps("Marks")
        mother.sees("Marks · Quarter 2")
        assert world.stand_in.webhook.failures == 0


async def test_stickers_photos_and_forwarded_messages_get_a_helpful_answer(
    world: World, mother: Phone
) -> None:
    await mother.sends_sticker()
    await mother.forwards("Когда в школу?")
    assert len(mother.received) == 2
    assert all(text for text in mother.texts)
