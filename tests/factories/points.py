"""Works given in points: the kinds of the scheme, a work with its maximum, a student's points."""

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from services.regulation.points_kinds import NAMES
from storage.models import Lesson, Mark, School, Student, Work, WorkKind
from tests.factories import keep
from tests.factories.lessons import make_mark
from tests.factories.school import make_regulation

SECTION, QUARTER = "section_summative", "quarter_summative"


async def make_scheme(session: AsyncSession, school: School, **overrides: object) -> dict[str, WorkKind]:
    """Regulation E with the scheme on, and its two kinds of work by their codes."""
    await make_regulation(session, school, "E", **{"summative__is_on": True, **overrides})
    return {
        code: await keep(
            session,
            WorkKind(
                school_id=school.id,
                code=code,
                names=names,
                weight=Decimal(0),
                position=position,
                is_default=False,
            ),
        )
        for position, (code, names) in enumerate(NAMES.items(), 11)
    }


async def make_points_work(
    session: AsyncSession, lesson: Lesson, kind: WorkKind, most: int, number: int | None = None
) -> Work:
    return await keep(
        session,
        Work(
            school_id=lesson.school_id,
            lesson_id=lesson.id,
            kind_id=kind.id,
            kind=kind,
            number=number,
            most_points=most,
        ),
    )


async def make_points(session: AsyncSession, work: Work, student: Student, given: int) -> Mark:
    return await make_mark(session, work, student, f"{given}/{work.most_points}")
