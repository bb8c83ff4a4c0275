"""The timetable: lessons made from it, what changes on single days, clashes, a week to look at."""

from services.timetable.by_teachers import heads_to_tell, may_change, standing
from services.timetable.changes import cancel_lesson, restore_lesson, substitute
from services.timetable.lessons import (
    Renewed,
    make_lessons,
    moment,
    renew_lessons,
    teaching_days,
    teaching_terms,
)
from services.timetable.moving import Move, move_lesson, open_move
from services.timetable.substitutions import (
    CANCELLED,
    OWN_TEACHER,
    AbsentLesson,
    Choices,
    Substitutions,
    fill_in,
    open_substitutions,
    save_substitutions,
)
from services.timetable.week import Side, Whose, open_week

__all__ = [
    "CANCELLED",
    "OWN_TEACHER",
    "AbsentLesson",
    "Choices",
    "Move",
    "Renewed",
    "Side",
    "Substitutions",
    "Whose",
    "cancel_lesson",
    "fill_in",
    "heads_to_tell",
    "make_lessons",
    "may_change",
    "moment",
    "move_lesson",
    "open_move",
    "open_substitutions",
    "open_week",
    "renew_lessons",
    "restore_lesson",
    "save_substitutions",
    "standing",
    "substitute",
    "teaching_days",
    "teaching_terms",
]
