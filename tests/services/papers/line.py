"""One student's line in a register of course papers, as tests write and read it."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.papers import (
    NO_ORDER,
    Draft,
    Field,
    Order,
    PapersResult,
    Place,
    save_papers,
)
from storage.models import (
    Change,
    ChangeKind,
    CoursePaper,
    Door,
    PaperRegister,
    StaffMember,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING, SETTLE
from tests.factories.attestation import quarters_of
from tests.factories.papers import make_register

TOPIC = "Расчёт привода ленточного конвейера"
JANUARY = datetime(2027, 1, 12, 5, 0, tzinfo=UTC)
"""The second quarter ends on 27 December; preset B leaves five days more."""
ORDER = Order("12-к", date(2027, 1, 11))


async def register_of(session: AsyncSession, cast: Cast) -> PaperRegister:
    return await make_register(session, cast.algebra, (await quarters_of(session, cast.year))[1])


async def save(
    session: AsyncSession,
    cast: Cast,
    typed: dict[Field, str],
    seen: dict[Field, str] | None = None,
    *,
    staff: StaffMember | None = None,
    order: Order = NO_ORDER,
    now: datetime = MONDAY_MORNING,
) -> PapersResult:
    """The line of the son."""
    student = cast.son.id
    return await save_papers(
        session,
        staff=staff or cast.teacher,
        course_id=cast.algebra.id,
        draft=Draft(
            {Place(student, cell): text for cell, text in typed.items()},
            {Place(student, cell): text for cell, text in (seen or {}).items()},
        ),
        order=order,
        now=now,
        settle=SETTLE,
    )


async def paper(session: AsyncSession) -> CoursePaper:
    return (await session.scalars(select(CoursePaper))).one()


async def changes(session: AsyncSession) -> list[tuple[ChangeKind, str, str, Door]]:
    found = await session.scalars(select(Change).order_by(Change.number))
    return [(one.kind, one.was, one.became, one.door) for one in found]
