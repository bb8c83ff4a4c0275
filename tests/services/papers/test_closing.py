"""A register of course papers closes with its term; afterwards it is filled by order (R33, R43)."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    CorrectingClosed,
    EntriesClosed,
    OrderIncomplete,
    YearClosed,
)
from services.papers import (
    NO_ORDER,
    Field,
    Order,
    Place,
)
from storage.models import (
    ChangeKind,
    Door,
    Role,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import make_staff
from tests.factories.school import make_regulation
from tests.services.papers.line import JANUARY, ORDER, TOPIC, changes, register_of, save


async def test_it_closes_with_the_marks_of_its_term(session: AsyncSession, cast: Cast) -> None:
    await make_regulation(session, cast.school, "B", scale__values=["1", "2", "3", "4", "5"])
    await register_of(session, cast)
    last = datetime(2027, 1, 1, 18, 59, tzinfo=UTC)
    assert (await save(session, cast, {Field.TOPIC: TOPIC}, now=last)).is_saved
    result = await save(session, cast, {Field.NOTE: "поздно"}, now=last + timedelta(minutes=1))
    fault = result.faults[Place(cast.son.id, Field.NOTE)]
    assert isinstance(fault, EntriesClosed)
    assert fault.facts == {
        "entry": "course_papers",
        "day": date(2026, 12, 27),
        "closed_on": date(2027, 1, 1),
    }


async def test_where_nothing_is_corrected_the_mark_stays_and_the_topic_does_not(
    session: AsyncSession, cast: Cast
) -> None:
    await make_regulation(session, cast.school, "B", scale__values=["1", "2", "3", "4", "5"])
    await register_of(session, cast)
    await save(session, cast, {Field.TOPIC: TOPIC, Field.MARK: "4"})
    later = MONDAY_MORNING + timedelta(minutes=6)
    mark = await save(session, cast, {Field.MARK: "5"}, {Field.MARK: "4"}, now=later)
    assert isinstance(mark.faults[Place(cast.son.id, Field.MARK)], CorrectingClosed)
    topic = await save(session, cast, {Field.TOPIC: "Привод"}, {Field.TOPIC: TOPIC}, now=later)
    assert topic.is_saved


async def test_what_has_closed_is_entered_by_order_and_the_order_is_on_record(
    session: AsyncSession, cast: Cast
) -> None:
    await make_regulation(session, cast.school, "B", scale__values=["1", "2", "3", "4", "5"])
    await register_of(session, cast)
    typed = {Field.TOPIC: TOPIC, Field.MARK: "4"}
    for order in (NO_ORDER, Order("12-к"), Order("", date(2027, 1, 11)), Order("12-к", date(2027, 1, 13))):
        refused = await save(session, cast, typed, staff=cast.deputy_head, order=order, now=JANUARY)
        assert isinstance(refused.order, OrderIncomplete)
        assert not refused.is_saved
    teachers = await save(session, cast, typed, order=ORDER, now=JANUARY)
    assert isinstance(teachers.faults[Place(cast.son.id, Field.TOPIC)], EntriesClosed), "no teacher's order"
    assert await changes(session) == []
    saved = await save(session, cast, typed, staff=cast.deputy_head, order=ORDER, now=JANUARY)
    assert saved.is_saved
    assert await changes(session) == [
        (ChangeKind.COURSE_PAPER_ORDER, "", "2027-01-11 12-к", Door.PERMISSION),
        (ChangeKind.COURSE_PAPER_TOPIC, "", TOPIC, Door.PERMISSION),
        (ChangeKind.COURSE_PAPER, "", "4", Door.PERMISSION),
    ]


async def test_nothing_freezes_for_ever_not_even_in_a_closed_year(session: AsyncSession, cast: Cast) -> None:
    await register_of(session, cast)
    cast.year.closed_at = JANUARY - timedelta(days=1)
    closed = await save(session, cast, {Field.TOPIC: TOPIC}, now=JANUARY)
    assert isinstance(closed.faults[Place(cast.son.id, Field.TOPIC)], YearClosed)
    head = await make_staff(session, cast.school, "Шевченко Ирина", Role.DEPARTMENT_HEAD)
    assert (await save(session, cast, {Field.TOPIC: TOPIC}, staff=head, order=ORDER, now=JANUARY)).is_saved


async def test_while_it_is_open_a_deputy_head_corrects_without_an_order(
    session: AsyncSession, cast: Cast
) -> None:
    await register_of(session, cast)
    assert (await save(session, cast, {Field.TOPIC: TOPIC}, staff=cast.deputy_head)).is_saved
    assert [one[0] for one in await changes(session)] == [ChangeKind.COURSE_PAPER_TOPIC]
