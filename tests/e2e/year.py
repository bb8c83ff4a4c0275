"""A teacher's desk through a whole year, and the regulation that the administrator chooses for it."""

import re
from datetime import UTC, datetime

from httpx import Response

from storage.models import Student
from tests.e2e.desk import SAME_ORIGIN, Desk, Form
from tests.e2e.phone import Phone
from tests.e2e.world import World
from tests.eyes import as_seen

SUNDAY = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


class Year(Desk):
    """The teacher's desk through a term: she signs in again whenever her session has ended."""

    def __init__(self, world: World, phone: Phone) -> None:
        super().__init__(world.web_url)
        self.world, self.phone = world, phone

    async def comes(self, at: datetime) -> None:
        """It is this moment, and she sits down."""
        self.world.clock.now = at
        await self.signs_in(self.phone)

    async def lesson(self) -> str:
        return as_seen((await self.client.get(f"/lessons/{self.world.cast.lesson.id}")).text)

    async def tries(self, student: Student, mark: str) -> Response:
        """Send a mark for Monday's lesson past whatever the page allows, as a forged form would."""
        path = f"/lessons/{self.world.cast.lesson.id}"
        form = Form((await self.client.get(path)).text).fields
        column = min((name.split("-")[1] for name in form if name.startswith("mark-")), default="new1")
        data = {**form, f"mark-{column}-{student.id}": mark}
        return await self.client.post(path, data=data, headers=SAME_ORIGIN)

    async def column(self) -> str:
        """The first column of marks of Monday's lesson."""
        fields = Form(await self.lesson()).fields
        return min(name.split("-")[1] for name in fields if name.startswith("mark-"))

    async def asks_for(self, what: str = r"terms/\d+") -> str:
        """Where the second quarter's gradebook leads to when its marks have closed, or others beside them."""
        page = await self._second_quarter()
        (found,) = re.findall(rf'href="(/courses/\d+/{what}/late-change)"', page)
        return str(found)

    async def gives_term_mark(self, student: Student, mark: str) -> Response:
        """In the second quarter, which ends on 27 December."""
        page = await self._second_quarter()
        path = page.split('<form id="term-marks" method="post" action="')[1].split('"')[0]
        form = Form(page).fields
        data = {"csrf": form["csrf"], "seen": form["seen"], f"term-{student.id}": mark}
        return await self.client.post(path, data=data, headers=SAME_ORIGIN)

    async def _second_quarter(self) -> str:
        book = f"/courses/{self.world.cast.algebra.id}/gradebook"
        second = re.findall(r'href="([^"]+)"[^>]*>Quarter 2<', (await self.client.get(book)).text)
        return (await self.client.get(second[0])).text


async def chooses(world: World, preset: str, *, at: datetime = SUNDAY, **own: str) -> None:
    """The administrator opens the preset in the web form and saves it, the day before the story begins."""
    world.clock.now = at
    phone = world.phone_of("204", "Әкімші")
    desk = Desk(world.web_url)
    await desk.signs_in(phone)
    page = (await desk.client.get(f"/regulation?look={preset}")).text
    form = Form(page).fields
    form.pop("look", None)
    # The cast's school has marks on 1–5 in its books: the scale stays.
    form |= {"v-scale.values": "1 2 3 4 5", **{f"v-{k.replace('__', '.')}": v for k, v in own.items()}}
    answer = await desk.client.post("/regulation", data=form, headers=SAME_ORIGIN)
    assert answer.status_code == 303, answer.text
    await desk.client.aclose()
