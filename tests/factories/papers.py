"""Registers of course papers and the papers in them."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Course, CoursePaper, PaperKind, PaperRegister, StaffMember, Student, Term
from tests.clock import MONDAY_MORNING
from tests.factories import keep


async def make_register(
    session: AsyncSession, course: Course, term: Term, kind: PaperKind = PaperKind.WORK
) -> PaperRegister:
    return await keep(
        session,
        PaperRegister(school_id=course.school_id, course_id=course.id, term_id=term.id, kind=kind),
    )


async def make_paper(
    session: AsyncSession,
    register: PaperRegister,
    student: Student,
    topic: str,
    value: str | None = None,
    supervisor: StaffMember | None = None,
    defended_on: date | None = None,
) -> CoursePaper:
    return await keep(
        session,
        CoursePaper(
            school_id=register.school_id,
            register_id=register.id,
            student_id=student.id,
            topic=topic,
            value=value,
            supervisor_id=supervisor.id if supervisor else None,
            defended_on=defended_on,
            changed_at=MONDAY_MORNING,
        ),
    )
