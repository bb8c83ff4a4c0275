"""The gradebook: a lesson's record and its saving, the class gradebook of a term, the day of a teacher."""

from services.gradebook.attested import LONGEST_WORDS, Entered, Text
from services.gradebook.attested import Marks as TermMarks
from services.gradebook.attesting import closed_attestation_mark
from services.gradebook.cells import (
    NEW,
    OF_MARK,
    OF_OWN,
    OF_WORK,
    OWN_NEW,
    Cells,
    Field,
    LessonDraft,
    Place,
    SaveResult,
)
from services.gradebook.closing import closed, closed_parts, longest_open, marks_due
from services.gradebook.confirming import Planned, confirm_lesson
from services.gradebook.course import ClassGradebook, Courses, courses_for, open_class_gradebook
from services.gradebook.day import DayLesson, Lack, Wanting, days_beside, lessons_on
from services.gradebook.entries import letters_of
from services.gradebook.in_points import is_in_points
from services.gradebook.individual import in_step
from services.gradebook.permit import Permit, TermPermit
from services.gradebook.record import (
    LessonRecord,
    blank_column,
    blank_individual,
    load_record,
    open_lesson,
    shown,
)
from services.gradebook.saving import save_lesson, save_record
from services.gradebook.sheet import Sheet
from services.gradebook.suggesting import Rounding, Suggestion, Way
from services.gradebook.summative import (
    Missing,
    OneWork,
    PartResult,
    QuarterPart,
    QuarterResult,
    part_of,
    quarter_result,
)
from services.gradebook.term_sheet import TermSheet, open_term_sheet, opened_by_permission_only
from services.gradebook.terms import TermResult, closed_term_mark, save_term_marks, term_windows

__all__ = [
    "LONGEST_WORDS",
    "NEW",
    "OF_MARK",
    "OF_OWN",
    "OF_WORK",
    "OWN_NEW",
    "Cells",
    "ClassGradebook",
    "Courses",
    "DayLesson",
    "Entered",
    "Field",
    "Lack",
    "LessonDraft",
    "LessonRecord",
    "Missing",
    "OneWork",
    "PartResult",
    "Permit",
    "Place",
    "Planned",
    "QuarterPart",
    "QuarterResult",
    "Rounding",
    "SaveResult",
    "Sheet",
    "Suggestion",
    "TermMarks",
    "TermPermit",
    "TermResult",
    "TermSheet",
    "Text",
    "Wanting",
    "Way",
    "blank_column",
    "blank_individual",
    "closed",
    "closed_attestation_mark",
    "closed_parts",
    "closed_term_mark",
    "confirm_lesson",
    "courses_for",
    "days_beside",
    "in_step",
    "is_in_points",
    "lessons_on",
    "letters_of",
    "load_record",
    "longest_open",
    "marks_due",
    "open_class_gradebook",
    "open_lesson",
    "open_term_sheet",
    "opened_by_permission_only",
    "part_of",
    "quarter_result",
    "save_lesson",
    "save_record",
    "save_term_marks",
    "shown",
    "term_windows",
]
