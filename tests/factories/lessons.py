"""Courses, lessons, works, marks, attendance, homework."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    Attendance,
    Course,
    Door,
    Group,
    Homework,
    IndividualHomework,
    IndividualHomeworkStudent,
    Lesson,
    Mark,
    MarkRevision,
    Material,
    Presence,
    StaffMember,
    Student,
    Subject,
    Work,
    WorkKind,
)
from tests.clock import MONDAY_MORNING
from tests.factories import keep
from tests.factories.school import BELLS


async def make_course(session: AsyncSession, subject: Subject, group: Group, teacher: StaffMember) -> Course:
    return await keep(
        session,
        Course(
            school_id=group.school_id,
            subject_id=subject.id,
            group_id=group.id,
            teacher_id=teacher.id,
            subject=subject,
            group=group,
            teacher=teacher,
        ),
    )


async def make_lesson(
    session: AsyncSession,
    course: Course,
    on_day: date,
    number: int = 1,
    zone: str = "Asia/Almaty",
    topic: str = "",
) -> Lesson:
    """A lesson at the bell times of ``tests.factories.school`` in ``zone``."""
    starts_at, ends_at = (datetime.combine(on_day, at, tzinfo=ZoneInfo(zone)) for at in BELLS[number - 1])
    return await keep(
        session,
        Lesson(
            school_id=course.school_id,
            course_id=course.id,
            on_day=on_day,
            number=number,
            starts_at=starts_at,
            ends_at=ends_at,
            topic=topic,
        ),
    )


async def make_work(session: AsyncSession, lesson: Lesson, kind: WorkKind, title: str = "") -> Work:
    return await keep(
        session,
        Work(school_id=lesson.school_id, lesson_id=lesson.id, kind_id=kind.id, kind=kind, title=title),
    )


async def make_mark(
    session: AsyncSession,
    work: Work,
    student: Student,
    value: str,
    at: datetime = MONDAY_MORNING,
    comment: str = "",
) -> Mark:
    """A mark with the first revision of its history."""
    mark = await keep(
        session,
        Mark(
            school_id=work.school_id,
            work_id=work.id,
            student_id=student.id,
            value=value,
            comment=comment,
            changed_at=at,
        ),
    )
    session.add(
        MarkRevision(
            school_id=work.school_id,
            mark_id=mark.id,
            version=1,
            value=value,
            comment=comment,
            door=Door.WEB,
            at=at,
        )
    )
    await session.flush()
    return mark


async def make_attendance(
    session: AsyncSession, lesson: Lesson, student: Student, presence: Presence = Presence.ABSENT
) -> Attendance:
    return await keep(
        session,
        Attendance(
            school_id=lesson.school_id,
            lesson_id=lesson.id,
            student_id=student.id,
            presence=presence,
            changed_at=MONDAY_MORNING,
        ),
    )


async def make_homework(session: AsyncSession, lesson: Lesson, due_on: date, text: str) -> Homework:
    return await keep(
        session, Homework(school_id=lesson.school_id, lesson_id=lesson.id, due_on=due_on, text=text)
    )


async def make_individual_homework(
    session: AsyncSession, lesson: Lesson, due_on: date, text: str, *students: Student
) -> IndividualHomework:
    homework = await keep(
        session,
        IndividualHomework(school_id=lesson.school_id, lesson_id=lesson.id, due_on=due_on, text=text),
    )
    for student in students:
        await keep(
            session,
            IndividualHomeworkStudent(
                school_id=lesson.school_id, homework_id=homework.id, student_id=student.id
            ),
        )
    return homework


async def make_material(
    session: AsyncSession, lesson: Lesson, sha256: str = "0" * 64, title: str = "Card"
) -> Material:
    return await keep(
        session,
        Material(
            school_id=lesson.school_id,
            lesson_id=lesson.id,
            title=title,
            file_name="card.pdf",
            media_type="application/pdf",
            size=10,
            sha256=sha256,
            added_at=MONDAY_MORNING,
        ),
    )
