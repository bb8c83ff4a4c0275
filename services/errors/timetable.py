"""Refusals of changes of the timetable."""

from services.errors.family import SchoolError


class LessonRecorded(SchoolError):
    """The lesson was given, so it cannot be cancelled. Facts: ``attended``, whether attendance was taken;
    otherwise it has a topic, homework, materials or marks, which can be taken away."""

    code = "lesson_recorded"


class LessonCancelled(SchoolError):
    """Nobody can stand in for a lesson that is not given."""

    code = "lesson_cancelled"


class LessonGiven(SchoolError):
    """The lesson has works, attendance or homework: it was given where it stands and cannot be moved."""

    code = "lesson_given"


class TeacherBusy(SchoolError):
    """Facts: ``name``; ``group``, ``number`` and ``day`` of the lesson that this person gives at that time."""

    code = "teacher_busy"


class GroupBusy(SchoolError):
    """Facts: ``group``; ``other``, ``number`` and ``day`` of the lesson that it, or some of it, has then."""

    code = "group_busy"


class RoomTaken(SchoolError):
    """Facts: ``room``; ``group``, ``number`` and ``day`` of the lesson held there at that time."""

    code = "room_taken"


class LessonNotBegun(SchoolError):
    """A lesson that is still to come cannot be confirmed as given."""

    code = "lesson_not_begun"


class HourPast(SchoolError):
    """A teacher may move a lesson only to an hour that is still to come."""

    code = "hour_past"


class NoDayChosen(SchoolError):
    """Days were offered to choose from and none of them was taken."""

    code = "no_day_chosen"
