"""Works given in points: which columns they are, what their cells take, what another maximum does (R37). Pure."""

from collections.abc import Iterable, Mapping

from services.errors import OtherMarksGiven, PointsAboveMost, SchoolError, WrongMostPoints, WrongPoints
from services.gradebook.cells import NEW, Cells, Field, LessonDraft, Place
from services.gradebook.record import LessonRecord
from services.points import HIGHEST_MOST, Points
from storage.models import Mark, Work

Mosts = Mapping[str, int | None]
"""By column given in points, its maximum; None where it is missing or none."""


def is_in_points(record: LessonRecord, column: str, kind: str) -> bool:
    """Whether a column of this kind (its id as text) takes points. What was given in points stays so."""
    codes = record.windows.regulation.summative.kinds
    if kind in {str(one.id) for one in record.kinds if one.code in codes}:
        return True
    work = _work_of(record, column)
    return work is not None and work.most_points is not None and kind == str(work.kind_id)


def columns_in_points(draft: LessonDraft, record: LessonRecord, stored: Cells) -> dict[str, int | None]:
    """The columns that are given in points once the draft is saved, with their maximums."""
    columns = [*(str(work.id) for work in record.works), *draft.new_columns()]
    typed = {**stored, **dict(draft.touched())}
    return {
        column: most_in(typed.get(Place(Field.MOST, column), ""))
        for column in columns
        if is_in_points(record, column, typed.get(Place(Field.KIND, column), ""))
    }


def most_in(text: str) -> int | None:
    """The maximum that was typed; nothing for what is none."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= HIGHEST_MOST:
        return None
    return int(text)


def tidy_points(text: str, most: int, before: str, record: LessonRecord) -> str:
    """``12`` as ``12/15``; a code as it is. ``before`` is what stands there. Raises ``WrongPoints``."""
    codes = {code.casefold(): code for code in record.scale.codes}
    if not text or text.casefold() in codes:
        return codes.get(text.casefold(), "")
    standing = Points.read(before)
    head, slash, of = text.replace(" ", "").partition("/")
    known = {str(most)} | ({str(standing.most)} if standing else set())
    if head.isascii() and head.isdecimal() and (not slash or of in known) and int(head[:9]) <= most:
        return str(Points(int(head), most))
    raise WrongPoints(most=most, codes=", ".join(sorted(record.scale.codes)))


def settle_points(
    changes: dict[Place, str],
    faults: dict[Place, SchoolError],
    record: LessonRecord,
    mosts: Mosts,
    touched: Iterable[str],
) -> None:
    """What follows for whole columns: a maximum is needed, and another one is that of all its marks."""
    for column in dict.fromkeys(touched):
        work = _work_of(record, column)
        place = Place(Field.MOST, column)
        marks = _marks_of(record, work)
        was = work is not None and work.most_points is not None
        if work is not None and was != (column in mosts):
            if marks:
                faults[place._replace(field=Field.KIND)] = OtherMarksGiven()
            elif was:
                changes[place] = ""
            elif work.own_weight is not None:
                # Points weigh nothing, and the page no longer shows the field: nothing hidden stays behind.
                changes[place._replace(field=Field.WEIGHT)] = ""
        if column in mosts and mosts[column] is None:
            faults.setdefault(place, WrongMostPoints(highest=HIGHEST_MOST))
        elif was and column in mosts and place in changes:
            _measure_anew(changes, faults, place, marks, int(changes[place]))


def _measure_anew(
    changes: dict[Place, str],
    faults: dict[Place, SchoolError],
    place: Place,
    marks: Iterable[Mark],
    most: int,
) -> None:
    """12 of 15 become 12 of 20: on record, told to the family, and closed where marks are closed."""
    highest = 0
    for mark in marks:
        cell = Place(Field.MARK, place.column, mark.student_id)
        standing = Points.read(mark.value)
        if standing is None or cell in changes or cell in faults:
            continue
        highest = max(highest, standing.given)
        changes[cell] = str(Points(standing.given, most))
    if highest > most:
        faults[place] = PointsAboveMost(given=highest)


def _work_of(record: LessonRecord, column: str) -> Work | None:
    if column.startswith(NEW):
        return None
    return next((work for work in record.works if str(work.id) == column), None)


def _marks_of(record: LessonRecord, work: Work | None) -> list[Mark]:
    """The marks that stand in the column."""
    if work is None:
        return []
    return [mark for (of, _), mark in record.marks.items() if of == work.id and mark.value is not None]
