"""Sheets about the school itself: terms, bells, rooms, subjects, kinds of work."""

from services.importing import cells
from services.importing.columns import Column, Sheet, SheetKind, optional
from services.importing.vocabulary import LANGUAGES, PROFILES, SCALES, TERM_KINDS, YES_NO

SCHOOL_SHEETS = (
    Sheet(
        SheetKind.SCHOOL,
        "Школа",
        "Мектеп",
        "School",
        (
            Column("code", "Код", "Код", "Code", cells.school_code, example="lyceum"),
            Column("name", "Название", "Атауы", "Name", also=("Наименование",), example="Лицей"),
            Column(
                "time_zone", "Часовой пояс", "Уақыт белдеуі", "Time zone", cells.zone, example="Asia/Almaty"
            ),
            Column(
                "languages",
                "Языки",
                "Тілдер",
                "Languages",
                cells.several(cells.choice(LANGUAGES)),
                example="казахский, русский",
            ),
            optional(
                "regulation_profile",
                "Профиль",
                "Бейін",
                "Profile",
                cells.choice(PROFILES),
                also=("Профиль регламента",),
                example="E",
            ),
            optional(
                "scale",
                "Шкала",
                "Шкала",
                "Scale",
                cells.choice(SCALES),
                also=("Шкала оценок",),
                example="1–5",
            ),
            Column("year", "Учебный год", "Оқу жылы", "School year", example="2026/2027"),
            Column("starts_on", "Начало года", "Жылдың басы", "Year starts", cells.day, example="01.09.2026"),
            Column("ends_on", "Конец года", "Жылдың соңы", "Year ends", cells.day, example="31.05.2027"),
        ),
    ),
    Sheet(
        SheetKind.TERMS,
        "Четверти",
        "Тоқсандар",
        "Terms",
        (
            Column("kind", "Вид", "Түрі", "Kind", cells.choice(TERM_KINDS), example="четверть"),
            Column("number", "Номер", "Нөмірі", "Number", cells.whole(1, 20), also=("№",), example=1),
            Column("starts_on", "Начало", "Басталуы", "Starts", cells.day, example="01.09.2026"),
            Column("ends_on", "Конец", "Аяқталуы", "Ends", cells.day, example="25.10.2026"),
        ),
        also=("Периоды", "Учебные периоды", "Семестры", "Триместры", "Полугодия"),
    ),
    Sheet(
        SheetKind.BELLS,
        "Звонки",
        "Қоңыраулар",
        "Bells",
        (
            optional(
                "schedule",
                "Расписание звонков",
                "Қоңырау кестесі",
                "Bell schedule",
                also=("Смена", "Ауысым"),
                example="1",
            ),
            Column(
                "number",
                "Урок",
                "Сабақ",
                "Lesson",
                cells.whole(0, 20),
                also=("Номер урока", "№ урока", "№"),
                example=1,
            ),
            Column("starts_at", "Начало", "Басталуы", "Starts", cells.clock_time, example="08:00"),
            Column("ends_at", "Конец", "Аяқталуы", "Ends", cells.clock_time, example="08:45"),
        ),
        also=("Расписание звонков",),
    ),
    Sheet(
        SheetKind.ROOMS,
        "Кабинеты",
        "Кабинеттер",
        "Rooms",
        (
            Column("name", "Кабинет", "Кабинет", "Room", also=("Название", "Номер"), example="305"),
            optional("building", "Здание", "Ғимарат", "Building", also=("Корпус",)),
        ),
    ),
    Sheet(
        SheetKind.SUBJECTS,
        "Предметы",
        "Пәндер",
        "Subjects",
        (
            Column(
                "name", "Предмет", "Пән", "Subject", also=("Название", "Название предмета"), example="Алгебра"
            ),
            optional(
                "kk",
                "По-казахски",
                "Қазақша",
                "In Kazakh",
                also=("на казахском", "казахский"),
                example="Алгебра",
            ),
            optional(
                "en",
                "По-английски",
                "Ағылшынша",
                "In English",
                also=("на английском", "английский"),
                example="Algebra",
            ),
            optional("ru", "По-русски", "Орысша", "In Russian", also=("на русском", "русский")),
        ),
        also=("Дисциплины",),
    ),
    Sheet(
        SheetKind.WORK_KINDS,
        "Виды работ",
        "Жұмыс түрлері",
        "Kinds of work",
        (
            Column("code", "Код", "Код", "Code", cells.school_code, example="test"),
            Column(
                "ru",
                "Вид работы",
                "Жұмыс түрі",
                "Kind of work",
                also=("По-русски", "Орысша", "Название", "In Russian"),
                example="Контрольная работа",
            ),
            optional("kk", "По-казахски", "Қазақша", "In Kazakh", example="Бақылау жұмысы"),
            optional("en", "По-английски", "Ағылшынша", "In English", example="Test"),
            Column("weight", "Вес", "Салмағы", "Weight", cells.weight, example=2),
            optional("is_default", "По умолчанию", "Әдепкі", "Default", cells.choice(YES_NO), example="нет"),
        ),
    ),
)
