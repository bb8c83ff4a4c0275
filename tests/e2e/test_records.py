"""A family reports a change, the class teacher accepts it with one tap, everybody sees it (R12, R44)."""

from tests.e2e.phone import Phone
from tests.e2e.world import World


async def test_a_reported_telephone_is_accepted_in_the_chat_and_the_family_is_told(
    world: World, father: Phone, mother: Phone, class_teacher: Phone, curator: Phone, teacher: Phone
) -> None:
    await father.sends("/settings")
    await father.taps("Report a change of data")
    await father.taps("My own")
    await father.taps("Telephone")
    await world.restarts()
    await father.sends("8 701 765 43 21")
    father.sees("Send this to the class teacher?", "+77017654321")
    await father.taps("Send")
    await world.delivers()
    for leader in (class_teacher, curator):
        leader.got("A family reports a new telephone", "+77017654321", "Нұрланов Марат", "7 «А»")
    for other in (teacher, mother):
        other.sees_no("+77017654321")
    await class_teacher.taps("Accept")
    class_teacher.sees("it is on record")
    await curator.taps("Accept")
    assert curator.toast is not None
    assert "dealt with already" in curator.toast.text
    await world.delivers()
    father.got("The school has your change on record")
    mother.sees_no("on record")
