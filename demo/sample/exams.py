"""The older classes' exams: one held at the end of the last term, with its marks, and one to come."""

from collections.abc import Iterator
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
    last = terms[0]
    first: dict[int, int] = {}
    for course in courses.values():
        if (course.grade or 0) >= OLDER_GRADE and len(life.in_group(course.group_id, last.ends_on)) > 1:
            first.setdefault(course.group_id, course.id)
    held, coming = ([_exam(school, course_id, term) for course_id in first.values()] for term in terms)
    session.add_all([*held, *coming])
    await session.flush()
    marks = [mark for exam in held for mark in _marks(life, exam, courses[exam.course_id], last, given_at)]
    await bulk.insert_blindly(session, AttestationMark, marks)


def _exam(school: School, course_id: int, term: Term) -> Attestation:
    return Attestation(
        school_id=school.id,
        course_id=course_id,
        term_id=term.id,
        kind=AttestationKind.EXAM,
        on_day=term.ends_on - BEFORE_THE_END,
    )


def _marks(
    life: Life, exam: Attestation, course: Any, term: Term, given_at: datetime
) -> Iterator[dict[str, Any]]:
    """The last but one in the list was ill that day."""
    students = life.in_group(course.group_id, term.ends_on)
    for student in students:
        was_ill = student == students[-2]
        yield {
            "school_id": exam.school_id,
            "attestation_id": exam.id,
            "student_id": student,
            "value": "н/а" if was_ill else str(min(5, max(2, round(life.ability[student])))),
            "reason": NotAttestedReason.ILLNESS if was_ill else None,
            "author_id": course.teacher_id,
            "changed_at": given_at,
        }
