"""The family's screens: what they say, in three languages, empty, full and overfull."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from handlers.screens import Place, Screen
from handlers.screens.absences import absences
from handlers.screens.home import home
from handlers.screens.homework import homework_day, homework_week
from handlers.screens.marks import marks, subject
from handlers.screens.menu import children, day_title, help_screen
from handlers.screens.pages import size
from handlers.screens.timetable import timetable_day, timetable_week
from handlers.telegram.adapter import keyboard
from locales import LANGUAGES, Words, plain, words_in
from services.averages import Average
from services.diary import (
    Absences,
    DayLesson,
    HomeworkDays,
    Marks,
    SubjectLine,
    SubjectMarks,
    SummedUp,
    TimetableDays,
)
from storage.models import (
    ExcuseReason,
    Presence,
    Subject,
)
from tests.cast import MONDAY
from tests.factories.views import (
    ALGEBRA,
    FIRST,
    NASTY,
    OF_TWO,
    READER,
    TERM,
    a_child,
    a_day,
    a_mark,
    a_slot,
    an_absence,
    due,
    some_absences,
    some_marks,
)

RU, EN = words_in("ru"), words_in("en")


def _labels(screen: Screen) -> list[str]:
    return [plain(button.label) for row in screen.rows for button in row]


def test_staff_among_the_parents_have_a_way_to_their_menu() -> None:
    assert "🏫 Staff menu" in _labels(home(EN, replace(READER, is_staff=True), a_day()))
    assert "🏫 Staff menu" not in _labels(home(EN, READER, a_day()))


def test_the_childs_name_is_shown_where_there_are_several() -> None:
    assert home(RU, OF_TWO, a_day()).text.startswith("👤 Әлихан, 7\u00a0«А»")
    assert "Әлихан" not in home(RU, READER, a_day()).text
    assert "👤 Әмина" in _labels(home(RU, OF_TWO, a_day()))


def test_many_children_are_a_list_of_their_own() -> None:
    others = tuple(a_child(number, f"Имя{number}") for number in range(2, 8))
    screen = home(RU, replace(READER, others=others), a_day())
    assert "👥 Другой ребёнок" in _labels(screen)
    listed = children(RU, (READER.child, *others), "m")
    assert len(_labels(listed)) == 7
    assert {button.action.value for row in listed.rows for button in row if button.action} == {"m"}


def test_subjects_stand_in_the_order_of_the_kazakh_alphabet() -> None:
    names = ("Химия", "Қазақстан тарихы", "Қазақ тілі", "Ағылшын тілі", "Әдебиет", "Өнер")
    lines = [
        SubjectLine(Subject(id=number, name=name, names={}), Average(Decimal(4), 1), None, 1)
        for number, name in enumerate(names)
    ]
    shown = [line.split(" — ")[0] for line in plain(marks(RU, READER, some_marks(*lines)).text).splitlines()]
    assert shown[2:8] == ["Ағылшын тілі", "Әдебиет", "Қазақ тілі", "Қазақстан тарихы", "Өнер", "Химия"]


def test_every_button_carries_the_child() -> None:
    for screen in (
        home(RU, OF_TWO, a_day()),
        marks(RU, OF_TWO, some_marks()),
        absences(RU, OF_TWO, some_absences()),
    ):
        for button in (button for row in screen.rows for button in row):
            assert button.action is not None
            assert button.action.child in (1, 2)


def test_an_average_always_says_how_many_marks_it_counts() -> None:
    lines = (
        SubjectLine(ALGEBRA, Average(Decimal("3.6666"), 2), SummedUp("4"), 3),
        SubjectLine(Subject(id=6, name="Музыка", names={}), Average(None, 0), None, 0),
        SubjectLine(Subject(id=7, name="Химия", names={}), Average(None, 0), None, 1),
    )
    text = plain(marks(RU, READER, some_marks(*lines)).text)
    assert "Алгебра — 3,67 (2 оценки) · за период 4" in text
    assert "Химия — среднего балла пока нет" in text
    assert "Пока без оценок: Музыка." in text


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 оценка"), (3, "3 оценки"), (5, "5 оценок"), (21, "21 оценка")]
)
def test_counts_are_written_in_the_right_number(count: int, words: str) -> None:
    line = SubjectLine(ALGEBRA, Average(Decimal(5), count), None, count)
    assert words in marks(RU, READER, some_marks(line)).text


def test_subjects_have_the_readers_language() -> None:
    line = SubjectLine(ALGEBRA, Average(Decimal(5), 1), None, 1)
    assert "Algebra" in marks(EN, READER, some_marks(line)).text
    assert "Алгебра" in marks(RU, READER, some_marks(line)).text


def test_marks_lead_to_the_other_terms_of_the_year() -> None:
    assert "1-я четверть" in _labels(marks(RU, READER, some_marks()))
    assert "2-я четверть" not in _labels(marks(RU, READER, some_marks()))


def test_a_subject_tells_what_each_mark_was_given_for() -> None:
    given = (
        a_mark("5", "2", title="Дроби", number=3, comment="Молодец <3"),
        a_mark("2", "0"),
        a_mark("осв"),
    )
    view = SubjectMarks(
        ALGEBRA, (FIRST, TERM), TERM, Average(Decimal(5), 1), given, ((FIRST, SummedUp("4")),)
    )
    text = plain(subject(RU, READER, view).text)
    assert "Средний балл: 5 (1 оценка)" in text
    assert "1-я четверть: 4" in text
    assert "23.11 · 5 — Контрольная № 3: Дроби · вес 2\n💬 Молодец <3" in text
    assert "23.11 · 2 — Контрольная · не учитывается" in text
    assert text.endswith("23.11 · осв — Контрольная")


def test_absences_are_counted_and_named() -> None:
    view = some_absences(
        an_absence(Presence.ABSENT),
        an_absence(Presence.ABSENT, ExcuseReason.ILLNESS),
        an_absence(Presence.LATE, ExcuseReason.ILLNESS),
    )
    text = plain(absences(RU, READER, view).text)
    assert "❗ Без уважительной причины: 1\nПо уважительной причине: 1\nОпоздания: 1" in text
    assert "1. Алгебра — пропуск по уважительной причине: болезнь" in text


@pytest.mark.parametrize("reason", list(ExcuseReason))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str, reason: ExcuseReason) -> None:
    text = plain(
        absences(words_in(language), READER, some_absences(an_absence(Presence.ABSENT, reason))).text
    )
    assert not text.endswith((": ", reason.value if language != "en" else "!"))


def test_a_gym_is_not_called_a_room() -> None:
    view = TimetableDays(MONDAY, MONDAY, ((MONDAY, (a_slot(room="Спортзал"),)),))
    assert "    Спортзал · Ким Е. В." in plain(timetable_day(RU, READER, view).text)


def test_hours_and_rooms_do_not_break_across_lines() -> None:
    view = TimetableDays(MONDAY, MONDAY, ((MONDAY, (a_slot(room="215"),)),))
    kazakh = plain(timetable_day(words_in("kk"), READER, view).text)
    assert "08:00\u2060–\u206008:45" in kazakh
    assert "215\u2011каб." in kazakh
    assert "каб.\u00a0215" in plain(timetable_day(RU, READER, view).text)


def test_the_timetable_of_a_free_day_shows_the_next_school_day() -> None:
    sunday, tuesday = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    ahead = (a_slot(day=tuesday), a_slot(2, day=tuesday, is_cancelled=True))
    view = TimetableDays(sunday, sunday, (), ahead)
    assert plain(timetable_day(RU, READER, view).text).splitlines()[2:] == [
        "В воскресенье уроков нет.",
        "",
        "Следующие уроки · Завтра, вторник, 24\u00a0ноября",
        "1. 08:00 Алгебра · 214",
        "2. Алгебра — урок отменён",
    ]


def test_the_day_is_named_from_today() -> None:
    days = [MONDAY + timedelta(days=n) for n in (-1, 0, 1, 2, 400)]
    assert [str(day_title(EN, day, MONDAY)) for day in days] == [
        "Yesterday, Sunday, 22\u00a0November",
        "Today, Monday, 23\u00a0November",
        "Tomorrow, Tuesday, 24\u00a0November",
        "Wednesday, 25\u00a0November",
        "Tuesday, 28\u00a0December 2027",
    ]


@pytest.mark.parametrize(
    ("language", "steps"),
    [
        ("ru", ["◀ Вс 22.11", "Вт 24.11 ▶"]),
        ("kk", ["◀ Жс 22.11", "Сс 24.11 ▶"]),
        ("en", ["◀ Sun 22.11", "Tue 24.11 ▶"]),
    ],
)
def test_a_weekday_on_a_button_begins_with_a_capital_letter(language: str, steps: list[str]) -> None:
    view = TimetableDays(MONDAY, MONDAY, ())
    assert _labels(timetable_day(words_in(language), READER, view))[:2] == steps


def _empty(_: Words) -> list[Screen]:
    nothing = TimetableDays(MONDAY, MONDAY, ()), HomeworkDays(MONDAY, MONDAY, ())
    return [
        home(_, READER, a_day()),
        marks(_, READER, some_marks()),
        marks(_, READER, Marks((), None, ())),
        subject(_, READER, SubjectMarks(ALGEBRA, (TERM,), TERM, Average(None, 0), (), ())),
        subject(_, READER, SubjectMarks(ALGEBRA, (), None, Average(None, 0), (), ())),
        absences(_, READER, some_absences()),
        absences(_, READER, Absences((), None, ())),
        timetable_day(_, READER, nothing[0]),
        timetable_week(_, READER, nothing[0]),
        homework_day(_, READER, nothing[1]),
        homework_week(_, READER, nothing[1]),
        help_screen(_, ()),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_states_are_sentences(language: str) -> None:
    for screen in _empty(words_in(language)):
        assert plain(screen.text).rstrip().endswith("."), screen.text


def _overfull(_: Words, page: str | None) -> list[Screen]:
    """Sixty subjects with names of 700 characters, and homework as long as a book."""
    subjects = [Subject(id=number, name=f"{number} {NASTY}", names={}) for number in range(60)]
    given = tuple(a_mark(subject=one, comment=NASTY, title=NASTY) for one in subjects)
    works = tuple(due(NASTY * 9, one) for one in subjects)
    slots = tuple(a_slot(number, one, topic=NASTY) for number, one in enumerate(subjects, 1))
    lessons = [DayLesson(slot, works[:2], given[:3], an_absence(Presence.ABSENT)) for slot in slots]
    missed = tuple(an_absence(Presence.ABSENT, None, one) for one in subjects)
    lines = tuple(SubjectLine(one, Average(Decimal(5), 9), SummedUp("5"), 9) for one in subjects)
    week = tuple((MONDAY + timedelta(days=n), slots) for n in range(6))
    due_week = tuple((MONDAY + timedelta(days=n), works) for n in range(6))
    reader = replace(OF_TWO, child=a_child(1, NASTY))
    return [
        home(_, reader, a_day(*lessons, earlier_marks=given, next_due=works), page),
        marks(_, reader, some_marks(*lines), page),
        subject(_, reader, SubjectMarks(subjects[0], (TERM,), TERM, Average(Decimal(5), 9), given, ()), page),
        absences(_, reader, some_absences(*missed), page),
        timetable_day(_, reader, TimetableDays(MONDAY, MONDAY, week[:1]), page),
        timetable_week(_, reader, TimetableDays(MONDAY, MONDAY, week), page),
        homework_day(_, reader, HomeworkDays(MONDAY, MONDAY, due_week[:1]), page),
        homework_week(_, reader, HomeworkDays(MONDAY, MONDAY, due_week), page),
    ]


@pytest.mark.parametrize(
    ("language", "asked"), [*((language, None) for language in LANGUAGES), ("kk", "2"), ("kk", "999")]
)
def test_even_the_fullest_screen_fits_into_a_message(language: str, asked: str | None) -> None:
    for screen in _overfull(words_in(language), asked):
        assert size(screen.text) <= 4096
        assert sum(len(row) for row in screen.rows) <= 100
        markup = keyboard(screen)
        assert markup is not None
        for row in markup.inline_keyboard:
            assert all(len((button.callback_data or "").encode()) <= 64 for button in row)


def test_what_does_not_fit_is_a_button_away() -> None:
    for screen in _overfull(EN, None):
        assert any(label.startswith("Page 2 of ") for label in _labels(screen)), screen.text[:80]


def test_a_name_with_html_is_escaped() -> None:
    nasty = Subject(id=9, name="<b>Алгебра</b> & Ко", names={})
    lesson = DayLesson(a_slot(subject=nasty), (due("<script>", nasty),), (), None)
    text = home(RU, replace(OF_TWO, child=a_child(1, "<i>")), a_day(lesson)).text
    assert "&lt;b&gt;Алгебра&lt;/b&gt; &amp; Ко" in text
    assert "&lt;script&gt;" in text
    assert "👤 &lt;i&gt;" in text


def test_places_that_only_look_are_small_letters() -> None:
    looking = (Place.HOME, Place.CHILDREN, Place.MARKS, Place.SUBJECT, Place.ABSENCES, Place.HELP)
    assert all(place.value.islower() for place in looking)
    assert Place.PICK_CHILD.value.isupper()
