"""Applications for late changes, with their lessons and documents."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from storage.models import (
    Course,
    LateChange,
    LateChangeDocument,
    LateChangeStatus,
    Lesson,
    Link,
    Role,
    StaffMember,
    StaffRole,
    Student,
)

OF_COURSE = (Course.subject, Course.group, Course.teacher)


async def late_change_for_update(session: AsyncSession, school_id: int, change_id: int) -> LateChange | None:
    """An application of the school, locked until the transaction ends: two decisions come one after the other."""
    query = select(LateChange).where(LateChange.school_id == school_id, LateChange.id == change_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).one_or_none()


async def late_change_of_school(session: AsyncSession, school_id: int, change_id: int) -> LateChange | None:
    """An application of the school, with its lesson and the people who dealt with it."""
    query = _with_everything().where(LateChange.school_id == school_id, LateChange.id == change_id)
    return (await session.scalars(query)).one_or_none()


async def late_changes_of(
    session: AsyncSession, school_id: int, applicant_id: int | None = None
) -> Sequence[LateChange]:
    """The school's applications, or one applicant's, the latest first."""
    query = _with_everything().where(LateChange.school_id == school_id).order_by(LateChange.id.desc())
    if applicant_id is not None:
        query = query.where(LateChange.applicant_id == applicant_id)
    return (await session.scalars(query)).all()


async def entered_of(session: AsyncSession, school_id: int) -> Sequence[LateChange]:
    """What was entered by permission, in the order of entry: the table of changes."""
    query = _with_everything().where(
        LateChange.school_id == school_id, LateChange.status == LateChangeStatus.DONE
    )
    return (await session.scalars(query.order_by(LateChange.entered_at, LateChange.id))).all()


async def lock_applicant(session: AsyncSession, staff_id: int) -> None:
    """Let one person's applications be filed one after the other, until the transaction ends: a form that is
    sent twice finds the first one waiting."""
    query = select(StaffMember.id).where(StaffMember.id == staff_id)
    await session.execute(query.with_for_update(key_share=True))


async def waiting_like(session: AsyncSession, change: LateChange) -> Sequence[LateChange]:
    """The same applicant's applications about the same lesson or the same marks that nobody has decided yet."""
    query = select(LateChange).where(
        LateChange.lesson_id == change.lesson_id,
        LateChange.course_id == change.course_id,
        LateChange.term_id == change.term_id,
        LateChange.attestation_id == change.attestation_id,
        LateChange.applicant_id == change.applicant_id,
        LateChange.status == LateChangeStatus.FILED,
    )
    return (await session.scalars(query)).all()


async def has_applied(session: AsyncSession, staff_id: int) -> bool:
    return bool(await session.scalar(select(exists().where(LateChange.applicant_id == staff_id))))


async def late_changes_by_id(session: AsyncSession, change_ids: Collection[int]) -> dict[int, LateChange]:
    query = _with_everything().where(LateChange.id.in_(change_ids))
    return {change.id: change for change in await session.scalars(query)}


async def accounts_in_office(session: AsyncSession, school_id: int, role: Role, day: date) -> set[int]:
    """The chats of the school's people who hold the role on a day."""
    query = (
        select(Link.account_id)
        .join(StaffMember, StaffMember.id == Link.staff_id)
        .join(StaffRole, StaffRole.staff_id == StaffMember.id)
        .where(
            StaffMember.school_id == school_id,
            StaffRole.role == role,
            Link.revoked_at.is_(None),
            or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day),
        )
    )
    return set(await session.scalars(query))


async def documents_of(session: AsyncSession, change_id: int) -> Sequence[LateChangeDocument]:
    """In the order in which they were attached."""
    query = select(LateChangeDocument).where(LateChangeDocument.late_change_id == change_id)
    return (await session.scalars(query.order_by(LateChangeDocument.id))).all()


async def students_by_id(
    session: AsyncSession, school_id: int, student_ids: Collection[int]
) -> dict[int, Student]:
    query = select(Student).where(Student.school_id == school_id, Student.id.in_(student_ids))
    return {student.id: student for student in await session.scalars(query)}


def _with_everything() -> Select[LateChange]:
    of_lesson = joinedload(LateChange.lesson).joinedload(Lesson.course)
    of_term = joinedload(LateChange.course)
    return select(LateChange).options(
        *(of.joinedload(one) for of in (of_lesson, of_term) for one in OF_COURSE),
        joinedload(LateChange.term),
        joinedload(LateChange.attestation),
        joinedload(LateChange.applicant),
        joinedload(LateChange.decided_by),
        joinedload(LateChange.entered_by),
    )
