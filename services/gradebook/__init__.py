"""The gradebook: a lesson's record and its saving, the class gradebook of a term, the day of a teacher."""

from services.gradebook.cells import Field, LessonDraft, Place, SaveResult
from services.gradebook.record import LessonRecord, blank_column, open_lesson, shown
from services.gradebook.saving import save_lesson

__all__ = [
    "Field",
    "LessonDraft",
    "LessonRecord",
    "Place",
    "SaveResult",
    "blank_column",
    "open_lesson",
    "save_lesson",
    "shown",
]
