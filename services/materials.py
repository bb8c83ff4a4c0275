"""Materials of a lesson: files that its teacher attaches and that the students' families get (R6, R32)."""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import history, permissions
from services.accounts import Child
from services.attachments import LONGEST_NAME, Document, media_type_of, require_attachable
from services.errors import (
    DocumentLost,
    EntryTooLong,
    Forbidden,
    LessonCancelled,
    MaterialGone,
    TooManyDocuments,
)
from services.gradebook import load_record
from services.history import Difference
from services.regulation import Entry
from storage.files import Files
from storage.models import ChangeKind, Door, Lesson, LessonStatus, Material, StaffMember, Subject
from storage.queries import homework as queries

MOST_MATERIALS = 8
"""Of one lesson."""


async def add_material(
    session: AsyncSession,
    *,
    staff: StaffMember,
    lesson_id: int,
    title: str,
    document: Document,
    files: Files,
    now: datetime,
) -> Material:
    """Attach a file to a lesson while its homework is open; without a title the file's name is one.

    Raises ``Forbidden`` for who doesn't give the lesson, ``LessonCancelled``, ``EntriesClosed``,
    ``EntryTooLong``, ``TooManyDocuments``, ``DocumentTooBig``, ``WrongDocument``.
    """
    lesson = await _require_open(session, staff, lesson_id, now)
    require_attachable([document], MOST_MATERIALS)
    if len(await queries.materials_of(session, lesson.id)) >= MOST_MATERIALS:
        raise TooManyDocuments(most=MOST_MATERIALS)
    material = _described(document, title)
    material.school_id, material.lesson_id = lesson.school_id, lesson.id
    material.author_id, material.added_at = staff.id, now
    material.sha256 = await asyncio.to_thread(files.keep, document.content)
    session.add(material)
    await _note(session, staff, lesson, "", material.title, now)
    return material


def _described(document: Document, title: str) -> Material:
    """The file with its title, and what it is. Raises ``EntryTooLong``."""
    title = title.strip() or document.shown_name.rpartition(".")[0] or document.shown_name
    if len(title) > LONGEST_NAME:
        raise EntryTooLong(limit=LONGEST_NAME)
    return Material(
        title=title,
        file_name=document.shown_name,
        media_type=media_type_of(document.content) or "",
        size=len(document.content),
    )


async def remove_material(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, material_id: int, now: datetime
) -> None:
    """Take a file away while the lesson's homework is open; its content stays in the folder of files.

    Raises ``Forbidden``, also for another lesson's material, ``LessonCancelled``, ``EntriesClosed``.
    """
    lesson = await _require_open(session, staff, lesson_id, now)
    material = await _own(session, lesson, material_id)
    await session.delete(material)
    await _note(session, staff, lesson, material.title, "", now)


async def open_material(
    session: AsyncSession, *, staff: StaffMember, lesson_id: int, material_id: int
) -> Material:
    """A lesson's material, for whoever may look at the lesson. Raises ``Forbidden``."""
    lesson = await permissions.require_viewing_lesson(session, staff=staff, lesson_id=lesson_id)
    return await _own(session, lesson, material_id)


async def material_for(
    session: AsyncSession, *, child: Child, material_id: int | None, files: Files
) -> tuple[Material, Lesson, Subject]:
    """A material of a lesson that the child was to be at, with the lesson and its subject.

    Raises ``MaterialGone`` for any other and for none at all, ``DocumentLost`` without its file.
    """
    found = await queries.material_of_student(session, child.student.id, material_id or 0)
    if found is None:
        raise MaterialGone
    if files.path_of(found[0].sha256) is None:
        raise DocumentLost
    return found


async def _require_open(session: AsyncSession, staff: StaffMember, lesson_id: int, now: datetime) -> Lesson:
    lesson = await permissions.require_recording(session, staff=staff, lesson_id=lesson_id)
    if lesson.status is LessonStatus.CANCELLED:
        raise LessonCancelled
    record = await load_record(session, lesson, may_record=True)
    if refusal := record.windows.refusal(Entry.HOMEWORK, now):
        raise refusal
    return lesson


async def _own(session: AsyncSession, lesson: Lesson, material_id: int) -> Material:
    for material in await queries.materials_of(session, lesson.id):
        if material.id == material_id:
            return material
    raise Forbidden


async def _note(
    session: AsyncSession, staff: StaffMember, lesson: Lesson, was: str, became: str, now: datetime
) -> None:
    await session.flush()
    difference = Difference(
        kind=ChangeKind.MATERIAL, was=was, became=became, course_id=lesson.course_id, lesson_id=lesson.id
    )
    await history.note(
        session,
        school_id=lesson.school_id,
        staff=staff,
        door=Door.WEB,
        differences=[difference],
        now=now,
    )
