"""What has closed, changed by permission: application, decision, entry, each at the desk of who takes the step."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpx import Response

from storage.models import Role, StaffMember, Student
from tests.e2e.desk import SAME_ORIGIN, Desk, Form
from tests.e2e.phone import Phone
from tests.e2e.world import World
from tests.eyes import as_seen
from tests.factories.late_changes import PDF
from tests.factories.people import link, make_account, make_staff

DIRECTOR, DEPUTY = "301", "302"


class Office:
    """The director and the deputy head, with their phones."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.director = world.phone_of(DIRECTOR, "Ерлан")
        self.deputy = world.phone_of(DEPUTY, "Дина")

    @asynccontextmanager
    async def desk_of(self, phone: Phone) -> AsyncIterator[Desk]:
        desk = Desk(self.world.web_url)
        await desk.signs_in(phone)
        yield desk
        await desk.client.aclose()

    async def permits(self, desk: Desk, address: str, student: Student, grounds: str) -> str:
        """The teacher files an application at the address, the director approves it; where it lies."""
        path = await _files(desk, address, student, grounds)
        await self.world.delivers()
        number = path.rpartition("/")[2]
        self.director.got("A late change waits for your decision.", f"Application No. {number}")
        decision = {"action": "approve", "number": "17-к", "days": "3"}
        async with self.desk_of(self.director) as head:
            await _sends(head, path, f"{path}/decision", decision)
        await self.world.delivers()
        self.deputy.got("A late change waits for your entry.", f"Application No. {number}")
        return path

    async def enters(self, path: str, page: str, cells: dict[str, str]) -> str:
        """The deputy head enters the cells; the table of changes as it is then."""
        async with self.desk_of(self.deputy) as deputy:
            await _sends(deputy, f"{path}/{page}", f"{path}/{page}", cells)
            return as_seen((await deputy.client.get("/late-changes/table")).text)


async def opens_office(world: World) -> Office:
    """Let the school have a director, and both heads a chat."""
    async with world.transaction() as session:
        director = await make_staff(session, world.cast.school, "Сатыбалдиев Ерлан", Role.DIRECTOR)
        people: tuple[tuple[str, StaffMember], ...] = ((DIRECTOR, director), (DEPUTY, world.cast.deputy_head))
        for address, person in people:
            await link(session, await make_account(session, address, "en"), person)
    return Office(world)


async def _files(desk: Desk, address: str, student: Student, grounds: str) -> str:
    form = Form((await desk.client.get(address)).text).fields
    typed = {"grounds": grounds, "students": str(student.id), "explanation": "Handed in after the illness"}
    answer = await desk.client.post(
        address,
        data={**form, **typed},
        files=[("documents", ("certificate.pdf", PDF))],
        headers=SAME_ORIGIN,
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].split("?")[0])


async def _sends(desk: Desk, page: str, address: str, typed: dict[str, str]) -> Response:
    form = Form((await desk.client.get(page)).text).fields
    answer = await desk.client.post(address, data={**form, **typed}, headers=SAME_ORIGIN)
    assert answer.status_code == 303, answer.text
    return answer
