"""Who could give a lesson in place of somebody who is away (R30, R40). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.timetable.busy import Busy, engaged
from storage.models import Lesson, StaffMember


@dataclass(frozen=True, slots=True)
class Colleague:
    person: StaffMember
    teaches_subject: bool
    is_busy: bool
    """With another lesson at that time."""


def colleagues_for(
    lesson: Lesson,
    absent: StaffMember,
    teachers: Sequence[StaffMember],
    busy: Busy,
    taught: set[tuple[int, int]],
) -> tuple[Colleague, ...]:
    """Everybody but its own teacher and who is away, unless it is this person who stands in."""
    hour = engaged(lesson)
    giving = {other.teacher for other in busy.beside(lesson, hour)}
    colleagues = [
        Colleague(one, (one.id, lesson.course.subject_id) in taught, one.id in giving)
        for one in teachers
        if one.id == lesson.substitute_id
        or (one.id not in (lesson.course.teacher_id, absent.id) and _works(one, lesson.on_day))
    ]
    return tuple(sorted(colleagues, key=lambda one: (one.is_busy, not one.teaches_subject)))


def _works(person: StaffMember, day: date) -> bool:
    return person.left_on is None or person.left_on >= day
