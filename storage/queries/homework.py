"""Homework for some students, and the materials of lessons."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Course,
    GroupMembership,
    IndividualHomework,
    IndividualHomeworkStudent,
    Lesson,
    Material,
    Subject,
)
from storage.queries.diary import in_group_on
from storage.queries.insertion import insert_new


async def individual_of(
    session: AsyncSession, lesson_id: int
) -> Sequence[tuple[IndividualHomework, frozenset[int]]]:
    """A lesson's homework for some students with the students' ids, in the order in which it was given."""
    query = (
        select(IndividualHomework, IndividualHomeworkStudent.student_id)
        .outerjoin(IndividualHomeworkStudent, IndividualHomeworkStudent.homework_id == IndividualHomework.id)
        .where(IndividualHomework.lesson_id == lesson_id)
        .order_by(IndividualHomework.id)
    )
    found: dict[int, tuple[IndividualHomework, set[int]]] = {}
    for homework, student_id in await session.execute(query):
        _, students = found.setdefault(homework.id, (homework, set()))
        students |= {student_id} - {None}
    return [(homework, frozenset(students)) for homework, students in found.values()]


async def choose_students(
    session: AsyncSession, homework: IndividualHomework, *, added: Collection[int], removed: Collection[int]
) -> None:
    """Let the homework be for these as well, and no longer for those."""
    await session.execute(
        delete(IndividualHomeworkStudent).where(
            IndividualHomeworkStudent.homework_id == homework.id,
            IndividualHomeworkStudent.student_id.in_(removed),
        )
    )
    rows = [
        {"school_id": homework.school_id, "homework_id": homework.id, "student_id": student_id}
        for student_id in sorted(added)
    ]
    await insert_new(session, IndividualHomeworkStudent, rows)


async def materials_of(session: AsyncSession, lesson_id: int) -> Sequence[Material]:
    """In the order in which they were added."""
    query = select(Material).where(Material.lesson_id == lesson_id).order_by(Material.id)
    return (await session.scalars(query)).all()


async def material_of_student(
    session: AsyncSession, student_id: int, material_id: int
) -> tuple[Material, Lesson, Subject] | None:
    """A material of a lesson in whose group the student was that day."""
    query = (
        select(Material, Lesson, Subject)
        .join(Lesson, Lesson.id == Material.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .join(Subject, Subject.id == Course.subject_id)
        .join(GroupMembership, in_group_on(GroupMembership, student_id, Lesson.on_day))
        .where(Material.id == material_id)
    )
    row = (await session.execute(query)).first()
    return (row[0], row[1], row[2]) if row else None
