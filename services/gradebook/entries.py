"""What each kind of cell accepts: the text as the store keeps it, or why not."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from services.errors import (
    EntryTooLong,
    Forbidden,
    UnknownMark,
    WrongDay,
    WrongMostPoints,
    WrongNumber,
    WrongWeight,
)
from services.gradebook.cells import Field
from services.gradebook.in_points import most_in
from services.gradebook.record import LessonRecord
from services.points import HIGHEST_MOST
from storage.models import HomeworkKind, Presence

TOPIC_LONGEST = 300
HOMEWORK_LONGEST = 2000
TITLE_LONGEST = 120
COMMENT_LONGEST = 300
HIGHEST_NUMBER = 999
HEAVIEST = Decimal(10)
HUNDREDTH = Decimal("0.01")

ABSENT_LETTERS = frozenset("нnyбb,ж")
LATE_LETTERS = frozenset("оojк")
"""Letters that teachers write instead of a mark: н, б (absent, ill) and о (late), also as the Latin
letters of the same sound and of the same key; in Kazakh ж (жоқ) and к (кешікті)."""


def tidy(field: Field, text: str, record: LessonRecord) -> str:
    """The text as the store keeps it. Raises the ``SchoolError`` that says what is wrong with it."""
    return _TIDY[field](text.strip(), record)


def presence_meant(text: str, record: LessonRecord) -> Presence | None:
    """The presence that a letter in a mark's cell stands for, if the school's scale has no such mark."""
    letter = text.strip().casefold()
    if letter and not record.scale.accepts(text.strip()):
        for presence, letters in letters_of(record).items():
            if letter in letters:
                return presence
    return None


def letters_of(record: LessonRecord) -> dict[Presence, frozenset[str]]:
    """What stands for a presence in a mark's cell: the regulation's letters and those beside them on the keys."""
    codes = record.windows.regulation.scale.codes
    return {
        Presence.ABSENT: ABSENT_LETTERS | {letter.casefold() for letter in codes.absent},
        Presence.LATE: LATE_LETTERS | {letter.casefold() for letter in codes.late},
    }


def _short(limit: int) -> Callable[[str, LessonRecord], str]:
    def check(text: str, record: LessonRecord) -> str:
        if len(text) > limit:
            raise EntryTooLong(limit=limit)
        return text

    return check


def _mark(text: str, record: LessonRecord) -> str:
    scale = record.scale
    if not text or scale.accepts(text):
        return text
    for code in sorted(scale.codes):
        if code.casefold() == text.casefold():
            return code
    raise UnknownMark(allowed=", ".join((*scale.values, *sorted(scale.codes))))


def _presence(text: str, record: LessonRecord) -> str:
    if text and text not in set(Presence):
        raise Forbidden
    return text


def _kind(text: str, record: LessonRecord) -> str:
    if text not in {str(kind.id) for kind in record.kinds}:
        raise Forbidden
    return text


def _number(text: str, record: LessonRecord) -> str:
    if not text:
        return ""
    if not text.isdecimal() or not 1 <= int(text[:9]) <= HIGHEST_NUMBER:
        raise WrongNumber(highest=HIGHEST_NUMBER)
    return str(int(text))


def _weight(text: str, record: LessonRecord) -> str:
    if not text:
        return ""
    try:
        weight = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise WrongWeight(heaviest=HEAVIEST) from None
    if not weight.is_finite() or not 0 <= weight <= HEAVIEST or weight != weight.quantize(HUNDREDTH):
        raise WrongWeight(heaviest=HEAVIEST)
    return f"{abs(weight).normalize():f}"


def _most(text: str, record: LessonRecord) -> str:
    most = most_in(text)
    if most is None:
        raise WrongMostPoints(highest=HIGHEST_MOST)
    return str(most)


def _due(text: str, record: LessonRecord) -> str:
    first, last = record.lesson.on_day, max(record.lesson.on_day, record.latest_due)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongDay(first=first, last=last) from None
    if not first <= day <= last:
        raise WrongDay(first=first, last=last)
    return day.isoformat()


def _homework_kind(text: str, record: LessonRecord) -> str:
    if text and text not in set(HomeworkKind):
        raise Forbidden
    return text


def _students(text: str, record: LessonRecord) -> str:
    """Ids of students of the lesson's list, each once and in order."""
    ids = {str(student.id): student.id for student in record.students}
    chosen = set(text.split())
    if not chosen <= ids.keys():
        raise Forbidden
    return " ".join(sorted(chosen, key=ids.__getitem__))


def _taken(text: str, record: LessonRecord) -> str:
    return "1" if text else ""


_TIDY: Mapping[Field, Callable[[str, LessonRecord], str]] = {
    Field.TOPIC: _short(TOPIC_LONGEST),
    Field.HOMEWORK: _short(HOMEWORK_LONGEST),
    Field.DUE: _due,
    Field.HOMEWORK_KIND: _homework_kind,
    Field.OWN: _short(HOMEWORK_LONGEST),
    Field.OWN_DUE: _due,
    Field.OWN_KIND: _homework_kind,
    Field.OWN_FOR: _students,
    Field.TAKEN: _taken,
    Field.KIND: _kind,
    Field.NUMBER: _number,
    Field.TITLE: _short(TITLE_LONGEST),
    Field.WEIGHT: _weight,
    Field.MOST: _most,
    Field.MARK: _mark,
    Field.COMMENT: _short(COMMENT_LONGEST),
    Field.PRESENCE: _presence,
}
