"""Saves a lesson's page: everything that changed, or nothing (R30, R34)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from services import alerts, history, permissions, plans
from services.errors import Forbidden, LessonCancelled
from services.gradebook.cells import NEW, OF_MARK, OF_WORK, Cells, Field, LessonDraft, Place, SaveResult
from services.gradebook.checking import check
from services.gradebook.differences import lesson_differences
from services.gradebook.homework import write_homework
from services.gradebook.permit import Permit
from services.gradebook.record import LessonRecord, load_record, shown
from storage.models import (
    Attendance,
    Door,
    Lesson,
    LessonStatus,
    Mark,
    MarkRevision,
    Presence,
    StaffMember,
    Work,
)


async def save_lesson(
    session: AsyncSession,
    *,
    staff: StaffMember,
    lesson_id: int,
    draft: LessonDraft,
    now: datetime,
    settle: timedelta,
    door: Door = Door.WEB,
) -> SaveResult:
    """Save what the draft changes. With a fault in any cell nothing is saved and all faults come back.

    Raises ``Forbidden`` for who doesn't give this lesson and for cells that are not on its page,
    ``LessonCancelled``.
    """
    lesson = await permissions.require_recording(session, staff=staff, lesson_id=lesson_id)
    return await save_record(
        session, staff=staff, lesson=lesson, draft=draft, now=now, settle=settle, door=door
    )


async def save_record(
    session: AsyncSession,
    *,
    staff: StaffMember,
    lesson: Lesson,
    draft: LessonDraft,
    now: datetime,
    settle: timedelta,
    door: Door,
    permit: Permit | None = None,
) -> SaveResult:
    """Save a lesson that the caller was allowed to write and has locked; by permit its cells alone.

    Raises ``Forbidden`` for cells that are not on its page, ``LessonCancelled``.
    """
    if lesson.status is LessonStatus.CANCELLED:
        raise LessonCancelled
    record = await load_record(session, lesson, may_record=True)
    checked = check(draft, record, now, permit)
    if checked.faults:
        return SaveResult(faults=checked.faults, columns=checked.columns)
    if checked.changes:
        pen = _Pen(session, record, checked.changes, staff, door, now)
        await pen.write()
        await alerts.marks_saved(session, lesson=lesson, marks=pen.marks, now=now, settle=settle, door=door)
        await alerts.attendance_saved(
            session, lesson=lesson, entries=pen.entries, now=now, settle=settle, door=door
        )
    return SaveResult(changed=len(checked.changes), written=checked.changes, columns=checked.columns)


@dataclass(slots=True)
class _Pen:
    """Writes one save: checked changes of one lesson, by one person, at one moment."""

    session: AsyncSession
    record: LessonRecord
    changes: dict[Place, str]
    staff: StaffMember
    door: Door
    now: datetime
    marks: list[Mark] = field(default_factory=list)
    entries: list[Attendance] = field(default_factory=list)

    async def write(self) -> None:
        before = shown(self.record)
        self._write_lesson()
        await write_homework(self.session, self.record, self.changes)
        works = await self._write_works()
        await self._write_marks(works)
        self._write_attendance()
        await self.session.flush()
        if Place(Field.TOPIC) in self.changes:
            await plans.topic_changed(self.session, lesson=self.record.lesson)
        await self._note(before, works)

    def _write_lesson(self) -> None:
        lesson = self.record.lesson
        if Place(Field.TOPIC) in self.changes:
            lesson.topic = self.changes[Place(Field.TOPIC)]
            lesson.version += 1
        takes = Place(Field.TAKEN) in self.changes or any(p.field is Field.PRESENCE for p in self.changes)
        # One student's presence, entered by permission, says nothing about all the others.
        if takes and lesson.attendance_taken_at is None and self.door is not Door.PERMISSION:
            lesson.attendance_taken_at = self.now

    async def _write_works(self) -> dict[str, Work]:
        """Every column's work, after changing and adding what the page asks for."""
        works = {str(work.id): work for work in self.record.works}
        last = max((work.position for work in self.record.works), default=0)
        for column in dict.fromkeys(p.column for p in self.changes if p.field in OF_WORK | OF_MARK):
            if column.startswith(NEW):
                last += 1
                works[column] = self._new_work(last)
                self.session.add(works[column])
            for place in [p for p in self.changes if p.column == column and p.field in OF_WORK]:
                _set(works[column], place.field, self.changes[place])
        await self.session.flush()
        return works

    def _new_work(self, position: int) -> Work:
        kind = self.record.default_kind
        if kind is None:
            raise Forbidden
        lesson = self.record.lesson
        return Work(school_id=lesson.school_id, lesson_id=lesson.id, kind_id=kind.id, position=position)

    async def _write_marks(self, works: dict[str, Work]) -> None:
        cells = dict.fromkeys((p.column, p.student) for p in self.changes if p.field in OF_MARK)
        for column, student_id in cells:
            mark = self.record.marks.get((works[column].id, student_id))
            if mark is None:
                mark = self._new_mark(works[column], student_id)
                self.session.add(mark)
            else:
                mark.version += 1
            value = self.changes.get(Place(Field.MARK, column, student_id))
            comment = self.changes.get(Place(Field.COMMENT, column, student_id))
            mark.value = mark.value if value is None else value or None
            mark.comment = mark.comment if comment is None else comment
            mark.changed_at = self.now
            self.marks.append(mark)
        await self.session.flush()
        self.session.add_all(self._revision(mark) for mark in self.marks)

    def _new_mark(self, work: Work, student_id: int) -> Mark:
        return Mark(
            school_id=work.school_id,
            work_id=work.id,
            student_id=student_id,
            value=None,
            comment="",
            version=1,
        )

    def _revision(self, mark: Mark) -> MarkRevision:
        return MarkRevision(
            school_id=mark.school_id,
            mark_id=mark.id,
            version=mark.version,
            value=mark.value,
            comment=mark.comment,
            author_id=self.staff.id,
            door=self.door,
            at=self.now,
        )

    def _write_attendance(self) -> None:
        for place, text in self.changes.items():
            if place.field is Field.PRESENCE:
                entry = self._entry_of(place.student)
                entry.presence = Presence(text) if text else None
                entry.author_id = self.staff.id
                entry.changed_at = self.now
                self.entries.append(entry)

    def _entry_of(self, student_id: int) -> Attendance:
        """The entry to change, one version on; a new one where there was none."""
        entry = self.record.attendance.get(student_id)
        if entry is not None:
            entry.version += 1
            return entry
        lesson = self.record.lesson
        entry = Attendance(school_id=lesson.school_id, lesson_id=lesson.id, student_id=student_id, version=1)
        self.session.add(entry)
        return entry

    async def _note(self, before: Cells, works: Mapping[str, Work]) -> None:
        """Last, for from here on nobody else of the school can save (R24, R34)."""
        await history.note(
            self.session,
            school_id=self.record.lesson.school_id,
            staff=self.staff,
            door=self.door,
            differences=lesson_differences(self.record, before, self.changes, works),
            now=self.now,
        )


def _set(work: Work, kind: Field, text: str) -> None:
    if kind is Field.KIND:
        work.kind_id = int(text)
    elif kind is Field.NUMBER:
        work.number = int(text) if text else None
    elif kind is Field.TITLE:
        work.title = text
    elif kind is Field.WEIGHT:
        work.own_weight = Decimal(text) if text else None
    elif kind is Field.MOST:
        work.most_points = int(text) if text else None
