"""Understands what a person writes in plain words, in Russian, Kazakh and English. Pure."""

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.screens import Place

LONGEST = 60
"""A text longer than this is a letter, not a wish."""
_ALIKE = str.maketrans("ёәғқңөұүһі", "еагкноуухи")
"""Kazakh letters as they are typed on a Russian keyboard, and ё as e."""
_LAYOUT = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю")
"""Russian typed with the keyboard left in English."""
_WORD = re.compile(r"\w+")
_DATE = re.compile(r"\b(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\b")
_CENTURY = 2000
"""What a year of two digits lacks."""
_FARTHEST_YEARS = 100
"""A year farther off than this is a slip of the finger and names no day."""
_WORDS_OF_A_DAY = 3
"""A day alone opens it; in a longer sentence ("tomorrow he stays at home, he is ill") it is no wish."""
_FUZZY_FROM = 5
_FUZZY_DAYS_FROM = 6
"""Stems shorter than this must be written right: too much is one letter away from them
("следующую" from "среду")."""
_QUARTER = ("четверт",)
"""One letter away from Thursday ("четверг"), but no day."""

# The order is the order of asking: "сабаққа келмеу" is about absences before it is about lessons.
_PLACES: Sequence[tuple[Place, Sequence[str]]] = (
    (Place.ABSENCES, ("пропус", "прогул", "опозд", "отсутств", "посещаем", "келмеу", "келмед", "катыспа",
                      "кешик", "кешиг", "себепс", "absen", "attendan", "missed", "lateness", "propusk")),
    (Place.HOMEWORK_DAY, ("дз", "домаш", "задан", "задал", "задав", "тапсырм", "уйге", "homework", "hw",
                          "assignm", "dz", "domash")),
    (Place.MARKS, ("оценк", "оцен", "отметк", "балл", "успеваем", "бага", "багала", "орташа", "mark", "marks",
                   "grade", "grades", "average", "ocenk", "otsenk")),
    (Place.TIMETABLE_DAY, ("расписан", "урок", "звонк", "кесте", "сабак", "сабаг", "timetable",
                           "schedule", "lesson", "raspisan", "sabak")),
    (Place.SETTINGS, ("настрой", "уведомлен", "язык", "баптау", "хабарландырма", "setting", "language")),
    (Place.HELP, ("помощ", "помог", "справк", "инструкц", "комек", "аныктама", "help")),
    (Place.HOME, ("дневник", "меню", "главн", "домой", "кунделик", "мазир", "басты", "diary", "home", "menu",
                  "dnevnik")),
)  # fmt: skip
_DAYS: Mapping[int, Sequence[str]] = {
    0: ("сегодн", "бугин", "today", "segodn"),
    1: ("завтра", "ертен", "tomorrow", "zavtra"),
    2: ("послезавтра", "бурсигуни", "арги"),
    -1: ("вчера", "кеше", "yesterday"),
}
_WEEKDAYS: Mapping[int, Sequence[str]] = {
    1: ("понедельник", "дуйсенби", "monday"),
    2: ("вторник", "сейсенби", "tuesday"),
    3: ("среда", "среду", "среды", "среде", "сарсенби", "wednesday"),
    4: ("четверг", "бейсенби", "thursday"),
    5: ("пятниц", "жума", "friday"),
    6: ("суббот", "сенби", "saturday"),
    7: ("воскресен", "жексенби", "sunday"),
}
_SHORT_WEEKDAYS: Mapping[int, frozenset[str]] = {
    1: frozenset({"пн", "пон", "дс", "mon"}),
    2: frozenset({"вт", "сс", "tue"}),
    3: frozenset({"ср", "wed"}),
    4: frozenset({"чт", "четв", "бс", "thu"}),
    5: frozenset({"пт", "пят", "жм", "fri"}),
    6: frozenset({"сб", "суб", "сн", "sat"}),
    7: frozenset({"вс", "воскр", "жк", "жс", "sun"}),
}
_WEEK = ("недел", "апта", "week")
_WEEK_OF = {
    Place.HOMEWORK_DAY: Place.HOMEWORK_WEEK,
    Place.TIMETABLE_DAY: Place.TIMETABLE_WEEK,
    Place.HOME: Place.TIMETABLE_WEEK,
}
_NEXT = ("следующ", "будущ", "келеси", "next")
_PAST = ("прошл", "прошед", "откен", "last", "previous")


class Courtesy(enum.Enum):
    GREETING = enum.auto()
    THANKS = enum.auto()


_WORDS_OF_COURTESY = 4
_COURTESIES: Mapping[Courtesy, Sequence[str]] = {
    Courtesy.THANKS: ("спасиб", "благодар", "рахмет", "ракмет", "алгыс", "thank"),
    Courtesy.GREETING: ("привет", "здравств", "добрый", "доброе", "салем", "салам", "ассал", "кайырлы",
                        "hello", "hi"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """Where the person wants to go, on which day if one was named, whose diary if a child was named."""

    place: Place
    on: date | None = None
    name: str | None = None


def understand(text: str, today: date, names: Iterable[str] = ()) -> Wish | None:
    """What a short text asks for; nothing when it makes no sense.

    ``names`` are the first names of the reader's children: "оценки Амины" opens hers. A word may
    have a letter wrong, lack its dots and tails, or be typed with the wrong keyboard layout.
    """
    if len(text) > LONGEST:
        return None
    wish = _understand(text, today, names)
    if wish is None and text.isascii():
        return _understand(typed_with_the_wrong_layout(text), today, names)
    return wish


def courtesy(text: str) -> Courtesy | None:
    """Whether a text of a few words is a greeting or thanks and nothing else the diary knows."""
    words = _WORD.findall(fold(text))
    if not words or len(words) > _WORDS_OF_COURTESY:
        return None
    return next((kind for kind, stems in _COURTESIES.items() if _any(words, stems)), None)


def fold(text: str) -> str:
    """Lower case, without the letters and signs people leave out when they type in a hurry."""
    return text.lower().replace("д/з", "дз").translate(_ALIKE)


def typed_with_the_wrong_layout(text: str) -> str:
    """The Russian text meant by one typed with the keyboard left in English."""
    return text.lower().translate(_LAYOUT)


def _understand(text: str, today: date, names: Iterable[str]) -> Wish | None:
    folded = fold(text)
    words = _WORD.findall(folded)
    name = next((name for name in names if _names(fold(name), words)), None)
    written = _written_day(folded, today)
    day = written or _named_day(words, today)
    place = _place(words)
    if place is None and _asked_what_to_do(folded):
        place = Place.HOMEWORK_DAY
    if _any(words, _WEEK) and (place is None or place in _WEEK_OF):
        return Wish(_WEEK_OF[place or Place.HOME], day or _week_day(words, today), name)
    if place is None:
        only_when = len(words) <= _WORDS_OF_A_DAY and day is not None
        return Wish(Place.HOME, day, name) if only_when or (name and len(words) == 1) else None
    if place is Place.MARKS and day is not None:
        return Wish(Place.HOME, written or _not_later(day, today), name)
    return Wish(place, day, name)


def _place(words: Sequence[str]) -> Place | None:
    for place, stems in _PLACES:
        if _any(words, stems):
            return place
    for place, stems in _PLACES:
        if any(nearly(word, stem) for word in words for stem in stems):
            return place
    return None


def _written_day(folded: str, today: date) -> date | None:
    """The 24.11 that lies nearest to today; with a year that very day, however far off."""
    found = _DATE.search(folded)
    if found is None:
        return None
    number, month = int(found[1]), int(found[2])
    if found[3] is None:
        return _nearest(number, month, (today.year - 1, today.year, today.year + 1), today)
    year = int(found[3]) + (_CENTURY if len(found[3]) == 2 else 0)
    return _nearest(number, month, (year,), today) if abs(year - today.year) <= _FARTHEST_YEARS else None


def _named_day(words: Sequence[str], today: date) -> date | None:
    # The longer word is asked first: "послезавтра" is not "завтра".
    for distance, stems in sorted(_DAYS.items(), key=lambda item: -item[0]):
        if _any(words, stems):
            return today + timedelta(days=distance)
    for weekday, stems in _WEEKDAYS.items():
        if _any(words, stems) or _SHORT_WEEKDAYS[weekday] & set(words):
            return today + timedelta(days=(weekday - today.isoweekday()) % 7)
    unsure = [word for word in words if not _any((word,), _QUARTER)]
    for weekday, stems in _WEEKDAYS.items():
        if any(nearly(word, stem, _FUZZY_DAYS_FROM) for word in unsure for stem in stems):
            return today + timedelta(days=(weekday - today.isoweekday()) % 7)
    return None


def _nearest(number: int, month: int, years: Iterable[int], today: date) -> date | None:
    """The day of these years that lies nearest to today; nothing where none of them has it."""
    days = []
    for year in years:
        try:
            days.append(date(year, month, number))
        except ValueError:
            continue
    return min(days, key=lambda day: abs(day - today), default=None)


def _week_day(words: Sequence[str], today: date) -> date:
    if _any(words, _NEXT):
        return today + timedelta(days=7)
    return today - timedelta(days=7) if _any(words, _PAST) else today


def _not_later(day: date, today: date) -> date:
    """A weekday named together with marks is the last one, not the next: there are no marks in future."""
    return day if day <= today else day - timedelta(days=7)


def _asked_what_to_do(folded: str) -> bool:
    return "что делать" in folded or "не берди" in folded or "не берилди" in folded


def _names(name: str, words: Sequence[str]) -> bool:
    """Whether the name, perhaps with a case ending, is among the words: "Амины" is Амина."""
    stem = name[:-1] if len(name) > 4 else name
    return any(word.startswith(stem) and len(word) <= len(name) + 3 for word in words)


def _any(words: Sequence[str], stems: Sequence[str]) -> bool:
    return any(word == stem if len(stem) < 3 else word.startswith(stem) for word in words for stem in stems)


def nearly(word: str, stem: str, fuzzy_from: int = _FUZZY_FROM) -> bool:
    """Whether the word begins with the stem but for one letter wrong, missing, too many or swapped."""
    if len(stem) < fuzzy_from or len(word) < fuzzy_from:
        return False
    heads = {word[: len(stem) + more] for more in (-1, 0, 1)}
    return any(_one_edit_apart(head, stem) for head in heads)


def _one_edit_apart(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one)
    )
    rest, others = one[start:], other[start:]
    if len(one) < len(other):
        return rest == others[1:]
    return rest[1:] == others[1:] or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
