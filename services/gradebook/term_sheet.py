"""The marks of one term in one course with who may have them, and which of them are closed (R37)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.class_list import list_order
from services.errors import EntriesNotOpen, Forbidden
from services.gradebook.attested import Text
from services.gradebook.record import FirstEntered
from services.gradebook.terms import closed_term_mark, term_marks_entered, term_windows
from services.regulation import Windows
from storage.models import Course, StaffMember, Student, Term, TermMark, WorkKind
from storage.queries import class_gradebook as queries
from storage.queries import gradebook as lesson_queries


@dataclass(frozen=True, slots=True)
class TermSheet:
    course: Course
    """With subject, group and teacher."""
    term: Term
    students: tuple[Student, ...]
    """Who was in the group in the term, in the order of the class list."""
    marks: Mapping[int, TermMark]
    """By student, removed ones too."""
    windows: Windows
    first_entered: FirstEntered
    kinds: tuple[WorkKind, ...]
    """The school's kinds of work, for what is said of too few marks."""

    @property
    def reasoned(self) -> frozenset[str]:
        """The codes, folded, that want a reason beside them."""
        return frozenset(code.casefold() for code in self.windows.regulation.scale.codes.not_attested)

    def shown(self, student: int) -> str:
        """The text of the mark's cell; empty where there is none."""
        return str(Text.of(self.marks.get(student)))


async def open_term_sheet(
    session: AsyncSession, *, staff: StaffMember, course_id: int, term_id: int, now: datetime
) -> TermSheet:
    """The sheet, for who may look at the course. Raises ``Forbidden``, also for a term of another year."""
    course = await permissions.require_viewing_course(
        session, staff=staff, course_id=course_id, day=now.date()
    )
    term = await queries.term_of_group(session, term_id, course.group.school_year_id)
    if term is None:
        raise Forbidden
    school = await lesson_queries.school_of(session, course.school_id)
    windows = await term_windows(session, school, course, term, now)
    members = await queries.members_between(session, course.group_id, term.starts_on, term.ends_on)
    marks = await queries.term_marks_of(session, course.id, term.id)
    return TermSheet(
        course=course,
        term=term,
        students=tuple(sorted({row[0] for row in members}, key=list_order)),
        marks={mark.student_id: mark for mark in marks},
        windows=windows,
        first_entered=await term_marks_entered(session, course, term, windows),
        kinds=tuple(await lesson_queries.kinds_of(session, course.school_id)),
    )


def closed_marks(
    windows: Windows, marks: Mapping[int, TermMark | None], first_entered: FirstEntered, now: datetime
) -> frozenset[int]:
    """The students whose mark only a permission opens. One whose time has yet to come is not closed."""
    refusals = {
        student: closed_term_mark(windows, mark, first_entered, now) for student, mark in marks.items()
    }
    return frozenset(
        student
        for student, refusal in refusals.items()
        if refusal is not None and not isinstance(refusal, EntriesNotOpen)
    )
