"""What a save of a lesson's page puts on record: every cell that became something else (R34). Pure."""

from collections.abc import Iterator, Mapping

from services.gradebook.cells import NEW, OF_MARK, OF_OWN, OF_WORK, OWN_NEW, Cells, Field, Place
from services.gradebook.record import LessonRecord, blank_individual
from services.history import Difference
from storage.models import ChangeKind, Work

KINDS = {
    Field.TOPIC: ChangeKind.TOPIC,
    Field.NUMBER: ChangeKind.WORK_NUMBER,
    Field.TITLE: ChangeKind.WORK_TITLE,
    Field.WEIGHT: ChangeKind.WORK_WEIGHT,
    Field.MOST: ChangeKind.WORK_POINTS,
    Field.MARK: ChangeKind.MARK,
    Field.COMMENT: ChangeKind.COMMENT,
    Field.PRESENCE: ChangeKind.ATTENDANCE,
}
"""Cells that are put on record as they are; the others mean more than their own text."""


OF_STUDENT = {
    Field.OWN: ChangeKind.INDIVIDUAL_HOMEWORK,
    Field.OWN_DUE: ChangeKind.INDIVIDUAL_HOMEWORK_DUE,
    Field.OWN_KIND: ChangeKind.HOMEWORK_KIND,
}
"""What of homework for some students is put on record, for each of them."""
Step = tuple[ChangeKind, Place, str, str]
"""Kind, cell, what it was, what it became."""


def lesson_differences(
    record: LessonRecord, before: Cells, changes: Cells, works: Mapping[str, Work]
) -> list[Difference]:
    """What ``changes`` made of the cells that stood there ``before``.

    ``works`` are those of the columns after the save, with their ids: new columns have one by then.
    """
    lesson = record.lesson
    return [
        Difference(
            kind=kind,
            was=was,
            became=became,
            course_id=lesson.course_id,
            lesson_id=lesson.id,
            work_id=works[place.column].id if place.field in OF_WORK | OF_MARK else None,
            student_id=place.student or None,
        )
        for kind, place, was, became in (
            *_texts(before, changes),
            *_homework(before, changes),
            *_individual(record, before, changes),
            *_attendance_taken(before, changes),
            *_work_kinds(record, before, works),
        )
        if was != became
    ]


def _texts(before: Cells, changes: Cells) -> Iterator[Step]:
    for place, text in changes.items():
        if place.field in KINDS:
            yield KINDS[place.field], place, before.get(place, ""), text


def _homework(before: Cells, changes: Cells) -> Iterator[Step]:
    """Homework comes and goes with its day, which the page shows before there is any."""
    text, due = Place(Field.HOMEWORK), Place(Field.DUE)
    was, day = before.get(text, ""), before.get(due, "")
    became = changes.get(text, was)
    yield ChangeKind.HOMEWORK, text, was, became
    yield ChangeKind.HOMEWORK_DUE, due, day if was else "", changes.get(due) or day if became else ""
    kind = Place(Field.HOMEWORK_KIND)
    known = before.get(kind, "")
    yield ChangeKind.HOMEWORK_KIND, kind, known if was else "", changes.get(kind, known) if became else ""


def _individual(record: LessonRecord, before: Cells, changes: Cells) -> Iterator[Step]:
    """Homework for some students, for each of them: it comes, changes and goes with its day and its kind."""
    for column in dict.fromkeys(place.column for place in changes if place.field in OF_OWN):
        was = {place.field: text for place, text in before.items() if place.column == column}
        changed = {place.field: text for place, text in changes.items() if place.column == column}
        blank = {place.field: text for place, text in blank_individual(record, column).items()}
        became = {**blank, **was, **changed}
        given = became.get(Field.OWN_FOR, "").split() if became.get(Field.OWN) else []
        had = [] if column.startswith(OWN_NEW) else was.get(Field.OWN_FOR, "").split()
        for student in dict.fromkeys((*had, *given)):
            for field, kind in OF_STUDENT.items():
                yield (
                    kind,
                    Place(field, column, int(student)),
                    was.get(field, "") if student in had else "",
                    became.get(field, "") if student in given else "",
                )


def _attendance_taken(before: Cells, changes: Cells) -> Iterator[Step]:
    """Whoever enters an absence has taken attendance; it is never untaken."""
    taken = Place(Field.TAKEN)
    if taken in changes or any(place.field is Field.PRESENCE for place in changes):
        yield ChangeKind.ATTENDANCE_TAKEN, taken, before.get(taken, ""), "1"


def _work_kinds(record: LessonRecord, before: Cells, works: Mapping[str, Work]) -> Iterator[Step]:
    """By the kind's code, which tells more than its id once the kind is gone; of a new work always."""
    codes = {str(kind.id): kind.code for kind in record.kinds}
    for column, work in works.items():
        place = Place(Field.KIND, column)
        was = "" if column.startswith(NEW) else before.get(place, "")
        yield ChangeKind.WORK_KIND, place, codes.get(was, was), codes[str(work.kind_id)]
