"""The older classes' exams: one held at the end of the last term, with its marks, and one to come."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from demo.sample.life import Life
from storage.models import Attestation, AttestationKind, AttestationMark, NotAttestedReason, School, Term
from storage.queries import bulk

OLDER_GRADE = 9
BEFORE_THE_END = timedelta(days=3)


async def hold_exams(
    session: AsyncSession,
    life: Life,
    school: School,
    courses: dict[int, Any],
    terms: tuple[Term, Term],
    given_at: datetime,
) -> None:
    """In the first course of every older class; ``terms`` are the last one and this one."""
    first: dict[int, int] = {}
    for course in courses.values():
        if (course.grade or 0) >= OLDER_GRADE and len(life.members.get(course.group_id, ())) > 1:
            first.setdefault(course.group_id, course.id)
    held, coming = ([_exam(school, course_id, term) for course_id in first.values()] for term in terms)
    session.add_all([*held, *coming])
    await session.flush()
    marks = [
        _mark(life, exam, courses[exam.course_id], student, position, given_at)
        for exam in held
        for position, student in enumerate(life.members[courses[exam.course_id].group_id])
    ]
    await bulk.insert_blindly(session, AttestationMark, marks)


def _exam(school: School, course_id: int, term: Term) -> Attestation:
    return Attestation(
        school_id=school.id,
        course_id=course_id,
        term_id=term.id,
        kind=AttestationKind.EXAM,
        on_day=term.ends_on - BEFORE_THE_END,
    )


def _mark(
    life: Life, exam: Attestation, course: Any, student: int, position: int, given_at: datetime
) -> dict[str, Any]:
    """The last but one in the list was ill that day."""
    was_ill = position == len(life.members[course.group_id]) - 2
    return {
        "school_id": exam.school_id,
        "attestation_id": exam.id,
        "student_id": student,
        "value": "н/а" if was_ill else str(min(5, max(2, round(life.ability[student])))),
        "reason": NotAttestedReason.ILLNESS if was_ill else None,
        "author_id": course.teacher_id,
        "changed_at": given_at,
    }
