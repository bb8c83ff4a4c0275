"""A school as its files would describe it: ids, natural keys and values of everything an import compares.

Every query gives the id first, then the columns of the natural key, then the other values.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.models import (
    WITH_THE_CLASS,
    BellTime,
    Course,
    Group,
    GroupLeader,
    GroupMembership,
    Guardian,
    Guardianship,
    Lesson,
    Movement,
    MovementKind,
    PlanTopic,
    Room,
    School,
    SchoolYear,
    StaffMember,
    StaffRole,
    Student,
    Subject,
    Term,
    TimetableEntry,
    TopicPlan,
    WorkKind,
)

Rows = Sequence[Row[Any]]


async def _all(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> Rows:
    return (await session.execute(query)).all()


async def schools_with_code(session: AsyncSession, code: str) -> School | None:
    return (await session.scalars(select(School).where(School.code == code))).one_or_none()


async def only_school(session: AsyncSession) -> School | None:
    """The school of a store that has exactly one."""
    schools = (await session.scalars(select(School).limit(2))).all()
    return schools[0] if len(schools) == 1 else None


async def locked_school(session: AsyncSession, school_id: int) -> None:
    """Wait for another import into the same school, and hold off the next."""
    await session.execute(select(School.id).where(School.id == school_id).with_for_update())


async def year_named(session: AsyncSession, school_id: int, name: str) -> SchoolYear | None:
    query = select(SchoolYear).where(SchoolYear.school_id == school_id, SchoolYear.name == name)
    return (await session.scalars(query)).one_or_none()


async def year_to_fill(session: AsyncSession, school_id: int, day: date) -> SchoolYear | None:
    """The year a file without a year speaks of: the one of the day, else the next, else the last."""
    query = select(SchoolYear).where(SchoolYear.school_id == school_id).order_by(SchoolYear.starts_on)
    years = (await session.scalars(query)).all()
    return next((year for year in years if day <= year.ends_on), years[-1] if years else None)


async def user_names(session: AsyncSession) -> Rows:
    query = select(StaffMember.user_name, StaffMember.school_id, StaffMember.number)
    return await _all(session, query.where(StaffMember.user_name.is_not(None)))


async def school_row(session: AsyncSession, school_id: int) -> Rows:
    columns = (School.id, School.code, School.name, School.time_zone, School.languages)
    more = (School.regulation_profile, School.scale)
    return await _all(session, select(*columns, *more).where(School.id == school_id))


async def years(session: AsyncSession, school_id: int) -> Rows:
    query = select(SchoolYear.id, SchoolYear.name, SchoolYear.starts_on, SchoolYear.ends_on)
    return await _all(session, query.where(SchoolYear.school_id == school_id))


async def terms(session: AsyncSession, year_id: int) -> Rows:
    query = select(Term.id, Term.kind, Term.number, Term.starts_on, Term.ends_on)
    return await _all(session, query.where(Term.school_year_id == year_id))


async def bells(session: AsyncSession, school_id: int) -> Rows:
    query = select(BellTime.id, BellTime.schedule, BellTime.number, BellTime.starts_at, BellTime.ends_at)
    return await _all(session, query.where(BellTime.school_id == school_id))


async def rooms(session: AsyncSession, school_id: int) -> Rows:
    return await _all(session, select(Room.id, Room.name, Room.building).where(Room.school_id == school_id))


async def subjects(session: AsyncSession, school_id: int) -> Rows:
    query = select(Subject.id, Subject.name, Subject.names)
    return await _all(session, query.where(Subject.school_id == school_id))


async def work_kinds(session: AsyncSession, school_id: int) -> Rows:
    query = select(
        WorkKind.id, WorkKind.code, WorkKind.names, WorkKind.weight, WorkKind.position, WorkKind.is_default
    )
    return await _all(session, query.where(WorkKind.school_id == school_id))


async def staff(session: AsyncSession, school_id: int) -> Rows:
    names = (StaffMember.last_name, StaffMember.first_name, StaffMember.patronymic)
    query = select(StaffMember.id, StaffMember.number, *names, StaffMember.user_name)
    return await _all(session, query.where(StaffMember.school_id == school_id))


async def roles(session: AsyncSession, school_id: int) -> Rows:
    query = select(StaffRole.id, StaffMember.number, StaffRole.role)
    query = query.join(StaffMember, StaffMember.id == StaffRole.staff_id)
    return await _all(session, query.where(StaffMember.school_id == school_id))


async def groups(session: AsyncSession, year_id: int) -> Rows:
    parent = aliased(Group)
    query = (
        select(
            Group.id, Group.name, Group.kind, Group.grade, Group.bell_schedule, parent.name.label("parent")
        )
        .outerjoin(parent, parent.id == Group.parent_id)
        .where(Group.school_year_id == year_id)
    )
    return await _all(session, query)


async def leaders(session: AsyncSession, year_id: int) -> Rows:
    query = (
        select(
            GroupLeader.id,
            Group.name,
            GroupLeader.kind,
            StaffMember.number,
            GroupLeader.starts_on,
            GroupLeader.ends_on,
        )
        .join(Group, Group.id == GroupLeader.group_id)
        .join(StaffMember, StaffMember.id == GroupLeader.staff_id)
        .where(Group.school_year_id == year_id)
    )
    return await _all(session, query)


async def students(session: AsyncSession, school_id: int) -> Rows:
    names = (Student.last_name, Student.first_name, Student.patronymic)
    query = select(Student.id, Student.number, *names, Student.birth_date)
    return await _all(session, query.where(Student.school_id == school_id))


async def memberships(session: AsyncSession, school_id: int, day: date) -> Rows:
    """Memberships that are not over by ``day``, of every year."""
    query = (
        select(
            GroupMembership.id,
            Student.number,
            Group.name,
            Group.school_year_id,
            Group.kind,
            GroupMembership.joined_on,
            SchoolYear.ends_on.label("year_ends_on"),
        )
        .join(Student, Student.id == GroupMembership.student_id)
        .join(Group, Group.id == GroupMembership.group_id)
        .join(SchoolYear, SchoolYear.id == Group.school_year_id)
        .where(
            GroupMembership.school_id == school_id,
            or_(GroupMembership.left_on.is_(None), GroupMembership.left_on >= day),
        )
    )
    return await _all(session, query)


async def guardians(session: AsyncSession, school_id: int) -> Rows:
    names = (Guardian.last_name, Guardian.first_name, Guardian.patronymic)
    return await _all(
        session, select(Guardian.id, Guardian.number, *names).where(Guardian.school_id == school_id)
    )


async def moved_by_order(session: AsyncSession, school_id: int, since: date) -> set[str]:
    """Numbers of students whose last order says where they are: one since a day, or that they left.

    Promotion with the class does not: the files of the new year may know better.
    """
    query = (
        select(Student.number, Movement.kind, Movement.on_day)
        .join(Movement, Movement.student_id == Student.id)
        .where(Movement.school_id == school_id, Movement.taken_back_at.is_(None))
        .order_by(Movement.id)
    )
    latest = {number: (kind, day) for number, kind, day in await session.execute(query)}
    gone = (MovementKind.LEFT, MovementKind.GRADUATED)
    return {
        number
        for number, (kind, day) in latest.items()
        if kind in gone or (day >= since and kind not in WITH_THE_CLASS)
    }


async def guardianships(session: AsyncSession, school_id: int) -> Rows:
    query = (
        select(
            Guardianship.id,
            Guardian.number,
            Student.number.label("student"),
            Guardianship.relation,
            Guardianship.revoked_at,
        )
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .join(Student, Student.id == Guardianship.student_id)
        .where(Guardianship.school_id == school_id)
    )
    return await _all(session, query)


async def courses(session: AsyncSession, year_id: int) -> Rows:
    query = (
        select(Course.id, Group.name, Subject.name.label("subject"), StaffMember.number)
        .join(Group, Group.id == Course.group_id)
        .join(Subject, Subject.id == Course.subject_id)
        .join(StaffMember, StaffMember.id == Course.teacher_id)
        .where(Group.school_year_id == year_id)
    )
    return await _all(session, query)


async def entries(session: AsyncSession, year_id: int) -> Rows:
    query = (
        select(
            TimetableEntry.id,
            Group.name,
            Subject.name.label("subject"),
            StaffMember.number.label("teacher"),
            TimetableEntry.weekday,
            TimetableEntry.number,
            TimetableEntry.starts_on,
            TimetableEntry.ends_on,
            Room.name.label("room"),
        )
        .join(Course, Course.id == TimetableEntry.course_id)
        .join(Group, Group.id == Course.group_id)
        .join(Subject, Subject.id == Course.subject_id)
        .join(StaffMember, StaffMember.id == Course.teacher_id)
        .outerjoin(Room, Room.id == TimetableEntry.room_id)
        .where(Group.school_year_id == year_id)
    )
    return await _all(session, query)


async def topic_plans(session: AsyncSession, year_id: int) -> Rows:
    query = (
        select(TopicPlan.id, Group.name, Subject.name.label("subject"), StaffMember.number)
        .join(Course, Course.id == TopicPlan.course_id)
        .join(Group, Group.id == Course.group_id)
        .join(Subject, Subject.id == Course.subject_id)
        .join(StaffMember, StaffMember.id == Course.teacher_id)
        .where(Group.school_year_id == year_id)
    )
    return await _all(session, query)


async def plan_topics(session: AsyncSession, year_id: int) -> Rows:
    """Topics in the order of the plans; ``is_given`` once any lesson counts for one."""
    key = (Group.name, Subject.name.label("subject"), StaffMember.number.label("teacher"))
    values = (PlanTopic.section, PlanTopic.title, PlanTopic.hours, PlanTopic.lesson_kind, PlanTopic.homework)
    is_given = exists().where(Lesson.plan_topic_id == PlanTopic.id)
    query = (
        select(PlanTopic.id, *key, PlanTopic.position, *values, is_given.label("is_given"))
        .join(TopicPlan, TopicPlan.id == PlanTopic.plan_id)
        .join(Course, Course.id == TopicPlan.course_id)
        .join(Group, Group.id == Course.group_id)
        .join(Subject, Subject.id == Course.subject_id)
        .join(StaffMember, StaffMember.id == Course.teacher_id)
        .where(Group.school_year_id == year_id)
        .order_by(PlanTopic.plan_id, PlanTopic.position)
    )
    return await _all(session, query)
