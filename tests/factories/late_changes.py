"""Applications for late changes, at whichever step, and documents to attach."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from services.late_changes import Application, Approval, Document, apply_for, decide
from storage.files import Files
from storage.models import Grounds, LateChange, Lesson, Role, StaffMember, Student
from tests.cast import Cast
from tests.factories.people import make_staff
from tests.factories.school import make_regulation

LATE = datetime(2026, 12, 8, 5, 0, tzinfo=UTC)
"""Tuesday morning in Almaty; the lessons of 23 November closed yesterday by preset A."""
LATE_DAY = date(2026, 12, 8)
PDF = b"%PDF-1.4 a certificate"
PNG = b"\x89PNG\r\n\x1a\n a scan"
JPEG = b"\xff\xd8\xff\xe0 a photograph"


async def make_director(session: AsyncSession, cast: Cast) -> StaffMember:
    """The director of the cast's school; its lessons obey preset A from now on."""
    await make_regulation(session, cast.school, "A")
    return await make_staff(session, cast.school, "Сатыбалдиев Ерлан", Role.DIRECTOR)


async def make_late_change(
    session: AsyncSession,
    folder: Path,
    teacher: StaffMember,
    lesson: Lesson,
    *students: Student,
    grounds: Grounds = Grounds.STUDENT_ILLNESS,
    now: datetime = LATE,
) -> LateChange:
    """Filed, with a certificate as PDF."""
    application = Application(
        grounds=grounds,
        students=frozenset(student.id for student in students),
        explanation="Was ill, handed the work in later",
        documents=(Document("certificate.pdf", PDF),),
    )
    return await apply_for(
        session,
        staff=teacher,
        lesson_id=lesson.id,
        application=application,
        files=Files(folder),
        now=now,
    )


async def approve(session: AsyncSession, director: StaffMember, change: LateChange) -> LateChange:
    """Decision 17-k of today, for the usual three days."""
    approval = Approval("17-к", LATE_DAY)
    return await decide(session, staff=director, change_id=change.id, decision=approval, now=LATE)
