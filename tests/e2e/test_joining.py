"""Join, read, refuse, revoke: a family's way into the diary and out of it (R20–R22)."""

from dataclasses import dataclass
from datetime import date

import pytest_asyncio

from services.codes import deep_link, issue_codes, issue_staff_code
from services.leaving import revoke_link
from storage.models import Guardian, Role
from storage.queries import members
from storage.queries.codes import Person
from tests.chat import SECRET
from tests.e2e.phone import Phone
from tests.e2e.world import World
from tests.factories.people import make_guardian, make_guardianship, make_staff, make_student


@dataclass
class Slips:
    """What the class teacher has printed: codes for the family Sokolov, who has not joined."""

    guardian: Guardian
    mother: str
    student: str


@pytest_asyncio.fixture
async def slips(world: World) -> Slips:
    """Nina, whose son Dmitri (14 March 2013) is in 7 «А», got two slips."""
    cast = world.cast
    async with world.transaction() as session:
        nina = await make_guardian(session, cast.school, "Соколова Нина")
        await make_guardianship(session, nina, cast.classmate)
    codes = await prints(world)
    return Slips(nina, mother=codes[nina.full_name], student=codes[cast.classmate.full_name])


async def prints(world: World) -> dict[str, str]:
    """New slips for 7 «А»: the code of everybody who has not joined, by name."""
    cast = world.cast
    async with world.transaction() as session:
        issued = await issue_codes(
            session, staff=cast.class_teacher, group_id=cast.class_7a.id, secret=SECRET, now=world.clock()
        )
    return {code.name: code.code for code in issued}


async def joins(phone: Phone, code: str) -> None:
    await phone.sends(f"/start {deep_link('school_diary_bot', code).partition('start=')[2]}")
    await phone.taps("English")
    await phone.taps("I agree")
    await phone.sends("14.03.2013")


async def test_a_mother_joins_and_reads(world: World, slips: Slips) -> None:
    nina = world.phone(301, "Нина", language="ru")
    await nina.sends("/start")
    nina.sees("школьный дневник")
    await nina.sends(f"/start {slips.mother}")
    assert nina.labels == ["Русский", "Қазақша", "English"]
    await nina.taps("English")
    nina.sees("Consent to the processing of personal data", "Гимназия № 25")
    await nina.taps("I agree")
    nina.sees("Дмитрий: date of birth?")
    await nina.sends("14.03.2013")
    nina.sees("the diary is open", "Соколов Дмитрий")
    await nina.taps("Open the diary")
    nina.sees("Monday, 23 November", "Algebra", "Kazakh")
    nina.sees_no("Әлихан", "Әмина", "Вера")


async def test_the_wrong_birthday_opens_nothing(world: World, slips: Slips) -> None:
    stranger = world.phone(302, "Иван", language="en")
    await stranger.sends(f"/start {slips.mother}")
    await stranger.taps("English")
    await stranger.taps("I agree")
    await stranger.sends("1.01.2013")
    stranger.sees("not the date in the school's records")
    await stranger.sends("no idea")
    stranger.sees("could not read this as a date")
    stranger.sees_no("Algebra", "Соколов")


async def test_a_code_works_once(world: World, slips: Slips) -> None:
    nina, stranger = world.phone(301, "Нина"), world.phone(302, "Иван")
    await joins(nina, slips.mother)
    await stranger.sends(f"/start {slips.mother}")
    stranger.sees("This code does not work")
    stranger.sees_no("Соколов", "Дмитрий", "Гимназия")


async def test_refusing_consent_ends_politely_and_the_code_stays_valid(world: World, slips: Slips) -> None:
    nina = world.phone(301, "Нина")
    await nina.sends(f"/start {slips.mother}")
    await nina.taps("English")
    await nina.taps("I do not agree")
    nina.sees("As you wish: the diary stays closed")
    await nina.sends("/marks")
    nina.sees_no("Algebra")
    await joins(nina, slips.mother)
    nina.sees("the diary is open")


async def test_an_expired_or_invented_code_gets_the_same_answer(world: World, slips: Slips) -> None:
    world.clock.advance(days=31)
    nina, stranger = world.phone(301, "Нина"), world.phone(302, "Иван")
    await nina.sends(f"/start {slips.mother}")
    await stranger.sends("/start 000000000000")
    nina.sees("This code does not work")
    assert nina.screen == stranger.screen


async def test_five_failures_stop_an_account_for_a_quarter_of_an_hour(world: World, slips: Slips) -> None:
    stranger = world.phone(302, "Иван")
    for number in range(5):
        await stranger.sends(f"/start 00000000000{number}")
    await stranger.sends(f"/start {slips.mother}")
    stranger.sees("Too many failed tries")
    world.clock.advance(minutes=16)
    await stranger.sends(f"/start {slips.mother}")
    assert "English" in stranger.labels


async def test_the_student_joins_too_and_sees_only_the_own_diary(world: World, slips: Slips) -> None:
    dmitri = world.phone(303, "Дмитрий")
    await dmitri.sends(f"/start {slips.student}")
    await dmitri.taps("English")
    dmitri.sees("If you are under age")
    await dmitri.taps("I agree")
    dmitri.sees("When were you born?")
    await dmitri.sends("14.03.2013")
    await dmitri.taps("Open the diary")
    dmitri.sees("Algebra")
    dmitri.sees_no("Әлихан")


async def test_a_second_child_joins_the_same_way(world: World, slips: Slips) -> None:
    nina = world.phone(301, "Нина")
    await joins(nina, slips.mother)
    async with world.transaction() as session:
        sister = await make_student(session, world.cast.class_7a, "Соколова Анна", date(2014, 5, 6))
        await make_guardianship(session, slips.guardian, sister)
    await nina.sends((await prints(world))[slips.guardian.full_name])
    nina.sees("Анна: date of birth?")
    await nina.sends("6.05.2014")
    nina.sees("the diary is open", "Соколова Анна")
    await nina.taps("Open the diary")
    nina.sees("Анна")
    await nina.taps("Дмитрий")
    nina.sees("Дмитрий")


async def test_a_revoked_father_loses_access_on_the_very_next_tap(world: World, father: Phone) -> None:
    await father.sends("/today")
    father.sees("Monday, 23 November", "Algebra")
    cast = world.cast
    async with world.transaction() as session:
        (link,) = await members.active_links(session, [Person(guardianship_id=cast.father_of_son.id)])
        await revoke_link(session, staff=cast.class_teacher, link_id=link.id, now=world.clock())
    before = father.screen
    await father.taps("Marks")
    assert father.toast is not None
    assert "not linked" in father.toast.text
    assert father.screen == before
    await father.sends("/today")
    assert "Algebra" not in father.screen


async def test_another_familys_child_opens_to_nobody(
    world: World, mother: Phone, other_mother: Phone
) -> None:
    await mother.sends("/today")
    stolen = next(button.callback_data for button in mother.buttons if "Marks" in button.text)
    assert stolen is not None
    await other_mother.sends("/today")
    before = other_mother.screen
    await other_mother.presses(stolen)
    assert other_mother.toast is not None
    assert "not open to you" in other_mother.toast.text
    assert other_mother.screen == before
    other_mother.sees_no("Әлихан")


async def test_leaving_forgets_the_chat(world: World, father: Phone) -> None:
    await father.sends("/settings")
    await father.taps("Leave and forget me")
    await father.taps("Leave and forget me")
    father.sees("this chat is forgotten")
    await father.sends("/today")
    father.sees("code")
    assert "Monday" not in father.screen


async def test_a_teacher_joins_with_the_administrators_code_and_may_be_a_parent_too(
    world: World, slips: Slips
) -> None:
    cast = world.cast
    async with world.transaction() as session:
        newcomer = await make_staff(session, cast.school, "Соколова Нина", Role.TEACHER)
        issued = await issue_staff_code(
            session, administrator=cast.administrator, staff_id=newcomer.id, secret=SECRET, now=world.clock()
        )
    nina = world.phone(301, "Нина")
    await nina.sends(f"/start {issued.code}")
    await nina.taps("English")
    await nina.taps("I agree")
    nina.sees("the diary is open", "Гимназия № 25")
    await nina.sends(slips.mother)
    await nina.taps("I agree")
    await nina.sends("14.03.2013")
    nina.sees("Соколов Дмитрий")
    await nina.taps("Open the diary")
    assert any("Staff" in label for label in nina.labels)
