"""What the sample school teaches: subjects, hours a week by grade, who teaches them."""

from dataclasses import dataclass

HOMEROOM = "homeroom"


@dataclass(frozen=True, slots=True)
class SampleSubject:
    """A subject with its names and the department whose teachers give it."""

    name: str
    kk: str
    en: str
    department: str
    is_split: bool = False
    """Given to both halves of a class at once, by two teachers, from the fifth grade."""


SUBJECTS = (
    SampleSubject("Математика", "Математика", "Mathematics", "math"),
    SampleSubject("Алгебра", "Алгебра", "Algebra", "math"),
    SampleSubject("Геометрия", "Геометрия", "Geometry", "math"),
    SampleSubject("Русский язык", "Орыс тілі", "Russian", "russian"),
    SampleSubject("Русская литература", "Орыс әдебиеті", "Russian literature", "russian"),
    SampleSubject("Литературное чтение", "Әдебиеттік оқу", "Reading", HOMEROOM),
    SampleSubject(
        "Казахский язык и литература", "Қазақ тілі мен әдебиеті", "Kazakh language and literature", "kazakh"
    ),
    SampleSubject("Английский язык", "Ағылшын тілі", "English", "english", is_split=True),
    SampleSubject("Познание мира", "Дүниетану", "World around us", HOMEROOM),
    SampleSubject("Естествознание", "Жаратылыстану", "Science", "biology"),
    SampleSubject("История Казахстана", "Қазақстан тарихы", "History of Kazakhstan", "history"),
    SampleSubject("Всемирная история", "Дүниежүзі тарихы", "World history", "history"),
    SampleSubject("Основы права", "Құқық негіздері", "Basics of law", "history"),
    SampleSubject("География", "География", "Geography", "geography"),
    SampleSubject("Биология", "Биология", "Biology", "biology"),
    SampleSubject("Физика", "Физика", "Physics", "physics"),
    SampleSubject("Химия", "Химия", "Chemistry", "chemistry"),
    SampleSubject("Информатика", "Информатика", "Informatics", "informatics", is_split=True),
    SampleSubject("Цифровая грамотность", "Цифрлық сауаттылық", "Digital literacy", HOMEROOM),
    SampleSubject("Физическая культура", "Дене шынықтыру", "Physical education", "sport"),
    SampleSubject("Художественный труд", "Көркем еңбек", "Art and craft", "craft"),
    SampleSubject("Музыка", "Музыка", "Music", "music"),
    SampleSubject(
        "Начальная военная подготовка", "Алғашқы әскери дайындық", "Basic military training", "military"
    ),
    SampleSubject("Шахматы", "Шахмат", "Chess", "math"),
    SampleSubject("Робототехника", "Робототехника", "Robotics", "informatics"),
    SampleSubject("Хор", "Хор", "Choir", "music"),
)
BY_NAME = {subject.name: subject for subject in SUBJECTS}

PRIMARY = {
    "Математика": 5,
    "Русский язык": 4,
    "Литературное чтение": 3,
    "Казахский язык и литература": 3,
    "Английский язык": 2,
    "Познание мира": 1,
    "Физическая культура": 3,
    "Музыка": 1,
    "Художественный труд": 1,
    "Цифровая грамотность": 1,
}
MIDDLE = {
    "Математика": 5,
    "Русский язык": 3,
    "Русская литература": 2,
    "Казахский язык и литература": 4,
    "Английский язык": 3,
    "История Казахстана": 2,
    "Всемирная история": 1,
    "Естествознание": 2,
    "Информатика": 1,
    "Физическая культура": 3,
    "Художественный труд": 2,
    "Музыка": 1,
}
LOWER_SENIOR = {
    "Алгебра": 3,
    "Геометрия": 2,
    "Русский язык": 2,
    "Русская литература": 2,
    "Казахский язык и литература": 4,
    "Английский язык": 3,
    "История Казахстана": 2,
    "Всемирная история": 1,
    "География": 2,
    "Биология": 2,
    "Физика": 2,
    "Химия": 2,
    "Информатика": 1,
    "Физическая культура": 3,
    "Художественный труд": 1,
}
SENIOR = {
    "Алгебра": 4,
    "Геометрия": 2,
    "Русский язык": 2,
    "Русская литература": 2,
    "Казахский язык и литература": 3,
    "Английский язык": 3,
    "История Казахстана": 2,
    "Всемирная история": 1,
    "Основы права": 1,
    "География": 1,
    "Биология": 2,
    "Физика": 3,
    "Химия": 2,
    "Информатика": 2,
    "Физическая культура": 2,
    "Начальная военная подготовка": 1,
}
HOMEROOM_SUBJECTS = frozenset(
    (
        "Математика",
        "Русский язык",
        "Литературное чтение",
        "Познание мира",
        "Цифровая грамотность",
        "Художественный труд",
    )
)
"""What a primary class has with its own teacher."""

LETTERS = {grade: "АБВ" if grade in (1, 5) else "АБ" for grade in range(1, 12)}
"""Twenty-four classes."""
KAZAKH_LETTER = "Б"
"""Parallel classes with this letter are taught in Kazakh."""
SECOND_SHIFT = frozenset((2, 3, 6, 7))
"""Grades that come in the afternoon."""

DEPARTMENTS = {
    "math": 4,
    "russian": 4,
    "kazakh": 5,
    "english": 6,
    "history": 3,
    "biology": 2,
    "geography": 1,
    "physics": 2,
    "chemistry": 1,
    "informatics": 2,
    "sport": 4,
    "craft": 1,
    "music": 1,
    "military": 1,
}
"""How many teachers each has, beside nine for the primary classes."""


def hours(grade: int) -> dict[str, int]:
    """Lessons a week of each subject."""
    if grade <= 4:
        return PRIMARY
    if grade <= 6:
        return MIDDLE
    return LOWER_SENIOR if grade <= 9 else SENIOR


def day_lengths(total: int, days: int) -> list[int]:
    """Lessons of each day of the week, as even as can be, the longer days first."""
    return [total // days + (1 if day < total % days else 0) for day in range(days)]


def is_taught_in_kazakh(group: str) -> bool:
    """Whether a class, or the class of a subgroup, is: ``7 «Б»``, ``7 «Б» 1-я подгруппа``."""
    return f"«{KAZAKH_LETTER}»" in group
