"""The school writes to families: an announcement with receipts, a curator's letter, answers (R9, R10, R56)."""

from tests.e2e.phone import Phone
from tests.e2e.world import World
from tests.factories.lessons import make_mark, make_work


async def test_an_announcement_reaches_the_class_and_receipts_tell_who_read_it(
    world: World, class_teacher: Phone, mother: Phone, father: Phone, student: Phone, other_mother: Phone
) -> None:
    await class_teacher.sends("/start")
    await class_teacher.taps("Announcement")
    class_teacher.sees("Announcement to 7 «А»", "Who is it for?")
    await class_teacher.taps("Parents (2)")
    await class_teacher.sends("Собрание <b>в пятницу</b> в 18:00 & чай")
    class_teacher.sees("This is how it will arrive")
    await class_teacher.taps("Send")
    class_teacher.sees("Sent to 2 people")
    mother.sees_no("Собрание")

    await world.delivers()
    for parent in (mother, father):
        parent.got("Собрание <b>в пятницу</b> в 18:00 & чай", "Гүлнар", "7 «А»")
    for other in (student, other_mother):
        other.sees_no("Собрание")

    await class_teacher.taps("Who has read it")
    class_teacher.sees("Received, not read yet")
    assert "\nRead" not in class_teacher.screen
    await mother.taps("Read")
    await mother.taps("Answer")
    await mother.sends("Приду обязательно")
    mother.sees("Sent to Гүлнар")
    await world.delivers()
    class_teacher.got("Приду обязательно", "Айгерім")
    father.sees_no("Приду обязательно")

    await class_teacher.taps("Refresh")
    report = class_teacher.texts[-2]
    assert report.index("\nRead") < report.index("Айгерім")


async def test_a_message_sent_twice_by_a_double_tap_arrives_once(
    world: World, class_teacher: Phone, mother: Phone
) -> None:
    await class_teacher.sends("/start")
    await class_teacher.taps("Announcement")
    await class_teacher.taps("Parents (2)")
    await class_teacher.sends("Завтра без второй смены")
    send = class_teacher.find("Send")[1].callback_data
    assert send is not None
    await class_teacher.taps("Send")
    await class_teacher.presses(send)
    assert class_teacher.toast is not None
    assert "sent already" in class_teacher.toast.text
    await world.delivers()
    mother.got("Завтра без второй смены")


async def test_a_curator_sees_who_is_failing_and_why_and_writes_to_the_parents(
    world: World, curator: Phone, mother: Phone, father: Phone, student: Phone, other_mother: Phone
) -> None:
    cast = world.cast
    async with world.transaction() as session:
        for _ in range(3):
            work = await make_work(session, cast.lesson, cast.kinds["answer"])
            await make_mark(session, work, cast.son, "2", at=world.clock())
    await curator.sends("/start")
    await curator.taps("Low performance")
    curator.sees("Low performance, 7 «А»", "Нұрланов Әлихан")
    await curator.taps("Әлихан")
    curator.sees("Algebra", "The parents have not been written to yet")
    await curator.taps("Write to the parents")
    await curator.sends("Әлихан алгебрадан үлгермей жүр. Келіп кетіңізші.")
    await curator.taps("Send")
    await world.delivers()
    for parent in (mother, father):
        parent.got("Келіп кетіңізші", "Андрей", "curator")
    for other in (student, other_mother):
        other.sees_no("Келіп кетіңізші")

    await father.taps("Answer")
    await father.sends("Ертең келемін")
    await world.delivers()
    curator.got("Ертең келемін", "Марат")

    await curator.sends("/start")
    await curator.taps("Low performance")
    await curator.taps("Әлихан")
    curator.sees("Parents were told")


async def test_a_teacher_without_a_class_cannot_announce(world: World, teacher: Phone) -> None:
    await teacher.sends("/start")
    assert not any("Announcement" in label for label in teacher.labels)
    await teacher.presses("t:G::::")
    teacher.sees("You lead no class")
