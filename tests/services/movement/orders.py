"""Orders as a clerk would type them, and the people who enter them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.movement import Newcomer, Order, transfer
from storage.models import Group, GroupMembership, Movement, Relation, Role, StaffMember, Student
from tests.cast import MONDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import make_group, make_staff


def order(on_day: date = MONDAY, number: str = "45-у", **changes: object) -> Order:
    usual: dict[str, object] = {"number": number, "dated": date(2026, 11, 20), "on_day": on_day}
    return Order(**{**usual, **changes})  # type: ignore[arg-type]


def newcomer(**changes: object) -> Newcomer:
    usual: dict[str, object] = {
        "name": "Қасымова Ләззат Ерланқызы",
        "number": "Л-77",
        "birth_date": date(2013, 5, 2),
        "guardian_name": "Қасымов Ерлан",
        "relation": Relation.FATHER,
    }
    return Newcomer(**{**usual, **changes})  # type: ignore[arg-type]


async def make_clerk(session: AsyncSession, cast: Cast) -> StaffMember:
    return await make_staff(session, cast.school, "Әбенова Сәуле", Role.RECORDS_CLERK)


async def make_7b(session: AsyncSession, cast: Cast) -> Group:
    return await make_group(session, cast.year, "7 «Б»", 7)


async def move_son(session: AsyncSession, cast: Cast, to: Group, on_day: date = MONDAY) -> Movement:
    """Alikhan goes to another class."""
    clerk = await make_clerk(session, cast)
    return await transfer(
        session,
        staff=clerk,
        student_id=cast.son.id,
        group_id=to.id,
        order=order(on_day),
        now=MONDAY_MORNING,
    )


async def stays(session: AsyncSession, student: Student) -> list[tuple[int, date, date | None]]:
    """``(group, first day, last day)`` of each membership, the first one first."""
    columns = (GroupMembership.group_id, GroupMembership.joined_on, GroupMembership.left_on)
    query = select(*columns).where(GroupMembership.student_id == student.id)
    rows = await session.execute(query.order_by(GroupMembership.joined_on, GroupMembership.id))
    return [(row[0], row[1], row[2]) for row in rows]
