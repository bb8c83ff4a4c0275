"""The gradebook: a lesson's record and its saving, the class gradebook of a term, the day of a teacher."""

from services.gradebook.cells import OF_MARK, OF_WORK, Cells, Field, LessonDraft, Place, SaveResult
from services.gradebook.closing import closed, closed_parts, longest_open, marks_due
from services.gradebook.course import ClassGradebook, courses_for, open_class_gradebook
from services.gradebook.day import DayLesson, Lack, Wanting, days_beside, lessons_on
from services.gradebook.entries import letters_of
from services.gradebook.in_points import is_in_points
from services.gradebook.permit import Permit
from services.gradebook.record import LessonRecord, blank_column, load_record, open_lesson, shown
from services.gradebook.saving import save_lesson, save_record
from services.gradebook.summative import (
    Missing,
    OneWork,
    PartResult,
    QuarterPart,
    QuarterResult,
    part_of,
    quarter_result,
)
from services.gradebook.terms import TermResult, closed_term_mark, save_term_marks, term_windows

__all__ = [
    "OF_MARK",
    "OF_WORK",
    "Cells",
    "ClassGradebook",
    "DayLesson",
    "Field",
    "Lack",
    "LessonDraft",
    "LessonRecord",
    "Missing",
    "OneWork",
    "PartResult",
    "Permit",
    "Place",
    "QuarterPart",
    "QuarterResult",
    "SaveResult",
    "TermResult",
    "Wanting",
    "blank_column",
    "closed",
    "closed_parts",
    "closed_term_mark",
    "courses_for",
    "days_beside",
    "is_in_points",
    "lessons_on",
    "letters_of",
    "load_record",
    "longest_open",
    "marks_due",
    "open_class_gradebook",
    "open_lesson",
    "part_of",
    "quarter_result",
    "save_lesson",
    "save_record",
    "save_term_marks",
    "shown",
    "term_windows",
]
