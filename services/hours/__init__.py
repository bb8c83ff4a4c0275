"""Teachers' hours for payroll: what was given, given in place of others, given by others, planned (R43)."""

from services.hours.counting import Hours, Line, TeacherHours, teachers_hours
from services.hours.period import Period, months_of, period_of
from services.hours.reading import HoursReport, open_hours

__all__ = [
    "Hours",
    "HoursReport",
    "Line",
    "Period",
    "TeacherHours",
    "months_of",
    "open_hours",
    "period_of",
    "teachers_hours",
]
