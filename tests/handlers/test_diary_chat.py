"""The diary on the phone: taps, commands, plain words, two children."""

from collections.abc import Callable
from datetime import date

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage

from handlers.screens import Action, Place
from handlers.telegram.tap import Tap
from storage.database import Database
from storage.models import Account, Course
from tests.cast import MONDAY, Cast
from tests.chat import Phone
from tests.clock import Clock
from tests.factories.lessons import make_mark, make_work
from tests.factories.people import link

Phones = Callable[[str], Phone]


def _data(place: Place, **facts: object) -> str:
    return Tap.of(Action(place, **facts)).pack()  # type: ignore[arg-type]


async def test_start_opens_today(week: Cast, phone: Phones) -> None:
    text = await phone("102").sends("/start")
    assert text.startswith("<b>Сегодня, понедельник, 23 ноября</b>")
    assert "каб. 214" in text


async def test_a_whole_reading_happens_in_one_message(week: Cast, phone: Phones) -> None:
    father = phone("102")
    await father.sends("/start")
    for label in (
        "Оценки",
        "Алгебра",
        "1-я четверть",
        "Задания",
        "Вся неделя",
        "Расписание",
        "Пропуски",
        "Сегодня",
    ):
        await father.taps(label)
        edited, answered = father.replies
        assert isinstance(answered, AnswerCallbackQuery)
        assert isinstance(edited, EditMessageText)
    assert "Сегодня, понедельник" in father.text


async def test_days_are_walked_through(week: Cast, phone: Phones) -> None:
    father = phone("102")
    await father.sends("/today")
    assert "Завтра, вторник" in await father.taps("▶")
    assert "Среда, 25 ноября" in await father.taps("▶")
    assert "Сегодня" in await father.taps("Сегодня")
    assert "В воскресенье уроков нет." in await father.taps("◀")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/marks", "Оценки · 2-я четверть"),
        ("/homework", "Домашнее задание · Завтра"),
        ("/timetable", "Расписание · Сегодня"),
        ("/absences", "Пропуски · 2-я четверть"),
        ("/settings", "<b>Настройки</b>"),
        ("/help", "Что умеет дневник"),
        ("оценки", "Оценки · 2-я четверть"),
        ("дз на завтра", "Домашнее задание · Завтра"),
        ("үй тапсырмасы", "Домашнее задание · Завтра"),
        ("расписание на пятницу", "Расписание · Пятница, 27 ноября"),
        ("апталық кесте", "Расписание · 23.11–29.11"),
        ("дз на неделю", "Домашнее задание · 23.11–29.11"),
        ("пропуски", "Пропуски · 2-я четверть"),
        ("настройки", "<b>Настройки</b>"),
        ("помощь", "Что умеет дневник"),
        ("ертең", "Завтра, вторник"),
        ("оценки по алгебре", "<b>Алгебра · 2-я четверть</b>"),
        ("алгебрадан бағалар", "<b>Алгебра · 2-я четверть</b>"),
        ("marks in algebra", "<b>Алгебра · 2-я четверть</b>"),
        ("оценки по химии", "Оценки · 2-я четверть"),
        ("05.05.2013", "<b>Воскресенье, 5 мая 2013\u202fг.</b>\n\nВ воскресенье уроков нет."),
        ("расписание на 05.05.2013", "5 мая 2013\u202fг.</b>\n\nВ воскресенье уроков нет."),
    ],
)
async def test_commands_and_plain_words_open_their_screen(
    week: Cast, phone: Phones, text: str, expected: str
) -> None:
    assert expected in await phone("102").sends(text)


async def test_a_mother_of_two_switches_and_stays_on_the_screen(week: Cast, phone: Phones) -> None:
    mother = phone("101")
    assert "👤 Әлихан" in await mother.sends("/marks")
    text = await mother.taps("Әмина")
    assert "👤 Әмина, 3 «Б»" in text
    assert "Бағалар" in text
    assert "👤 Әмина" in await mother.sends("/today")


async def test_an_old_button_shows_the_child_it_was_made_for(week: Cast, phone: Phones) -> None:
    mother = phone("101")
    await mother.sends("/start")
    old = mother.button("Бағалар").callback_data
    assert old is not None
    await mother.taps("Әмина")
    assert "👤 Әлихан" in await mother.presses(old)


async def test_a_child_is_switched_by_name(week: Cast, phone: Phones) -> None:
    assert "👤 Әмина" in await phone("101").sends("баға Әмина")


async def test_a_subject_named_with_a_child_is_that_childs(week: Cast, phone: Phones) -> None:
    mother = phone("101")
    await mother.sends("/marks")
    text = await mother.sends("Әмина оқудан бағалар")
    assert "👤 Әмина" in text
    assert "<b>Оқу · " in text


async def test_from_a_subject_the_switch_leads_to_all_marks(week: Cast, phone: Phones) -> None:
    mother = phone("101")
    await mother.sends("/marks")
    await mother.taps("Алгебра")
    assert "👤 Әмина" in await mother.taps("Әмина")
    assert "Бағалар" in mother.text


@pytest.mark.parametrize(
    "place", [Place.HOME, Place.MARKS, Place.HOMEWORK_DAY, Place.ABSENCES, Place.PICK_CHILD]
)
async def test_another_familys_id_in_a_button_is_refused(
    week: Cast, phone: Phones, database: Database, place: Place
) -> None:
    mother = phone("101")
    before = await mother.sends("/start")
    for foreign in (week.classmate.id, week.other_student.id, 10**12, -1):
        assert await mother.presses(_data(place, child=foreign)) == before
        assert mother.toast is not None
    async with database.reading() as session:
        account = await session.get_one(Account, week.mother_account.id)
        assert account.current_student_id is None


async def test_a_subject_of_another_school_in_a_button_is_refused(week: Cast, phone: Phones) -> None:
    father = phone("102")
    before = await father.sends("/marks")
    foreign = week.other_algebra.subject_id
    assert await father.presses(_data(Place.SUBJECT, child=week.son.id, item=foreign)) == before
    assert father.toast


async def test_a_classmates_marks_never_show(week: Cast, phone: Phones, database: Database) -> None:
    async with database.transaction() as session:
        course = await session.get_one(Course, week.algebra.id)
        assert course.id == week.lesson.course_id
        work = await make_work(session, week.lesson, week.kinds["answer"], "Тайна")
        await make_mark(session, work, week.classmate, "2")
    father = phone("102")
    for text in ("/today", "/marks"):
        assert "Тайна" not in await father.sends(text)
    assert "Тайна" not in await father.taps("Алгебра")


async def test_at_half_past_midnight_in_almaty_it_is_already_tomorrow(
    week: Cast, phone: Phones, clock: Clock
) -> None:
    """00:30 on Tuesday at the school is still Monday in UTC."""
    clock.advance(hours=15, minutes=30)
    assert "Сегодня, вторник, 24 ноября" in await phone("102").sends("/today")
    assert "Сегодня, понедельник, 23 ноября" in await phone("104").sends("/today")


async def test_staff_without_children_are_shown_their_own_menu(week: Cast, phone: Phones) -> None:
    teacher = phone("201")
    for text in ("оценки", "/marks", "/today"):
        assert "меню сотрудника" in (await teacher.sends(text)).lower()
        assert teacher.button("Меню сотрудника").callback_data == _data(Place.STAFF_HOME)


async def test_a_parent_who_teaches_has_both(week: Cast, phone: Phones, database: Database) -> None:
    async with database.transaction() as session:
        await link(session, week.father_account, week.teacher)
    father = phone("102")
    assert "Сегодня" in await father.sends("/start")
    assert father.has_button("Меню сотрудника")


async def test_every_button_of_every_screen_opens_something(week: Cast, phone: Phones) -> None:
    mother = phone("101")
    await mother.sends("/start")
    todo, seen = [b.callback_data or "" for b in mother.buttons], set[str]()
    while todo and len(seen) < 60:
        data = todo.pop(0)
        if data in seen or data[2] not in "hcmsta":
            continue
        seen.add(data)
        text = await mother.presses(data)
        assert text
        assert "енді жұмыс істемейді" not in (mother.toast or "")
        todo += [b.callback_data or "" for b in mother.buttons]
    assert len(seen) > 20


async def test_what_is_sent_can_be_parsed_by_telegram(week: Cast, phone: Phones) -> None:
    """The subject is called "История <Казахстана> & мира"."""
    father = phone("102")
    for text in ("/today", "/marks", "/absences", "/timetable"):
        shown = await father.sends(text)
        assert "<Казахстана>" not in shown
    assert isinstance(father.replies[0], SendMessage)
    assert father.replies[0].parse_mode == "HTML"


async def test_the_student_reads_the_same_diary(week: Cast, phone: Phones) -> None:
    student = phone("103")
    assert "Оценки · 2-я четверть" in await student.sends("оценки")
    assert date(2026, 11, 23) == MONDAY
