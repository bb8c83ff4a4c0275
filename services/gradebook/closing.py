"""Which cells of a lesson's page are closed, and why (R33). Pure."""

from datetime import date, datetime, timedelta

from services.errors import EntriesClosed, SchoolError, YearClosed
from services.gradebook.cells import NEW, OF_MARK, OF_OWN, OF_WORK, Field, Place
from services.gradebook.record import LessonRecord
from services.regulation import Entry, due_at
from storage.models import ChangeKind, Mark

PARTS = (Entry.MARKS, Entry.ATTENDANCE, Entry.TOPIC, Entry.HOMEWORK)
ENTRY_OF = {
    Field.TOPIC: Entry.TOPIC,
    Field.HOMEWORK: Entry.HOMEWORK,
    Field.DUE: Entry.HOMEWORK,
    Field.HOMEWORK_KIND: Entry.HOMEWORK,
    **dict.fromkeys(OF_OWN, Entry.HOMEWORK),
    Field.TAKEN: Entry.ATTENDANCE,
    Field.PRESENCE: Entry.ATTENDANCE,
    **dict.fromkeys(OF_WORK | OF_MARK, Entry.MARKS),
}


def closed(record: LessonRecord, place: Place, now: datetime, kind: str = "") -> SchoolError | None:
    """Why the cell may not be written now, whether it is empty or not; nothing while it may.

    ``kind`` is the code of the kind of work that a column not saved yet is to be.
    """
    entry = ENTRY_OF[place.field]
    return record.windows.refusal(entry, now, _entered_at(record, place), _kind_of(record, place) or kind)


def closed_parts(record: LessonRecord, now: datetime) -> list[SchoolError]:
    """What of the lesson is closed as a whole, one refusal for all of it where nothing is left open."""
    refusals = [record.windows.refusal(entry, now, kind=longest_open(record)) for entry in PARTS]
    found = [refusal for refusal in refusals if refusal is not None]
    if found and isinstance(found[0], YearClosed):
        return found[:1]
    if len(found) < len(PARTS):
        return found
    last = max(refusal.facts["closed_on"] for refusal in found)
    return [EntriesClosed(entry="lesson", day=record.lesson.on_day, closed_on=last)]


def longest_open(record: LessonRecord) -> str:
    """The code of the kind of work whose marks close last: while it is open a column may be added."""
    codes = [kind.code for kind in record.kinds]
    return max(codes, key=lambda code: record.windows.closes_on(Entry.MARKS, code), default="")


def marks_due(record: LessonRecord) -> dict[str, date]:
    """By column, the day by which marks of work that takes time to check are due (R31)."""
    regulation, span = record.windows.regulation, record.windows.span
    usual = due_at(regulation, Entry.MARKS, span.last, span.zone)
    due = {
        str(work.id): due_at(regulation, Entry.MARKS, span.last, span.zone, kind=work.kind.code)
        for work in record.works
    }
    return {
        column: (at - timedelta(seconds=1)).astimezone(span.zone).date()
        for column, at in due.items()
        if at is not None and at != usual
    }


def _entered_at(record: LessonRecord, place: Place) -> datetime | None:
    """When the cell was first filled in; nothing for one that never was.

    The first time: neither a slip that is mended nor a mark that is taken away and entered again may
    begin another time for slips.
    """
    if place.field in OF_MARK and not place.column.startswith(NEW):
        mark = record.marks.get((int(place.column), place.student))
        return _mark_entered(record, mark) if mark is not None else None
    if place.field is Field.PRESENCE:
        entry = record.attendance.get(place.student)
        otherwise = entry.changed_at if entry is not None and entry.presence is not None else None
        return record.first_entered.get((ChangeKind.ATTENDANCE, None, place.student), otherwise)
    if place.field in OF_WORK and not place.column.startswith(NEW):
        # What a work is called and weighs belongs to the first mark given for it.
        marks = (mark for (work, _), mark in record.marks.items() if str(work) == place.column)
        return min((at for mark in marks if (at := _mark_entered(record, mark))), default=None)
    return None


def _mark_entered(record: LessonRecord, mark: Mark) -> datetime | None:
    otherwise = mark.changed_at if mark.value is not None else None
    return record.first_entered.get((ChangeKind.MARK, mark.work_id, mark.student_id), otherwise)


def _kind_of(record: LessonRecord, place: Place) -> str:
    """The code of the kind of work the cell belongs to: its checking time may keep it open."""
    return next((work.kind.code for work in record.works if str(work.id) == place.column), "")
