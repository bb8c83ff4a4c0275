"""Takes back an order that was entered by mistake, while nothing stands on it (R38)."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden, MovementStands
from services.movement import steps
from storage.models import Movement, MovementKind, StaffMember
from storage.queries import movement as queries


async def take_back(
    session: AsyncSession, *, staff: StaffMember, movement_id: int, now: datetime
) -> Movement:
    """Undo what the order did to memberships and keep it in the journal as taken back.

    A student who was enrolled by mistake stays on record as one who left before the first day. Codes
    that ended stay ended. Raises ``Forbidden``, and ``MovementStands`` after a later order and where
    marks were given in the new class.
    """
    steps.require_moving(staff)
    movement = await queries.movement_of_school(session, staff.school_id, movement_id)
    if movement is None:
        raise Forbidden
    student = await steps.require_student(session, staff, movement.student_id)
    await session.refresh(movement)
    if movement.taken_back_at is not None:
        raise MovementStands(why="taken_back")
    latest = await queries.latest_movement(session, student.id)
    if latest is None or latest.id != movement.id:
        raise MovementStands(why="later")
    await _require_no_marks(session, movement)
    await _undo(session, movement)
    student.left_on = _left_before(movement)
    movement.taken_back_at, movement.taken_back_by_id = now, staff.id
    steps.note(session, movement, staff, "take_back_movement", now)
    await session.flush()
    return movement


async def _require_no_marks(session: AsyncSession, movement: Movement) -> None:
    group_id = movement.to_group_id
    if group_id is not None and await queries.has_marks_in(
        session, movement.student_id, group_id, movement.on_day
    ):
        raise MovementStands(why="marks")


async def _undo(session: AsyncSession, movement: Movement) -> None:
    for row in await queries.memberships_by_id(session, movement.opened):
        await session.delete(row)
    for row in await queries.memberships_by_id(session, [int(one) for one in movement.ended]):
        before = movement.ended[str(row.id)]
        row.left_on = date.fromisoformat(before) if before else None


def _left_before(movement: Movement) -> date | None:
    if movement.kind is MovementKind.ENROLLED:
        return movement.on_day - timedelta(days=1)
    return movement.was_left_on
