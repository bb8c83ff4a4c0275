"""Decides what happened in the sample school: who was there, what was set, which marks were given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from types import ModuleType
from typing import Any

from demo.sample import texts_kk, texts_ru
from services.points import Points
from storage.models import ExcuseReason, PlanTopic, Presence

MARKED = 0.14
"""Share of a class that gets a mark in an ordinary lesson."""
BIG_WORK_EVERY = 7
BIG_WORKS = {
    "Русский язык": ("dictation", "essay"),
    "Казахский язык и литература": ("dictation", "independent"),
    "Физика": ("laboratory", "test"),
    "Химия": ("laboratory", "test"),
    "Биология": ("laboratory", "independent"),
    "Информатика": ("practical",),
    "Русская литература": ("essay",),
    "Физическая культура": ("practical",),
}
DISTRACTED = 12
"""Of so many courses one falls well behind its plan."""
UNMARKED_GRADE = 1
"""First-graders get no marks."""
GRADES_IN_POINTS = frozenset((8, 10))
"""These years of study try section works, given in points, from this term on …"""
SUBJECTS_IN_POINTS = frozenset(
    (
        "Алгебра",
        "Геометрия",
        "Физика",
        "Химия",
        "Биология",
        "История Казахстана",
        "Казахский язык и литература",
        "Английский язык",
    )
)
"""… in these subjects."""
MOSTS = (15, 20, 12)


@dataclass(frozen=True, slots=True)
class Stay:
    """A student's days in a group."""

    student: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Given:
    """A lesson to be brought to life."""

    id: int
    course_id: int
    on_day: date
    number: int
    starts_at: datetime
    ends_at: datetime
    subject: str
    group_id: int
    grade: int
    teacher_id: int
    is_kazakh: bool
    due_on: date | None
    """The day of the course's next lesson."""


@dataclass
class Happened:
    """Rows to insert; works carry the marks given for them."""

    lessons: list[dict[str, Any]] = field(default_factory=list)
    homework: list[dict[str, Any]] = field(default_factory=list)
    attendance: list[dict[str, Any]] = field(default_factory=list)
    excuses: list[dict[str, Any]] = field(default_factory=list)
    works: list[dict[str, Any]] = field(default_factory=list)
    marks: list[list[dict[str, Any]]] = field(default_factory=list)
    """Of each work, in the same order."""


class Life:
    """One school's days, from a seed."""

    def __init__(
        self,
        random: Random,
        school_id: int,
        kinds: dict[str, int],
        stays: dict[int, list[Stay]],
        points_from: date,
    ) -> None:
        self.random = random
        self.school_id = school_id
        self.kinds = kinds
        self.stays = stays
        self.points_from = points_from
        students = sorted({stay.student for group in stays.values() for stay in group})
        self.ability = {student: min(4.9, max(2.3, random.gauss(3.95, 0.6))) for student in students}
        self.away: dict[int, set[date]] = {}
        self.careless = {student for student in students if random.random() < 0.04}
        self.count: defaultdict[int, int] = defaultdict(int)
        self.plans: defaultdict[int, list[PlanTopic]] = defaultdict(list)
        """Course → the topic of each hour of its plan."""
        self.reached: defaultdict[int, int] = defaultdict(int)
        self.section_works: defaultdict[int, int] = defaultdict(int)
        self.happened = Happened()

    def in_group(self, group_id: int, day: date) -> list[int]:
        """The students of a group on a day: some come and go."""
        return [stay.student for stay in self.stays.get(group_id, ()) if stay.first <= day <= stay.last]

    def stay_away(self, days: Sequence[date], authors: dict[int, int]) -> None:
        """Decide who is ill when; the class teacher writes most of it down."""
        for student in sorted(self.ability):
            self.away[student] = set()
            while days and self.random.random() < 0.5:
                first = self.random.randrange(len(days))
                spell = days[first : first + self.random.choice((1, 1, 2, 3, 5))]
                self.away[student].update(spell)
                if self.random.random() < 0.8 and student in authors:
                    self._excuse(student, spell, authors[student])

    def give(self, lesson: Given) -> None:
        """Let one lesson take place: topic, attendance, homework, works and marks."""
        texts = texts_kk if lesson.is_kazakh else texts_ru
        self.count[lesson.course_id] += 1
        topic, planned = self._topic(lesson, texts)
        saved_at = lesson.ends_at - timedelta(minutes=self.random.randrange(1, 10))
        told = {"topic": topic, "plan_topic_id": planned.id if planned else None}
        self.happened.lessons.append({"id": lesson.id, **told, "attendance_taken_at": saved_at})
        there = self._attend(lesson, saved_at)
        self._set_homework(lesson, texts)
        if lesson.grade != UNMARKED_GRADE:
            subject_matter = planned.section if planned else topic
            self._mark(lesson, subject_matter, there, saved_at, texts)

    def _topic(self, lesson: Given, texts: ModuleType) -> tuple[str, PlanTopic | None]:
        """The next hour of the course's plan, now and then something else; without a plan as it comes."""
        count, plan = self.count[lesson.course_id], self.plans[lesson.course_id]
        if not plan:
            said = texts.TOPICS.get(lesson.subject, texts_ru.TOPICS[lesson.subject]).split("|")
            return said[count // 3 % len(said)], None
        often = 5 if lesson.course_id % DISTRACTED == 0 else 40
        if (count + lesson.course_id) % often == 0 or self.reached[lesson.course_id] >= len(plan):
            return texts.OUTSIDE[lesson.course_id % len(texts.OUTSIDE)], None
        planned = plan[self.reached[lesson.course_id]]
        self.reached[lesson.course_id] += 1
        return planned.title, planned

    def _excuse(self, student: int, spell: Sequence[date], author: int) -> None:
        reason = self.random.choice((ExcuseReason.ILLNESS, ExcuseReason.ILLNESS, ExcuseReason.FAMILY))
        self.happened.excuses.append(
            {
                "school_id": self.school_id,
                "student_id": student,
                "starts_on": spell[0],
                "ends_on": spell[-1],
                "reason": reason,
                "note": self.random.choice(texts_ru.EXCUSES) if reason == ExcuseReason.ILLNESS else "",
                "author_id": author,
                "created_at": None,
            }
        )

    def _attend(self, lesson: Given, at: datetime) -> list[int]:
        there = []
        for student in self.in_group(lesson.group_id, lesson.on_day):
            skips = student in self.careless and self.random.random() < 0.06
            if lesson.on_day in self.away[student] or skips:
                self._note_presence(lesson, student, Presence.ABSENT, at)
                continue
            there.append(student)
            if self.random.random() < (0.012 if lesson.number == 1 else 0.002):
                self._note_presence(lesson, student, Presence.LATE, at)
        return there

    def _note_presence(self, lesson: Given, student: int, presence: Presence, at: datetime) -> None:
        self.happened.attendance.append(
            {
                "school_id": self.school_id,
                "lesson_id": lesson.id,
                "student_id": student,
                "presence": presence,
                "author_id": lesson.teacher_id,
                "changed_at": at,
            }
        )

    def _set_homework(self, lesson: Given, texts: ModuleType) -> None:
        choices = texts.HOMEWORK.get(lesson.subject)
        if choices is None or lesson.due_on is None or self.random.random() < 0.15:
            return
        n, v = self.random.randrange(12, 480), self.random.randrange(2, 9)
        text = self.random.choice(choices.split("|")).format(
            n=n, n2=n + self.random.randrange(2, 7), p=self.random.randrange(8, 190), s=v * 3, v=v, v2=v + 2
        )
        row = {"lesson_id": lesson.id, "due_on": lesson.due_on, "text": text}
        self.happened.homework.append({"school_id": self.school_id, **row})

    def _mark(self, lesson: Given, topic: str, there: Sequence[int], at: datetime, texts: ModuleType) -> None:
        """Now and then a work of the whole class, otherwise answers of some."""
        number = self.count[lesson.course_id]
        if number % BIG_WORK_EVERY == lesson.course_id % BIG_WORK_EVERY:
            if self._is_in_points(lesson):
                self._section_work(lesson, topic, there, at, texts)
                return
            choices = BIG_WORKS.get(lesson.subject, ("test", "independent"))
            kind = choices[number // BIG_WORK_EVERY % len(choices)]
            title = texts.TITLES[kind].format(topic=topic)
            self._work(lesson, kind, title, number // BIG_WORK_EVERY + 1, there, at, texts)
        elif there and self.random.random() < 0.85:
            some = [student for student in there if self.random.random() < MARKED]
            kind = "answer" if self.random.random() < 0.8 else "homework"
            self._work(lesson, kind, "", None, some, at, texts)

    def _is_in_points(self, lesson: Given) -> bool:
        return (
            lesson.grade in GRADES_IN_POINTS
            and lesson.subject in SUBJECTS_IN_POINTS
            and lesson.on_day >= self.points_from
        )

    def _section_work(
        self, lesson: Given, topic: str, there: Sequence[int], at: datetime, texts: ModuleType
    ) -> None:
        self.section_works[lesson.course_id] += 1
        number = self.section_works[lesson.course_id]
        most = MOSTS[(lesson.course_id + number) % len(MOSTS)]
        title = texts.TITLES["test"].format(topic=topic)
        self._work(lesson, "section_summative", title, number, there, at, texts, most)

    def _work(
        self,
        lesson: Given,
        kind: str,
        title: str,
        number: int | None,
        students: Sequence[int],
        at: datetime,
        texts: ModuleType,
        most: int | None = None,
    ) -> None:
        work = {"lesson_id": lesson.id, "kind_id": self.kinds[kind], "number": number, "title": title}
        self.happened.works.append({"school_id": self.school_id, **work, "most_points": most})
        self.happened.marks.append([self._one_mark(lesson, student, at, texts, most) for student in students])

    def _one_mark(
        self, lesson: Given, student: int, at: datetime, texts: ModuleType, most: int | None
    ) -> dict[str, Any]:
        # Everybody has subjects that suit them better and worse.
        bent = ((student * 31 + lesson.course_id * 17) % 7 - 3) * 0.12
        shown = self.random.gauss(self.ability[student] + bent, 0.65)
        value, better = _in_points(shown, most) if most else _as_mark(shown)
        comment = self.random.choice(texts.COMMENTS) if self.random.random() < 0.03 else ""
        corrected = self.random.random() < 0.015 and value != better
        return {
            "school_id": self.school_id,
            "student_id": student,
            "value": better if corrected else value,
            "comment": comment,
            "version": 2 if corrected else 1,
            "changed_at": at + timedelta(minutes=7) if corrected else at,
            "was": value,
            "author_id": lesson.teacher_id,
        }


def _as_mark(shown: float) -> tuple[str, str]:
    """The mark for what was shown, and the next better one that a second look may give."""
    mark = min(5, max(2, round(shown)))
    return str(mark), str(min(5, mark + 1))


def _in_points(shown: float, most: int) -> tuple[str, str]:
    """The same in points: who usually gets a five reaches nearly all of them, who gets a two a third."""
    given = min(most, max(1, round(most * (0.3 + (shown - 2) * 0.22))))
    return str(Points(given, most)), str(Points(min(most, given + 1), most))
