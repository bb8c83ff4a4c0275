"""The teacher's application to write what is closed after all (R35)."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import permissions
from services.attachments import Document, media_type_of
from services.errors import (
    AlreadyFiled,
    EntryTooLong,
    Forbidden,
    LessonCancelled,
    NoStudentChosen,
    NothingClosed,
    TextEmpty,
)
from services.gradebook import Field, LessonRecord, Place, closed, load_record, longest_open
from services.gradebook.cells import NEW
from services.late_changes.documents import require_fit
from services.late_changes.steps import take_step
from storage.files import Files
from storage.models import (
    Grounds,
    LateChange,
    LateChangeDocument,
    LateChangeStatus,
    LessonStatus,
    StaffMember,
    Student,
)
from storage.queries import late_changes as queries

LONGEST_EXPLANATION = 1000


@dataclass(frozen=True, slots=True)
class Application:
    """What the teacher asks for, and why."""

    grounds: Grounds
    students: frozenset[int]
    explanation: str
    documents: Sequence[Document] = ()


async def apply_for(
    session: AsyncSession,
    *,
    staff: StaffMember,
    lesson_id: int,
    application: Application,
    files: Files,
    now: datetime,
) -> LateChange:
    """File an application for who records the lesson.

    Raises ``Forbidden`` for everybody else and for a student of another class, ``LessonCancelled``,
    ``NothingClosed``, ``AlreadyFiled``, and what ``require_sound`` raises.
    """
    lesson = await permissions.require_recording(session, staff=staff, lesson_id=lesson_id)
    if lesson.status is LessonStatus.CANCELLED:
        raise LessonCancelled
    record = await load_record(session, lesson, may_record=True)
    everybody = [student.id for student in record.students]
    require_sound(application, record.students, closed_for(record, everybody, now), "lesson")
    change = LateChange(lesson_id=lesson.id)
    return await file(session, change, application, staff=staff, files=files, now=now)


async def file(
    session: AsyncSession,
    change: LateChange,
    application: Application,
    *,
    staff: StaffMember,
    files: Files,
    now: datetime,
) -> LateChange:
    """File a sound application about what ``change`` names, and tell the director.

    Raises ``AlreadyFiled``.
    """
    change.school_id, change.applicant_id = staff.school_id, staff.id
    change.grounds, change.students = application.grounds, sorted(application.students)
    change.explanation = application.explanation.strip()
    change.status, change.filed_at = LateChangeStatus.FILED, now
    await queries.lock_applicant(session, staff.id)
    for filed in await queries.waiting_like(session, change):
        if (filed.grounds, filed.students) == (change.grounds, change.students):
            raise AlreadyFiled
    session.add(change)
    await session.flush()
    await _attach(session, change, application.documents, files)
    await take_step(session, change, staff, "file_late_change", now, grounds=change.grounds.value)
    return change


def require_sound(
    application: Application, students: Iterable[Student], closed: Collection[int], about: str
) -> None:
    """Raises ``NoStudentChosen``, ``Forbidden``, ``TextEmpty``, ``EntryTooLong``, ``NothingClosed`` for a
    student with nothing closed, and what ``require_fit`` raises for documents.

    ``about`` says what the application is made for, ``lesson`` or ``term``.
    """
    by_id = {student.id: student for student in students}
    if not application.students:
        raise NoStudentChosen
    if not application.students <= by_id.keys():
        raise Forbidden
    if not application.explanation.strip():
        raise TextEmpty
    if len(application.explanation.strip()) > LONGEST_EXPLANATION:
        raise EntryTooLong(limit=LONGEST_EXPLANATION)
    for student_id in sorted(application.students.difference(closed)):
        raise NothingClosed(name=by_id[student_id].short_name, about=about)
    require_fit(application.grounds, application.documents)


def closed_for(record: LessonRecord, students: Collection[int], now: datetime) -> frozenset[int]:
    """Those of the students who have a cell that can no longer be written: a mark, or the presence."""
    columns = [str(work.id) for work in record.works] + [f"{NEW}1"]
    usual = longest_open(record)
    return frozenset(
        student
        for student in students
        if any(
            closed(record, place, now, usual) is not None
            for place in (
                Place(Field.PRESENCE, "", student),
                *(Place(Field.MARK, column, student) for column in columns),
            )
        )
    )


async def _attach(
    session: AsyncSession, change: LateChange, documents: Sequence[Document], files: Files
) -> None:
    """Keep the contents, and rows that say what they are. Of a transaction undone only the contents stay."""
    for document in documents:
        name = await asyncio.to_thread(files.keep, document.content)
        session.add(
            LateChangeDocument(
                school_id=change.school_id,
                late_change_id=change.id,
                file_name=document.shown_name,
                media_type=media_type_of(document.content) or "",
                size=len(document.content),
                sha256=name,
            )
        )
        # One by one, so that their ids keep the order in which they were attached.
        await session.flush()
