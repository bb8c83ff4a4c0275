"""The versions of a school's regulation, and what a change of them has to look at."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Lesson,
    Mark,
    PerformanceRule,
    RegulationVersion,
    School,
    StaffMember,
    Work,
    WorkKind,
)


async def version_at(session: AsyncSession, school_id: int, moment: datetime) -> RegulationVersion | None:
    """The version in force at a moment; before the first one, the first."""
    of_school = select(RegulationVersion).where(RegulationVersion.school_id == school_id).limit(1)
    begun = of_school.where(RegulationVersion.starts_at <= moment)
    latest = begun.order_by(RegulationVersion.starts_at.desc(), RegulationVersion.id.desc())
    found = (await session.scalars(latest)).one_or_none()
    if found is not None:
        return found
    first = of_school.order_by(RegulationVersion.starts_at, RegulationVersion.id)
    return (await session.scalars(first)).one_or_none()


async def versions_of(
    session: AsyncSession, school_id: int
) -> Sequence[tuple[RegulationVersion, StaffMember | None]]:
    """Every version with who chose it, the latest first."""
    query = (
        select(RegulationVersion, StaffMember)
        .outerjoin(StaffMember, StaffMember.id == RegulationVersion.author_id)
        .where(RegulationVersion.school_id == school_id)
        .order_by(RegulationVersion.starts_at.desc(), RegulationVersion.id.desc())
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def school_for_update(session: AsyncSession, school_id: int) -> School:
    """The school, locked until the transaction ends: two choices come one after the other."""
    query = select(School).where(School.id == school_id).with_for_update()
    return (await session.scalars(query)).one()


async def has_marks_since(session: AsyncSession, school_id: int, day: date) -> bool:
    """Whether any mark stands for a lesson of this day or later."""
    query = select(
        exists()
        .where(Mark.work_id == Work.id, Mark.value.is_not(None))
        .where(Work.lesson_id == Lesson.id, Lesson.school_id == school_id, Lesson.on_day >= day)
    )
    return bool(await session.scalar(query))


async def performance_rules(session: AsyncSession, school_id: int) -> Sequence[PerformanceRule]:
    query = select(PerformanceRule).where(PerformanceRule.school_id == school_id)
    return (await session.scalars(query)).all()


async def keep_weight(session: AsyncSession, kind: WorkKind, until: date) -> None:
    """Let the kind's works of lessons until this day keep what the kind weighs now."""
    given = select(Lesson.id).where(Lesson.school_id == kind.school_id, Lesson.on_day <= until)
    await session.execute(
        update(Work)
        .where(
            Work.kind_id == kind.id,
            Work.own_weight.is_(None),
            Work.most_points.is_(None),
            Work.lesson_id.in_(given),
        )
        .values(own_weight=kind.weight)
        .execution_options(synchronize_session=False)
    )
