"""A teacher saves in the web form, and the families' phones tell it (R8)."""

from tests.e2e.desk import Desk
from tests.e2e.phone import Phone
from tests.e2e.world import World


async def test_a_saved_mark_reaches_the_family_once_it_has_settled(
    world: World, desk: Desk, mother: Phone, father: Phone, student: Phone, other_mother: Phone
) -> None:
    await desk.saves(world.cast.lesson, marks={world.cast.son: "5"})
    assert await world.delivers() == 0
    world.clock.advance(minutes=6)
    await world.delivers()
    for phone in (mother, father, student):
        phone.got("5", "Algebra", "Answer in class")
    assert other_mother.received == []
    await world.delivers()
    assert len(mother.received) == 1


async def test_the_mother_opens_the_diary_from_the_alert(world: World, desk: Desk, mother: Phone) -> None:
    await desk.saves(world.cast.lesson, marks={world.cast.son: "4"}, homework="№ 341–344 <правило>")
    world.clock.advance(minutes=6)
    await world.delivers()
    await mother.sends("/today")
    mother.sees("Algebra", "№ 341–344 <правило>", "4")
    await mother.taps("Marks")
    mother.sees("Algebra", "4")


async def test_a_mark_corrected_within_the_settle_window_is_told_once_and_right(
    world: World, desk: Desk, mother: Phone
) -> None:
    await desk.saves(world.cast.lesson, marks={world.cast.son: "2"})
    world.clock.advance(minutes=1)
    await desk.saves(world.cast.lesson, marks={world.cast.son: "5"})
    world.clock.advance(minutes=10)
    await world.delivers()
    mother.got("Algebra", "5")
    assert "2" not in mother.screen.replace("23", "").replace("2026", "")


async def test_a_changed_mark_says_what_it_was(world: World, desk: Desk, father: Phone) -> None:
    await desk.saves(world.cast.lesson, marks={world.cast.son: "3"})
    world.clock.advance(minutes=6)
    await world.delivers()
    await desk.saves(world.cast.lesson, marks={world.cast.son: "4"})
    world.clock.advance(minutes=6)
    await world.delivers()
    assert len(father.received) == 2
    father.sees("3 → 4")


async def test_each_family_hears_of_its_own_child_only(
    world: World, desk: Desk, mother: Phone, father: Phone
) -> None:
    cast = world.cast
    await desk.saves(cast.lesson, marks={cast.son: "5", cast.classmate: "2"})
    world.clock.advance(minutes=6)
    await world.delivers()
    mother.got("5")
    for parent in (mother, father):
        parent.sees_no("Дмитри", "Соколов")


async def test_an_unexcused_absence_is_told_after_the_lesson(
    world: World, desk: Desk, mother: Phone, father: Phone
) -> None:
    await desk.saves(world.cast.lesson, presences={world.cast.son: "absent"})
    world.clock.advance(minutes=6)
    await world.delivers()
    for parent in (mother, father):
        parent.got("Algebra", "absen")


async def test_an_alert_switched_off_does_not_come_and_the_others_do(
    world: World, desk: Desk, mother: Phone, father: Phone
) -> None:
    await father.sends("/settings")
    await father.taps("New marks: on")
    await desk.saves(world.cast.lesson, marks={world.cast.son: "5"})
    world.clock.advance(minutes=6)
    await world.delivers()
    mother.got("Algebra")
    father.sees_no("Algebra")


async def test_in_quiet_hours_nothing_rings_and_in_the_morning_it_comes(
    world: World, desk: Desk, father: Phone
) -> None:
    await father.sends("/settings")
    await father.taps("Quiet hours")
    await father.taps("22:00–07:00")
    world.clock.advance(hours=14)
    assert world.clock.now.hour == 18, "23:00 in Almaty"
    await Desk.signs_in(desk, world.phone_of("201", "Елена"))
    await desk.saves(world.cast.lesson, marks={world.cast.son: "5"})
    world.clock.advance(minutes=10)
    await world.delivers()
    father.sees_no("Algebra")
    world.clock.advance(hours=8)
    await world.delivers()
    father.got("Algebra", "5")
