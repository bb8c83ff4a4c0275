"""The sheet of topic plans: what each course is to be taught, topic by topic."""

from services.importing import cells
from services.importing.columns import Column, Sheet, SheetKind, optional
from services.importing.people_sheets import SUBJECT

LONGEST_TITLE = 300
"""As long as the topic of a lesson may be: it is offered there."""
LONGEST_HOMEWORK = 2000

PLAN_SHEETS = (
    Sheet(
        SheetKind.PLANS,
        "КТП",
        "КТЖ",
        "Topic plans",
        (
            Column(
                "group",
                "Классы",
                "Сыныптар",
                "Classes",
                cells.several(cells.text),
                also=("Класс", "Сынып", "Class", "Группа", "Группы", "Топ", "Топтар", "Groups"),
                example="7 «А»; 7 «Б»",
            ),
            SUBJECT,
            optional(
                "teacher",
                "Учитель",
                "Мұғалім",
                "Teacher",
                also=("Табельный номер учителя", "Табельный номер", "Преподаватель"),
                example="001",
            ),
            Column(
                "number",
                "№",
                "Реті",
                "No.",
                cells.whole(1, 9999),
                also=("№ п/п", "Номер", "Номер темы", "Р/с", "Нөмірі", "Number"),
                example=1,
            ),
            optional("section", "Раздел", "Бөлім", "Section", also=("Модуль", "Бөлімі"), example="Уравнения"),
            Column(
                "title",
                "Тема",
                "Тақырып",
                "Topic",
                cells.text_up_to(LONGEST_TITLE),
                also=("Тема урока", "Название темы", "Сабақтың тақырыбы", "Тақырыбы"),
                example="Теорема Виета",
            ),
            optional(
                "hours",
                "Часы",
                "Сағат",
                "Hours",
                cells.whole(1, 200),
                also=("Часов", "Кол-во часов", "Количество часов", "Сағат саны"),
                example=2,
            ),
            optional(
                "lesson_kind",
                "Тип урока",
                "Сабақтың түрі",
                "Kind of lesson",
                also=("Вид урока", "Вид работы", "Сабақ түрі", "Жұмыс түрі"),
                example="контрольная работа",
            ),
            optional(
                "homework",
                "Домашнее задание",
                "Үй тапсырмасы",
                "Homework",
                cells.text_up_to(LONGEST_HOMEWORK),
                also=("ДЗ", "Д/з"),
                example="§ 12, № 145",
            ),
        ),
        also=(
            "Тематический план",
            "Тематическое планирование",
            "Календарно-тематический план",
            "Календарно-тематическое планирование",
            "Күнтізбелік-тақырыптық жоспар",
            "Тақырыптық жоспар",
            "Topic plan",
        ),
    ),
)
