"""Words a school's files may use for a closed set of values, in its languages; the first of each is ours."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage.models import GroupKind, Relation, Role, TermKind

_LOOKALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
"""Latin letters that nobody can tell from Cyrillic ones in the name of a class."""


@dataclass(frozen=True, slots=True)
class Word:
    """A value with the words for it: Russian, Kazakh, English, and what else people write."""

    value: Any
    ru: str
    kk: str
    en: str
    also: tuple[str, ...] = ()

    def in_language(self, language: str) -> str:
        return {"ru": self.ru, "kk": self.kk}.get(language, self.en)

    @property
    def all(self) -> tuple[str, ...]:
        return (self.ru, self.kk, self.en, *self.also)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    words: tuple[Word, ...]

    def find(self, text: str) -> Word | None:
        wanted = folded(text)
        for word in self.words:
            if wanted in {folded(one) for one in word.all}:
                return word
        return None

    def shown(self) -> dict[str, list[str]]:
        """What one may write, by language."""
        return {language: [w.in_language(language) for w in self.words] for language in ("ru", "kk", "en")}


def folded(text: str) -> str:
    """Text with what does not matter taken away: case, ё, punctuation, spaces at the ends."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return re.sub(r"[\W_]+", " ", plain).strip()


def name_key(text: str) -> str:
    """What makes the name of a subject or a room the same name."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())


def group_key(text: str) -> str:
    """What makes the name of a class the same: ``7 «А»``, ``7А``, ``7-а`` with a Latin A, too."""
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
    return plain.translate(_LOOKALIKES).replace("ё", "е")


def _numbered(words: Sequence[tuple[str, str, str, str, str]]) -> tuple[Word, ...]:
    return tuple(
        Word(number, ru, kk, en, (str(number), *also.split()))
        for number, (ru, kk, en, also, _) in enumerate(words, 1)
    )


WEEKDAYS = Vocabulary(
    _numbered(
        (
            ("понедельник", "дүйсенбі", "Monday", "пн пон дс дүй mon", ""),
            ("вторник", "сейсенбі", "Tuesday", "вт втр сс сей tue", ""),
            ("среда", "сәрсенбі", "Wednesday", "ср срд сәр ср wed", ""),
            ("четверг", "бейсенбі", "Thursday", "чт чтв бс бей thu", ""),
            ("пятница", "жұма", "Friday", "пт птн жм жұм fri", ""),
            ("суббота", "сенбі", "Saturday", "сб суб сен sat", ""),
            ("воскресенье", "жексенбі", "Sunday", "вс вск жс жек sun", ""),
        )
    )
)
ROLES = Vocabulary(
    (
        Word(Role.ADMINISTRATOR, "администратор", "әкімші", "administrator", ("админ", "admin")),
        Word(Role.DIRECTOR, "директор", "директор", "director", ("principal", "head teacher")),
        Word(
            Role.DEPUTY_HEAD,
            "завуч",
            "директордың орынбасары",
            "deputy head",
            ("заместитель директора", "зам директора", "deputy_head"),
        ),
        Word(
            Role.DEPARTMENT_HEAD,
            "заведующий отделением",
            "бөлім меңгерушісі",
            "department head",
            ("завотделением",),
        ),
        Word(
            Role.RECORDS_CLERK,
            "делопроизводитель",
            "іс жүргізуші",
            "records clerk",
            ("секретарь", "секретарь учебной части", "хатшы", "clerk"),
        ),
        Word(Role.TEACHER, "учитель", "мұғалім", "teacher", ("преподаватель", "педагог", "оқытушы")),
    )
)
RELATIONS = Vocabulary(
    (
        Word(Relation.MOTHER, "мать", "ана", "mother", ("мама", "анасы", "шешесі", "мачеха")),
        Word(Relation.FATHER, "отец", "әке", "father", ("папа", "әкесі", "отчим")),
        Word(
            Relation.GRANDPARENT,
            "бабушка",
            "әже",
            "grandparent",
            ("дедушка", "дед", "ата", "атасы", "әжесі", "grandmother", "grandfather"),
        ),
        Word(
            Relation.GUARDIAN,
            "опекун",
            "қамқоршы",
            "guardian",
            ("попечитель", "законный представитель", "қорғаншы", "заңды өкіл"),
        ),
    )
)
GROUP_KINDS = Vocabulary(
    (
        Word(GroupKind.CLASS, "класс", "сынып", "class"),
        Word(GroupKind.COLLEGE_GROUP, "группа колледжа", "колледж тобы", "college group", ("группа", "топ")),
        Word(GroupKind.SUBGROUP, "подгруппа", "кіші топ", "subgroup", ("топша",)),
        Word(GroupKind.CLUB, "кружок", "үйірме", "club", ("секция",)),
    )
)
TERM_KINDS = Vocabulary(
    (
        Word(TermKind.QUARTER, "четверть", "тоқсан", "quarter"),
        Word(TermKind.HALF_YEAR, "полугодие", "жартыжылдық", "half-year", ("half year",)),
        Word(TermKind.SEMESTER, "семестр", "семестр", "semester"),
        Word(TermKind.PERIOD, "период", "кезең", "period", ("триместр", "trimester", "отчётный период")),
        Word(TermKind.YEAR, "год", "жыл", "year", ("учебный год", "оқу жылы")),
    )
)
YES_NO = Vocabulary(
    (
        Word(True, "да", "иә", "yes", ("1", "true", "v", "y")),
        Word(False, "нет", "жоқ", "no", ("0", "false", "n")),
    )
)
LANGUAGES = Vocabulary(
    (
        Word("ru", "русский", "орысша", "Russian", ("ru", "rus", "рус", "орыс")),
        Word("kk", "казахский", "қазақша", "Kazakh", ("kk", "kz", "kaz", "каз", "қаз", "қазақ")),
        Word("en", "английский", "ағылшынша", "English", ("en", "eng", "англ")),
    )
)
PROFILES = Vocabulary(
    tuple(
        Word(letter, letter, letter, letter, also)
        for letter, also in (
            ("A", ("А",)),
            ("B", ("В", "Б")),
            ("C", ("С",)),
            ("D", ("Д",)),
            ("E", ("Е",)),
        )
    )
)
SCALES = Vocabulary(
    (
        Word("1-5", "1–5", "1–5", "1–5", ("5",)),
        Word("2-5", "2–5", "2–5", "2–5"),
        Word("1-10", "1–10", "1–10", "1–10", ("10",)),
    )
)
