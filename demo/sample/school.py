"""The sample school as sheets, the way a real school would fill them in."""

from dataclasses import dataclass
from datetime import date, time
from itertools import cycle
from random import Random
from typing import Any

from demo.sample import people
from demo.sample.curriculum import BY_NAME, HOMEROOM_SUBJECTS, SECOND_SHIFT, SUBJECTS, hours
from demo.sample.people import Colleague, People
from demo.sample.plans import plan_rows
from demo.sample.week import AFTERNOON, Hour, Week
from services.importing.defaults import work_kinds

SEED = 20260901
Rows = list[list[Any]]
Workbooks = dict[str, dict[str, Rows]]
WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота")
BELLS = {
    "1": ("08:00", "08:55", "09:55", "10:55", "11:50", "12:45"),
    "2": ("13:45", "14:40", "15:40", "16:40", "17:35", "18:30"),
}
CLUBS = (
    ("Шахматный клуб", "Шахматы", "math"),
    ("Клуб робототехники", "Робототехника", "informatics"),
    ("Школьный хор", "Хор", "music"),
)
QUARTERS = (
    (date(2026, 9, 1), date(2026, 10, 25)),
    (date(2026, 11, 2), date(2026, 12, 27)),
    (date(2027, 1, 11), date(2027, 3, 21)),
    (date(2027, 4, 1), date(2027, 5, 31)),
)
PROFILE = "E"

SCHOOL = {
    "Код": "kokjiek",
    "Название": "Лицей «Көкжиек»",
    "Часовой пояс": "Asia/Almaty",
    "Языки": "казахский, русский",
    "Профиль": PROFILE,
    "Шкала": "1–5",
}
YEAR_HEADINGS = ("Учебный год", "Начало года", "Конец года")


@dataclass
class Classroom:
    """A class with who teaches it what: subject → staff numbers (two where it is split)."""

    grade: int
    name: str
    teachers: dict[str, tuple[str, ...]]
    class_teacher: str

    @property
    def halves(self) -> tuple[str, str]:
        return f"{self.name} 1-я подгруппа", f"{self.name} 2-я подгруппа"

    @property
    def is_afternoon(self) -> bool:
        return self.grade in SECOND_SHIFT


def workbooks(seed: int = SEED) -> Workbooks:
    """``{"school.xlsx": {"Школа": rows, …}, …}``; the same for the same seed."""
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    who = people.gather(random)
    classes = _appoint(who)
    week = _week(random, classes)
    clubs = _clubs(random, who, week)
    _divide(random, who, classes, clubs)
    return {
        "school.xlsx": _school_sheets(who),
        "people.xlsx": {
            "Сотрудники": _staff_rows(who),
            "Классы": _class_rows(classes, who),
            "Ученики": _student_rows(who),
            "Родители": _parent_rows(who),
        },
        "timetable.xlsx": {
            "Нагрузка": _load_rows(classes, clubs),
            "Расписание": _timetable_rows(week, classes, clubs),
        },
        "plans.xlsx": {"КТП": plan_rows([(one.grade, one.name, one.halves) for one in classes])},
    }


def _appoint(who: People) -> list[Classroom]:
    """Give each class its teachers, department by department in turn."""
    turns = {
        one.department: cycle([c for c in who.staff if c.department == one.department]) for one in who.staff
    }
    leading: set[str] = set()
    classes = []
    for grade, name in people.class_names():
        teachers: dict[str, tuple[str, ...]] = {}
        by_department: dict[str, Colleague] = {}
        home = next(turns["homeroom"]).number if grade <= 4 else ""
        for subject in hours(grade):
            if grade <= 4 and subject in HOMEROOM_SUBJECTS:
                teachers[subject] = (home,)
                continue
            department = BY_NAME[subject].department
            if department not in by_department:
                by_department[department] = next(turns[department])
            first = by_department[department]
            second = (next(turns[department]),) if BY_NAME[subject].is_split and grade > 4 else ()
            teachers[subject] = tuple(one.number for one in (first, *second))
        leader = home or next((n for pair in teachers.values() for n in pair if n not in leading), "")
        leading.add(leader)
        classes.append(Classroom(grade, name, teachers, leader))
    return classes


def _week(random: Random, classes: list[Classroom]) -> Week:
    week = Week(random)
    for one in classes:
        lessons = [
            Hour(subject, one.teachers[subject])
            for subject, times in hours(one.grade).items()
            for _ in range(times)
        ]
        week.add_class(one.name, lessons, days=5 if one.grade <= 4 else 6, is_afternoon=one.is_afternoon)
    week.settle()
    return week


@dataclass
class Club:
    name: str
    subject: str
    teacher: str
    slots: list[tuple[int, int]]


def _clubs(random: Random, who: People, week: Week) -> list[Club]:
    """After the morning's lessons, when the teacher has none in the afternoon."""
    clubs = []
    for name, subject, department in CLUBS:
        teachers = [one.number for one in who.staff if one.department == department]
        free = {
            teacher: [
                (day, AFTERNOON + n)
                for day in range(1, 6)
                for n in (1, 2)
                if week.is_free(teacher, (day, AFTERNOON + n))
            ]
            for teacher in teachers
        }
        teacher = max(free, key=lambda one: len(free[one]))
        clubs.append(Club(name, subject, teacher, sorted(random.sample(free[teacher], 2))))
        for slot in clubs[-1].slots:
            week.busy[teacher, slot] += 1
    return clubs


def _divide(random: Random, who: People, classes: list[Classroom], clubs: list[Club]) -> None:
    """Halves of the classes from the fifth grade by the alphabet; clubs of whoever is free in the afternoon."""
    for one in classes:
        members = sorted(who.in_class(one.name), key=lambda pupil: pupil.person.full_name)
        for place, pupil in enumerate(members):
            if one.grade > 4:
                pupil.groups.append(one.halves[0 if place < (len(members) + 1) // 2 else 1])
            if not one.is_afternoon and random.random() < 0.16:
                pupil.groups.append(random.choice(clubs).name)


def _school_sheets(who: People) -> dict[str, Rows]:
    return {
        "Школа": [
            [*SCHOOL, *YEAR_HEADINGS],
            [*SCHOOL.values(), "2026/2027", QUARTERS[0][0], QUARTERS[-1][1]],
        ],
        "Четверти": [
            ["Вид", "Номер", "Начало", "Конец"],
            *(["четверть", number, *days] for number, days in enumerate(QUARTERS, 1)),
        ],
        "Звонки": [["Смена", "Урок", "Начало", "Конец"], *_bell_rows()],
        "Кабинеты": [["Кабинет", "Корпус"], *([_room(one.number), "главный"] for one in who.staff[4:])],
        "Предметы": [
            ["Предмет", "По-казахски", "По-английски"],
            *([one.name, one.kk, one.en] for one in SUBJECTS),
        ],
        "Виды работ": [
            ["Код", "Вид работы", "По-казахски", "По-английски", "Вес", "По умолчанию"],
            *_kind_rows(),
        ],
    }


def _kind_rows() -> Rows:
    return [
        [
            kind["code"],
            kind["names"]["ru"],
            kind["names"]["kk"],
            kind["names"]["en"],
            float(kind["weight"]),
            "да" if kind["is_default"] else "нет",
        ]
        for kind in work_kinds(PROFILE)
    ]


def _bell_rows() -> Rows:
    rows: Rows = []
    for shift, starts in BELLS.items():
        for number, start in enumerate(starts, 1):
            begins = time.fromisoformat(start)
            minutes = begins.hour * 60 + begins.minute + 45
            rows.append([shift, number, begins, time(minutes // 60, minutes % 60)])
    return rows


def _room(teacher: str) -> str:
    """Every teacher has a room; three floors."""
    place = int(teacher) - 4
    return f"{1 + place // 17}{place % 17 + 1:02}"


def _staff_rows(who: People) -> Rows:
    rows: Rows = [["Табельный номер", "ФИО", "Роли", "Логин"]]
    return rows + [
        [one.number, one.person.full_name, ", ".join(one.roles), one.user_name] for one in who.staff
    ]


def _class_rows(classes: list[Classroom], who: People) -> Rows:
    rows: Rows = [
        ["Название", "Вид", "Параллель", "Входит в класс", "Классный руководитель", "Куратор", "Смена"]
    ]
    curator = who.staff[3].number
    for one in classes:
        shift = "2" if one.is_afternoon else "1"
        rows.append(
            [one.name, "класс", one.grade, "", one.class_teacher, curator if one.grade >= 9 else "", shift]
        )
    for one in classes:
        if one.grade > 4:
            shift = "2" if one.is_afternoon else "1"
            rows += [[half, "подгруппа", one.grade, one.name, "", "", shift] for half in one.halves]
    return rows + [[name, "кружок", "", "", "", "", "2"] for name, _, _ in CLUBS]


def _student_rows(who: People) -> Rows:
    rows: Rows = [
        ["№ личного дела", "Фамилия", "Имя", "Отчество", "Дата рождения", "Класс", "Подгруппы и кружки"]
    ]
    for one in who.pupils:
        name = (one.person.last_name, one.person.first_name, one.person.patronymic)
        rows.append([one.number, *name, one.birth_date, one.class_name, "; ".join(one.groups)])
    return rows


def _parent_rows(who: People) -> Rows:
    rows: Rows = [["Номер", "Фамилия", "Имя", "Отчество", "Кем приходится", "№ личного дела ребёнка"]]
    for one in who.parents:
        name = (one.person.last_name, one.person.first_name, one.person.patronymic)
        rows += [[one.number, *name, one.relation, child] for child in one.children]
    return rows


def _load_rows(classes: list[Classroom], clubs: list[Club]) -> Rows:
    rows: Rows = [["Предмет", "Класс", "Учитель"]]
    for one in classes:
        for subject, teachers in one.teachers.items():
            rows += [[subject, group, teacher] for group, teacher in _taught(one, teachers)]
    return rows + [[club.subject, club.name, club.teacher] for club in clubs]


def _taught(one: Classroom, teachers: tuple[str, ...]) -> list[tuple[str, str]]:
    """The whole class with one teacher, or each half with its own."""
    return [(one.name, teachers[0])] if len(teachers) == 1 else list(zip(one.halves, teachers, strict=True))


def _timetable_rows(week: Week, classes: list[Classroom], clubs: list[Club]) -> Rows:
    rows: Rows = [["Класс", "День недели", "Урок", "Предмет", "Учитель", "Кабинет"]]
    for one in classes:
        for (day, place), hour in sorted(
            zip(week.slots[one.name], week.hours[one.name], strict=True), key=lambda at: at[0]
        ):
            number = place - AFTERNOON if place > AFTERNOON else place
            for group, teacher in _taught(one, hour.teachers):
                rows.append([group, WEEKDAYS[day - 1], number, hour.subject, teacher, _room(teacher)])
    for club in clubs:
        for day, place in club.slots:
            rows.append(
                [
                    club.name,
                    WEEKDAYS[day - 1],
                    place - AFTERNOON,
                    club.subject,
                    club.teacher,
                    _room(club.teacher),
                ]
            )
    return rows
