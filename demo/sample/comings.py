"""Who came, went and changed classes this year, each by an order on record."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services import movement
from services.calendar import school_day, terms_of_year, year_on
from services.movement import Newcomer, Order
from storage.models import Movement, Relation, Role, School, StaffMember
from storage.queries import bulk
from storage.queries import movement as queries

NOON = time(12)
NEWCOMERS = (
    (
        7,
        "4 «Б»",
        Newcomer("Тасболат Інжу Ержанқызы", "А-1601", None, "Тасболат Гүлмира Сәкенқызы", Relation.MOTHER),
        "Қарағанды қаласынан келді",
    ),
    (
        14,
        "2 «А»",
        Newcomer("Лаврентьев Марк Ильич", "А-1602", None, "Лаврентьева Оксана Юрьевна", Relation.MOTHER),
        "Прибыл из г. Павлодар",
    ),
)
"""Day of this term, class, who comes, from where. Birth dates follow from the class."""
TRANSFERS = (
    (21, "3 «Б»", "3 «А»", "По заявлению родителей: обучение на русском языке"),
    (28, "4 «А»", "4 «Б»", "Ата-анасының өтініші бойынша: қазақ тілінде оқу"),
)
LEAVERS = (
    (-33, "8 «А»", "Переезд в г. Актау"),
    (25, "6 «Б»", "Отбасымен Астанаға көшті"),
)
RETURNS = (-20, 10, "4 «Б»", "Уақытша шетелде болды", "Шетелден оралды")
"""Somebody of the class left on the first day and came back on the second."""
PLACE = 5
"""In the class's list; of whoever an order is about."""
FIRST_ORDER = 112
Entering = tuple[int, Callable[[], Awaitable[Movement]]]
"""On which day of the term an order takes effect, and what enters it."""


class Clerk:
    """Enters orders one after another, each on its day."""

    def __init__(self, session: AsyncSession, staff: StaffMember, term_begins: date, zone: ZoneInfo) -> None:
        self.session = session
        self.staff = staff
        self.term_begins = term_begins
        self.zone = zone
        self.number = FIRST_ORDER

    def signs(self, number: int, reason: str) -> dict[str, Any]:
        """The next order, signed two days before it takes effect and entered at noon of that day."""
        self.number += 1
        day = self.term_begins + timedelta(days=number)
        order = Order(f"{self.number}-ө", day - timedelta(days=2), day, reason)
        return {"staff": self.staff, "order": order, "now": datetime.combine(day, NOON, self.zone)}


async def come_and_go(session: AsyncSession, *, school: School, now: datetime) -> None:
    """Before the past is written: whoever was not there has no marks."""
    today = school_day(school, now)
    year = await year_on(session, school.id, today)
    assert year is not None
    terms = await terms_of_year(session, year.id)
    term = next(one for one in terms if one.starts_on <= today <= one.ends_on)
    deputy = (await bulk.staff_with_role(session, school.id, Role.DEPUTY_HEAD))[0]
    clerk = Clerk(session, deputy, term.starts_on, ZoneInfo(school.time_zone))
    classes = {group.name: group.id for group in await queries.classes_of_year(session, year.id)}
    members: dict[int, list[int]] = {group_id: [] for group_id in classes.values()}
    for stay in await bulk.stays_of_school(session, school.id):
        members.get(stay.group_id, []).append(stay.student_id)
    entering = [
        *(_leave(clerk, one, members[classes[one[1]]]) for one in LEAVERS),
        *(_change_class(clerk, one, classes, members[classes[one[1]]]) for one in TRANSFERS),
        *(_come(clerk, one, classes, int(year.name[:4])) for one in NEWCOMERS),
        *_go_and_return(clerk, classes, members),
    ]
    for _, enter in sorted(entering, key=lambda one: one[0]):
        await enter()


def _leave(
    clerk: Clerk, leaver: tuple[int, str, str], members: Sequence[int], place: int = PLACE
) -> Entering:
    number, _, reason = leaver
    return number, lambda: movement.let_go(
        clerk.session, student_id=members[place], **clerk.signs(number, reason)
    )


def _go_and_return(
    clerk: Clerk, classes: dict[str, int], members: dict[int, list[int]]
) -> tuple[Entering, Entering]:
    went, came, name, why_went, why_came = RETURNS
    of_class = members[classes[name]]
    # Not the one who changes classes.
    place = PLACE + 3
    return _leave(clerk, (went, name, why_went), of_class, place), (
        came,
        lambda: movement.return_student(
            clerk.session, student_id=of_class[place], group_id=classes[name], **clerk.signs(came, why_came)
        ),
    )


def _come(
    clerk: Clerk, comer: tuple[int, str, Newcomer, str], classes: dict[str, int], first_year: int
) -> Entering:
    number, name, who, reason = comer
    born = date(first_year - 6 - int(name.partition(" ")[0]), 10, 14 + number)
    return number, lambda: movement.enrol(
        clerk.session,
        newcomer=replace(who, birth_date=born),
        group_id=classes[name],
        **clerk.signs(number, reason),
    )


def _change_class(
    clerk: Clerk, mover: tuple[int, str, str, str], classes: dict[str, int], members: Sequence[int]
) -> Entering:
    number, _, to, reason = mover
    return number, lambda: movement.transfer(
        clerk.session, student_id=members[PLACE], group_id=classes[to], **clerk.signs(number, reason)
    )
