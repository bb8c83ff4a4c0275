"""Sheets about people: staff, classes, students, parents, who teaches what and when."""

from services.importing import cells
from services.importing.columns import Column, Sheet, SheetKind, optional
from services.importing.vocabulary import GROUP_KINDS, RELATIONS, ROLES, WEEKDAYS

PERSON = (
    optional(
        "full_name",
        "ФИО",
        "Аты-жөні",
        "Full name",
        also=("ФИО полностью", "Ф.И.О.", "Тегі, аты, әкесінің аты"),
        example="Ахметова Айгерім Серікқызы",
    ),
    optional("last_name", "Фамилия", "Тегі", "Family name", also=("last name", "surname")),
    optional("first_name", "Имя", "Аты", "Given name", also=("first name",)),
    optional("patronymic", "Отчество", "Әкесінің аты", "Patronymic", also=("middle name",)),
)
SUBJECT = Column("subject", "Предмет", "Пән", "Subject", also=("Дисциплина",), example="Алгебра")
GROUP = Column(
    "group", "Класс", "Сынып", "Class", also=("Группа", "Класс или группа", "Топ", "group"), example="7 «А»"
)


PEOPLE_SHEETS = (
    Sheet(
        SheetKind.STAFF,
        "Сотрудники",
        "Қызметкерлер",
        "Staff",
        (
            Column(
                "number",
                "Табельный номер",
                "Табель нөмірі",
                "Staff number",
                also=("Таб. №", "Табельный №", "Номер"),
                example="001",
            ),
            *PERSON,
            Column(
                "roles",
                "Роли",
                "Рөлдері",
                "Roles",
                cells.several(cells.choice(ROLES)),
                also=("Роль", "Должность", "Role"),
                example="учитель, завуч",
            ),
            optional(
                "user_name",
                "Логин",
                "Логин",
                "User name",
                cells.user_name,
                also=("Имя пользователя", "Пайдаланушы аты", "login"),
                example="akhmetova",
            ),
        ),
        also=("Учителя", "Педагоги", "Персонал", "Мұғалімдер", "Teachers"),
        has_people=True,
    ),
    Sheet(
        SheetKind.GROUPS,
        "Классы",
        "Сыныптар",
        "Classes",
        (
            Column(
                "name",
                "Название",
                "Атауы",
                "Name",
                also=("Класс", "Сынып", "Class", "Группа"),
                example="7 «А»",
            ),
            optional("kind", "Вид", "Түрі", "Kind", cells.choice(GROUP_KINDS), example="класс"),
            optional(
                "grade",
                "Параллель",
                "Параллель",
                "Grade",
                cells.whole(1, 12),
                also=("Год обучения", "Курс"),
                example=7,
            ),
            optional("parent", "Входит в класс", "Қай сыныптан", "Part of class", also=("Класс подгруппы",)),
            optional(
                "class_teacher", "Классный руководитель", "Сынып жетекшісі", "Class teacher", example="001"
            ),
            optional("curator", "Куратор", "Куратор", "Curator"),
            optional(
                "bell_schedule",
                "Расписание звонков",
                "Қоңырау кестесі",
                "Bell schedule",
                also=("Звонки", "Смена", "Ауысым"),
                example="1",
            ),
        ),
        also=("Классы и группы", "Группы", "Groups", "Топтар"),
    ),
    Sheet(
        SheetKind.STUDENTS,
        "Ученики",
        "Оқушылар",
        "Students",
        (
            Column(
                "number",
                "№ личного дела",
                "Жеке іс №",
                "File number",
                also=("Номер личного дела", "Личное дело"),
                example="А-125",
            ),
            *PERSON,
            Column(
                "birth_date", "Дата рождения", "Туған күні", "Birth date", cells.day, example="14.03.2013"
            ),
            GROUP,
            optional(
                "extra_groups",
                "Подгруппы и кружки",
                "Топтар мен үйірмелер",
                "Subgroups and clubs",
                cells.several(cells.text),
                also=("Подгруппы", "Кружки"),
                example="Шахматы",
            ),
            optional(
                "joined_on", "Зачислен", "Қабылданған күні", "Enrolled", cells.day, also=("Дата зачисления",)
            ),
        ),
        also=("Учащиеся", "Обучающиеся", "Студенты", "Pupils"),
        has_people=True,
    ),
    Sheet(
        SheetKind.GUARDIANS,
        "Родители",
        "Ата-аналар",
        "Guardians",
        (
            Column("number", "Номер", "Нөмірі", "Number", also=("№", "Номер родителя"), example="Р-1"),
            *PERSON,
            Column(
                "relation",
                "Кем приходится",
                "Туыстығы",
                "Relation",
                cells.choice(RELATIONS),
                also=("Степень родства", "Родство"),
                example="мать",
            ),
            Column(
                "student",
                "№ личного дела ребёнка",
                "Баланың жеке іс №",
                "Child's file number",
                also=("№ личного дела", "Личное дело ребёнка"),
                example="А-125",
            ),
        ),
        also=("Представители", "Законные представители", "Parents"),
        has_people=True,
    ),
    Sheet(
        SheetKind.COURSES,
        "Нагрузка",
        "Жүктеме",
        "Teaching load",
        (
            SUBJECT,
            GROUP,
            Column(
                "teacher",
                "Учитель",
                "Мұғалім",
                "Teacher",
                also=("Табельный номер учителя", "Табельный номер", "Преподаватель"),
                example="001",
            ),
        ),
        also=("Учебная нагрузка", "Курсы", "Courses"),
    ),
    Sheet(
        SheetKind.TIMETABLE,
        "Расписание",
        "Сабақ кестесі",
        "Timetable",
        (
            GROUP,
            Column(
                "weekday",
                "День недели",
                "Апта күні",
                "Weekday",
                cells.choice(WEEKDAYS),
                also=("День", "Күні", "Day"),
                example="понедельник",
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
            SUBJECT,
            optional(
                "teacher",
                "Учитель",
                "Мұғалім",
                "Teacher",
                also=("Табельный номер учителя", "Табельный номер"),
                example="001",
            ),
            optional("room", "Кабинет", "Кабинет", "Room", example="305"),
            optional("starts_on", "С", "Бастап", "From", cells.day),
            optional("ends_on", "По", "Дейін", "To", cells.day),
        ),
        also=("Расписание уроков", "Расписание занятий"),
    ),
)
