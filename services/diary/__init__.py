"""What a family reads: computed views of one child's days, marks, homework, timetable and absences.

Every function takes a ``Child`` that the caller was authorised for (``Caller.child``), and tells
nothing of groups the student was not in on the day in question (R20).
"""

from services.diary.absences import Absence, Absences, open_absences
from services.diary.days import Day, DayLesson, open_day
from services.diary.homework import Assignment, HomeworkDays, homework_next, homework_of_week, homework_on
from services.diary.marks import (
    GivenMark,
    Marks,
    Paper,
    SubjectLine,
    SubjectMarks,
    open_marks,
    open_subject,
    subjects_of_year,
)
from services.diary.timetable import Slot, TimetableDays, timetable_of_week, timetable_on
from services.diary.years import ChildYear, Years
from storage.queries.diary_marks import SummedUp

__all__ = [
    "Absence",
    "Absences",
    "Assignment",
    "ChildYear",
    "Day",
    "DayLesson",
    "GivenMark",
    "HomeworkDays",
    "Marks",
    "Paper",
    "Slot",
    "SubjectLine",
    "SubjectMarks",
    "SummedUp",
    "TimetableDays",
    "Years",
    "homework_next",
    "homework_of_week",
    "homework_on",
    "open_absences",
    "open_day",
    "open_marks",
    "open_subject",
    "subjects_of_year",
    "timetable_of_week",
    "timetable_on",
]
