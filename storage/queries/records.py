"""Personal records of a class, their checks, and the changes that families report."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Row, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from storage.models import (
    DataField,
    DataReport,
    Group,
    GroupLeader,
    GroupMembership,
    Guardian,
    GuardianRecord,
    Guardianship,
    Link,
    RecordCheck,
    ReportStatus,
    StaffMember,
    Student,
    StudentRecord,
)


async def students_in(
    session: AsyncSession, group_ids: Collection[int], day: date
) -> Sequence[Row[int, Student]]:
    """``(group id, student)`` of everybody in these classes on a day."""
    query = (
        select(GroupMembership.group_id, Student)
        .join(Student, Student.id == GroupMembership.student_id)
        .where(
            GroupMembership.group_id.in_(group_ids),
            GroupMembership.joined_on <= day,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
            or_(Student.left_on.is_(None), Student.left_on >= day),
        )
        .order_by(Student.last_name, Student.first_name, Student.id)
    )
    return (await session.execute(query)).all()


async def guardians_of(
    session: AsyncSession, student_ids: Collection[int]
) -> Sequence[Row[Guardianship, Guardian]]:
    """Every guardianship in force of these students, with the guardian."""
    query = (
        select(Guardianship, Guardian)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .where(Guardianship.student_id.in_(student_ids), Guardianship.revoked_at.is_(None))
        .order_by(Guardianship.id)
    )
    return (await session.execute(query)).all()


async def student_records(
    session: AsyncSession, student_ids: Collection[int], *, locked: bool = False
) -> dict[int, StudentRecord]:
    """By student; who has none yet is not there."""
    query = select(StudentRecord).where(StudentRecord.student_id.in_(student_ids))
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {record.student_id: record for record in await session.scalars(query)}


async def guardian_records(
    session: AsyncSession, guardian_ids: Collection[int], *, locked: bool = False
) -> dict[int, GuardianRecord]:
    """By guardian; who has none yet is not there."""
    query = select(GuardianRecord).where(GuardianRecord.guardian_id.in_(guardian_ids))
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return {record.guardian_id: record for record in await session.scalars(query)}


async def lock_people(session: AsyncSession, student_id: int, guardian_ids: Collection[int]) -> None:
    """Let two saves of the same people come one after the other, also where there is no record yet."""
    fresh = {"populate_existing": True}
    await session.execute(
        select(Student).where(Student.id == student_id).with_for_update().execution_options(**fresh)
    )
    guardians = select(Guardian).where(Guardian.id.in_(guardian_ids)).order_by(Guardian.id)
    await session.execute(guardians.with_for_update().execution_options(**fresh))


async def latest_checks(session: AsyncSession, group_ids: Collection[int]) -> dict[int, RecordCheck]:
    """The last confirmation of each class, with who gave it."""
    query = (
        select(RecordCheck)
        .where(RecordCheck.group_id.in_(group_ids))
        .options(joinedload(RecordCheck.staff))
        .order_by(RecordCheck.period)
    )
    return {check.group_id: check for check in await session.scalars(query)}


async def accounts_of_leaders(session: AsyncSession, group_id: int, day: date) -> set[int]:
    """The chats of who leads the class on a day."""
    query = (
        select(Link.account_id)
        .join(StaffMember, StaffMember.id == Link.staff_id)
        .join(GroupLeader, GroupLeader.staff_id == StaffMember.id)
        .where(
            GroupLeader.group_id == group_id,
            GroupLeader.starts_on <= day,
            or_(GroupLeader.ends_on.is_(None), GroupLeader.ends_on >= day),
            or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day),
            Link.revoked_at.is_(None),
        )
    )
    return set(await session.scalars(query))


async def groups_by_id(session: AsyncSession, group_ids: Collection[int]) -> dict[int, Group]:
    return {group.id: group for group in await session.scalars(select(Group).where(Group.id.in_(group_ids)))}


async def waiting_reports(session: AsyncSession, student_ids: Collection[int]) -> Sequence[DataReport]:
    """What waits for the class teacher about these students, the oldest first."""
    query = _with_people().where(
        DataReport.student_id.in_(student_ids), DataReport.status == ReportStatus.WAITING
    )
    return (await session.scalars(query.order_by(DataReport.id))).all()


async def report_for_update(session: AsyncSession, school_id: int, report_id: int) -> DataReport | None:
    """A report of the school, locked until the transaction ends: of two answers the second finds it decided."""
    query = select(DataReport).where(DataReport.school_id == school_id, DataReport.id == report_id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).one_or_none()


async def reports_by_id(session: AsyncSession, report_ids: Collection[int]) -> dict[int, DataReport]:
    query = _with_people().where(DataReport.id.in_(report_ids))
    return {report.id: report for report in await session.scalars(query)}


async def reports_by(
    session: AsyncSession, *, guardian_id: int | None, student_ids: Collection[int]
) -> Sequence[DataReport]:
    """Everything a guardian, or else the students themselves, ever reported."""
    query = select(DataReport).where(DataReport.guardian_id == guardian_id)
    if guardian_id is None:
        query = select(DataReport).where(
            DataReport.guardian_id.is_(None), DataReport.student_id.in_(student_ids)
        )
    return (await session.scalars(query)).all()


async def speaks_for(session: AsyncSession, report: DataReport) -> bool:
    """Whether whoever reported it still may speak for the child: tied to it, and linked to the diary."""
    if report.guardian_id is None:
        return await is_linked(session, student_id=report.student_id)
    query = select(
        exists().where(
            Guardianship.guardian_id == report.guardian_id,
            Guardianship.student_id == report.student_id,
            Guardianship.revoked_at.is_(None),
            Link.guardianship_id == Guardianship.id,
            Link.revoked_at.is_(None),
        )
    )
    return bool(await session.scalar(query))


async def is_linked(
    session: AsyncSession, *, student_id: int | None = None, guardian_id: int | None = None
) -> bool:
    """Whether any account may act as the student, or as the guardian of any child."""
    of_guardian = select(Guardianship.id).where(
        Guardianship.guardian_id == guardian_id, Guardianship.revoked_at.is_(None)
    )
    whose = Link.student_id == student_id if guardian_id is None else Link.guardianship_id.in_(of_guardian)
    return bool(await session.scalar(select(exists().where(whose, Link.revoked_at.is_(None)))))


async def guardian_ids_of(session: AsyncSession, guardianship_ids: Collection[int]) -> set[int]:
    query = select(Guardianship.guardian_id).where(Guardianship.id.in_(guardianship_ids))
    return set(await session.scalars(query))


def _with_people() -> Select[DataReport]:
    return select(DataReport).options(joinedload(DataReport.student), joinedload(DataReport.guardian))


async def accepted_reports(
    session: AsyncSession, school_id: int
) -> Sequence[Row[DataField, str, str | None]]:
    """``(field, student's number, guardian's number)`` of names and birth dates that a family reported and
    the class teacher accepted; with a guardian's number it is the guardian's own."""
    about = and_(Guardian.id == DataReport.guardian_id, DataReport.about_guardian)
    query = (
        select(DataReport.field, Student.number, Guardian.number)
        .join(Student, Student.id == DataReport.student_id)
        .outerjoin(Guardian, about)
        .where(
            DataReport.school_id == school_id,
            DataReport.status == ReportStatus.ACCEPTED,
            DataReport.field.in_((DataField.NAME, DataField.BIRTH_DATE)),
        )
    )
    return (await session.execute(query)).all()
