"""What a locked phone shows of each notice, its first forty characters, says what matters, in three languages."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from locales import LANGUAGES, plain, words_in
from notifications.notices import NOTICES
from services.averages import Average
from services.gradebook import Text
from services.inbox import Author, Incoming, Setting
from services.news.attendance import AttendanceNews, MissedLesson
from services.news.codes import CodesNews
from services.news.late_changes import LateChangeNews
from services.news.lesson_changes import LessonChangeNews
from services.news.marks import MarkChange, MarksNews
from services.news.performance import PerformanceNews
from services.news.records import ReportNews
from services.news.system import LostChat, Warnings
from services.news.term_marks import TermMarkChange, TermMarksNews
from services.performance import Finding
from services.waiting_codes import Waiting
from services.waiting_lists import ClassWaits, WhoWaits
from storage.models import (
    AttestationKind,
    Course,
    DataField,
    Grounds,
    Group,
    LateChange,
    LateChangeStatus,
    Lesson,
    LessonStatus,
    Message,
    MessageRecipient,
    NameOnScreen,
    OutboxKind,
    PaperKind,
    PerformanceRule,
    Presence,
    ReportStatus,
    RuleKind,
    School,
    StaffMember,
    Student,
    Subject,
)
from tests.cast import MONDAY
from tests.eyes import as_seen
from tests.factories.views import FIRST, a_mark

SHOWN = 40
SCHOOL = School(id=1, name="Школа", time_zone="Asia/Almaty", name_on_screen=NameOnScreen.FIRST)
STUDENT = Student(id=1, last_name="Нұрланов", first_name="Әлихан", patronymic="")
GROUP = Group(name="7 «А»")
ALGEBRA = Subject(id=5, name="Алгебра", names={})
AVERAGE = Average(Decimal("2.67"), 6)


def some_marks(mark: str, before: str | None = None, *, removed: bool = False) -> MarksNews:
    given = a_mark(mark, subject=ALGEBRA)
    return MarksNews(STUDENT, SCHOOL, False, (MarkChange(given, before, is_removed=removed),))


def summed_up(mark: str, before: str | None = None, **of: Any) -> TermMarksNews:
    was = None if before is None else Text.parse(before)
    change = TermMarkChange(ALGEBRA, FIRST, Text.parse(mark), was, **of)
    return TermMarksNews(STUDENT, SCHOOL, False, (change,))


def missed(presence: Presence | None) -> AttendanceNews:
    return AttendanceNews(STUDENT, SCHOOL, False, MONDAY, (MissedLesson(3, ALGEBRA, presence),))


def low(kind: RuleKind) -> PerformanceNews:
    rule = PerformanceRule(kind=kind, bound=Decimal(3), count=3, days=14)
    return PerformanceNews(STUDENT, SCHOOL, False, (Finding(rule, ALGEBRA, 1, AVERAGE, AVERAGE, 4),))


def late_change(status: LateChangeStatus) -> LateChangeNews:
    change = LateChange(id=7, status=status, refusal="", grounds=Grounds.STUDENT_ILLNESS)
    return LateChangeNews(change, (STUDENT,), None)


def lesson_change(status: LessonStatus, *, was_cancelled: bool = False) -> LessonChangeNews:
    lesson = Lesson(status=status, on_day=MONDAY, number=2, course=Course(subject=ALGEBRA, group=GROUP))
    return LessonChangeNews(lesson, "Ким Е. В.", MONDAY + timedelta(days=1), 1, was_cancelled)


def report(status: ReportStatus) -> ReportNews:
    return ReportNews(1, status, DataField.PHONE, "+7 701 123 45 67", "", False, STUDENT, None, GROUP)


def late_codes() -> CodesNews:
    return CodesNews(GROUP, ClassWaits((WhoWaits(STUDENT, None, None, Waiting(MONDAY, 9, True)),), 5))


def letter() -> Incoming:
    author = Author(StaffMember(last_name="Бекова", first_name="Гүлнар", patronymic="Бекқызы"))
    setting = Setting(SCHOOL, GROUP, author, None, None)
    return Incoming(MessageRecipient(id=1), Message(text="Завтра собрание"), setting)


CASES: list[tuple[OutboxKind, Any, dict[str, tuple[str, ...]]]] = [
    (OutboxKind.MARKS, some_marks("2"), dict.fromkeys(LANGUAGES, ("Әлихан", "Алгебра 2"))),
    (OutboxKind.MARKS, some_marks("4", "2"), dict.fromkeys(LANGUAGES, ("Әлихан", "Алгебра 2 → 4"))),
    (OutboxKind.MARKS, some_marks("2", removed=True), dict.fromkeys(LANGUAGES, ("Әлихан", "Алгебра", "2"))),
    (
        OutboxKind.TERM_MARKS,
        summed_up("4"),
        {
            "ru": ("Әлихан: Алгебра 4 · 1-я четверть",),
            "kk": ("Әлихан: Алгебра 4 · 1-тоқсан",),
            "en": ("Әлихан: Алгебра 4 · Quarter 1",),
        },
    ),
    (
        OutboxKind.TERM_MARKS,
        summed_up("н/а: illness", "4"),
        {
            "ru": ("Әлихан: Алгебра 4 → н/а (болезнь)",),
            "kk": ("Әлихан: Алгебра 4 → н/а (ауру)",),
            "en": ("Әлихан: Алгебра 4 → н/а (illness)",),
        },
    ),
    (
        OutboxKind.TERM_MARKS,
        summed_up("5", "5", is_removed=True),
        {
            "ru": ("Әлихан: Алгебра, оценка 5 удалена",),
            "kk": ("Әлихан: Алгебра, 5 бағасы өшірілді",),
            "en": ("Әлихан: Алгебра, mark 5 removed",),
        },
    ),
    (
        OutboxKind.TERM_MARKS,
        summed_up("5", attestation=AttestationKind.EXAM),
        {
            "ru": ("Әлихан: Алгебра 5 · Экзамен",),
            "kk": ("Әлихан: Алгебра 5 · Емтихан",),
            "en": ("Әлихан: Алгебра 5 · Exam",),
        },
    ),
    (
        OutboxKind.TERM_MARKS,
        summed_up("4", "3", paper=PaperKind.WORK),
        {
            "ru": ("Әлихан: Алгебра 3 → 4 · Курсовая работа",),
            "kk": ("Әлихан: Алгебра 3 → 4 · Курстық жұмыс",),
            "en": ("Әлихан: Алгебра 3 → 4 · Course paper",),
        },
    ),
    (
        OutboxKind.ATTENDANCE,
        missed(Presence.ABSENT),
        {
            "ru": ("Әлихан: нет на 3-м", "Алгебра"),
            "kk": ("Әлихан: 3-сабақта жоқ", "Алгебра"),
            "en": ("absent", "3"),
        },
    ),
    (
        OutboxKind.ATTENDANCE,
        missed(Presence.LATE),
        {
            "ru": ("опоздание на 3-й", "Алгебра"),
            "kk": ("3-сабаққа кешікті", "Алгебра"),
            "en": ("late", "Алгебра"),
        },
    ),
    (
        OutboxKind.ATTENDANCE,
        missed(None),
        {
            "ru": ("Әлихан: исправлено, пропуска нет",),
            "kk": ("Әлихан: түзетілді, келген",),
            "en": ("was present",),
        },
    ),
    *(
        (OutboxKind.PERFORMANCE, low(kind), dict.fromkeys(LANGUAGES, ("Әлихан: Алгебра", number)))
        for kind, number in (
            (RuleKind.AVERAGE_BELOW, "67"),
            (RuleKind.FALL, "67"),
            (RuleKind.FAILING_MARKS, "4"),
        )
    ),
    (OutboxKind.MESSAGE, letter(), dict.fromkeys(LANGUAGES, ("Гүлнар Бекқызы",))),
    (
        OutboxKind.LATE_CHANGE,
        late_change(LateChangeStatus.FILED),
        {"ru": ("ждёт вашего решения",), "kk": ("шешіміңізді",), "en": ("waits for your decision",)},
    ),
    (
        OutboxKind.LATE_CHANGE,
        late_change(LateChangeStatus.DONE),
        {"ru": ("Изменение внесено",), "kk": ("өзгеріс енгізілді",), "en": ("has been entered",)},
    ),
    (
        OutboxKind.LESSON_CHANGE,
        lesson_change(LessonStatus.PLANNED),
        {
            "ru": ("7 «А», Алгебра: урок перенесён",),
            "kk": ("7 «А», Алгебра: сабақ ауыстырылды",),
            "en": ("7 «А», Алгебра: lesson moved",),
        },
    ),
    (
        OutboxKind.LESSON_CHANGE,
        lesson_change(LessonStatus.CANCELLED),
        {
            "ru": ("7 «А», Алгебра: урок отменён",),
            "kk": ("7 «А», Алгебра: сабақ болмайды",),
            "en": ("7 «А», Алгебра: lesson cancelled",),
        },
    ),
    (
        OutboxKind.LESSON_CHANGE,
        lesson_change(LessonStatus.PLANNED, was_cancelled=True),
        {
            "ru": ("7 «А», Алгебра: урок снова состоится",),
            "kk": ("7 «А», Алгебра: сабақ қайта қойылды",),
            "en": ("7 «А», Алгебра: lesson restored",),
        },
    ),
    (
        OutboxKind.RECORDS_CHECK,
        GROUP,
        {
            "ru": ("7 «А»: пора проверить",),
            "kk": ("7 «А»: жеке карточкаларды",),
            "en": ("7 «А»: time to check",),
        },
    ),
    (
        OutboxKind.CODES_LATE,
        late_codes(),
        {
            "ru": ("7 «А»: коды доступа не выданы в срок",),
            "kk": ("7 «А»: қолжеткізу кодтары",),
            "en": ("7 «А»: access codes are late",),
        },
    ),
    (
        OutboxKind.DATA_REPORT,
        report(ReportStatus.WAITING),
        {"ru": ("новый телефон",), "kk": ("жаңа телефон",), "en": ("new telephone",)},
    ),
    (
        OutboxKind.DATA_OUTCOME,
        report(ReportStatus.DECLINED),
        {"ru": ("не приняла ваше изменение",), "kk": ("қабылдамады",), "en": ("did not accept",)},
    ),
    (
        OutboxKind.UNREACHABLE,
        (LostChat(STUDENT, None, None),),
        {"ru": ("не доходят до 1 чата",), "kk": ("1 чатқа жетпей",), "en": ("no longer reaches 1 chat",)},
    ),
    (
        OutboxKind.WARNING,
        Warnings(stuck_minutes=30),
        {"ru": ("30 минут",), "kk": ("30 минут",), "en": ("30 minutes",)},
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "view", "says"), CASES)
def test_the_first_forty_characters_say_what_matters(
    kind: OutboxKind, view: Any, says: dict[str, tuple[str, ...]], language: str
) -> None:
    seen = as_seen(plain(NOTICES[kind].render(words_in(language), view).text))[:SHOWN]
    for part in says[language]:
        assert part in seen


def test_no_kind_of_notice_is_left_out() -> None:
    assert {kind for kind, _view, _says in CASES} == NOTICES.keys()
