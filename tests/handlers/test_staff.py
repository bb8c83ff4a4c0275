"""The staff menu: who gets it, the way into the web form, low performance and letters to parents."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from handlers.screens.staff import fits_a_button
from handlers.telegram.tap import Tap
from locales import plain
from services.drafts import most_read
from storage.database import Database
from storage.models import GroupLeader, LoginLink, Message, MessageKind, OutboxItem, Student
from tests.cast import Cast
from tests.chat import Phone
from tests.clock import MONDAY_MORNING, Clock
from tests.eyes import as_seen
from tests.factories.lessons import make_lesson, make_mark, make_work
from tests.factories.people import link, make_guardian, make_guardianship, make_staff, make_student


async def fails(database: Database, cast: Cast, *students: Student) -> None:
    """Two failing marks in algebra for each student: two of the school's rules are met."""
    async with database.transaction() as session:
        for number in (3, 4):
            lesson = await make_lesson(session, cast.algebra, date(2026, 11, 20), number)
            work = await make_work(session, lesson, cast.kinds["answer"])
            for student in students:
                await make_mark(session, work, student, "2", MONDAY_MORNING - timedelta(days=2))


async def letters(database: Database) -> list[Message]:
    async with database.reading() as session:
        query = select(Message).where(Message.kind == MessageKind.LETTER).order_by(Message.id)
        return list((await session.scalars(query)).all())


async def count(database: Database, model: type[OutboxItem | LoginLink]) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(model))).one()


def texts(phone: Phone) -> list[str]:
    return [
        as_seen(method.text)
        for method in phone.replies
        if getattr(method, "text", None) and hasattr(method, "chat_id")
    ]


def labels(phone: Phone) -> list[str]:
    return [button.text for button in phone.buttons]


async def test_staff_without_children_begin_in_their_menu(phone, stored_cast: Cast) -> None:
    teacher: Phone = phone("202")
    text = await teacher.sends("/start")
    assert "Меню сотрудника" in text
    assert "Гүлнар Бекқызы · Гимназия № 25" in text
    assert "Классный руководитель 7 «А»" in text
    assert not teacher.has_button("Сегодня")


async def test_who_leads_nothing_sees_no_way_to_announce(phone, stored_cast: Cast) -> None:
    teacher: Phone = phone("201")
    await teacher.sends("/staff")
    assert labels(teacher) == ["💻 Журнал", "📤 Отправленные", "💬 Ответы"]
    assert "ещё не писали" in await teacher.taps("Отправленные")
    await teacher.taps("Меню сотрудника")
    assert "Ответов пока нет" in await teacher.taps("Ответы")
    assert "Сейчас за вами не закреплён класс" in await teacher.presses(Tap(place="i").pack())


async def test_a_parent_who_teaches_has_both_menus(phone, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        guardian = await make_guardian(session, stored_cast.school, "Ким Елена")
        await link(
            session,
            stored_cast.teacher_account,
            await make_guardianship(session, guardian, stored_cast.classmate),
        )
    teacher: Phone = phone("201")
    await teacher.sends("/start")
    await teacher.taps("Меню сотрудника")
    assert teacher.has_button("Сегодня")


@pytest.mark.parametrize("address", ["101", "103", "999"])
async def test_families_and_strangers_have_no_staff_menu(phone, stored_cast: Cast, address: str) -> None:
    somebody: Phone = phone(address)
    for command in ("/staff", "/login", "/announce"):
        await somebody.sends(command)
        assert not somebody.has_button("Журнал"), command
        assert "/login/" not in somebody.text
    for place in ("f", "E", "G", "i", "rs", "ra"):
        await somebody.presses(Tap(place=place).pack())
        assert not somebody.has_button("Журнал"), place
        assert "Меню сотрудника" not in somebody.text


async def test_the_web_form_opens_by_a_link_of_its_own(phone, database: Database, stored_cast: Cast) -> None:
    teacher: Phone = phone("201")
    text = await teacher.sends("/login")
    url = teacher.button("Открыть журнал").url or ""
    assert re.fullmatch(r"https://diary\.example/login/[A-Za-z0-9_-]{20,}", url)
    assert f"<code>{url}</code>" in text
    await teacher.taps("Меню сотрудника")
    await teacher.taps("Журнал")
    assert teacher.button("Открыть журнал").url != url
    assert await count(database, LoginLink) == 2


async def test_staff_of_two_schools_choose_whose_web_form(
    phone, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        there = await make_staff(session, stored_cast.other_school, "Ким Елена Викторовна")
        await link(session, stored_cast.teacher_account, there)
    teacher: Phone = phone("201")
    assert "Какая школа?" in await teacher.sends("/login")
    assert "Школа № 14" in await teacher.taps("Школа № 14")
    async with database.reading() as session:
        assert (await session.scalars(select(LoginLink.staff_id))).all() == [there.id]


async def test_a_forged_staff_id_gets_no_link(phone, database: Database, stored_cast: Cast) -> None:
    await phone("201").presses(Tap(place="E", item=stored_cast.administrator.id).pack())
    assert await count(database, LoginLink) == 0


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://diary.example/login/x", True),
        ("http://127.0.0.1:8000/login/x", True),
        ("http://localhost:8000/login/x", False),
        ("ftp://diary.example/x", False),
        ("", False),
    ],
)
def test_an_address_that_a_messenger_refuses_gets_no_button(url: str, fits: bool) -> None:
    assert fits_a_button(url) is fits


async def test_nobody_failing_is_a_sentence(phone, stored_cast: Cast) -> None:
    curator: Phone = phone("203")
    await curator.sends("/staff")
    assert "Сейчас таких учеников в классе нет" in await curator.taps("Успеваемость")


async def test_the_curator_writes_to_the_parents_of_a_failing_student(
    phone, database: Database, clock: Clock, stored_cast: Cast
) -> None:
    await fails(database, stored_cast, stored_cast.son)
    curator: Phone = phone("203")
    await curator.sends("/staff")
    listed = await curator.taps("Успеваемость")
    assert "Нұрланов Әлихан" in listed
    assert "Алгебра" in listed
    assert not curator.has_button("Родителям всех")
    assert "ещё не писали" in await curator.taps("Нұрланов Әлихан")
    assert "Родителям (Нұрланов Әлихан, 7 «А»): 2 человека" in await curator.taps("Написать родителям")
    await curator.sends("Поговорите <дома>")
    assert "О ребёнке: Әлихан\n\nПоговорите &lt;дома&gt;" in texts(curator)[0]
    assert "Отправлено: 2 человека" in await curator.taps("Отправить")
    [letter] = await letters(database)
    assert (letter.student_id, letter.staff_id) == (stored_cast.son.id, stored_cast.curator.id)

    clock.advance(hours=1)
    await phone("102").presses(Tap(place="R", item=2).pack())
    shown = await curator.presses(
        Tap(place="is", child=stored_cast.son.id, item=stored_cast.class_7a.id).pack()
    )
    assert "23 ноября, 09:00, Нұрланова Айгерім: не доставлено" in shown
    assert "23 ноября, 09:00, Нұрланов Марат: прочитано 23 ноября, 10:00" in shown
    teacher: Phone = phone("202")
    assert "прочитано" in await teacher.presses(
        Tap(place="is", child=stored_cast.son.id, item=stored_cast.class_7a.id).pack()
    )


async def test_a_text_is_suggested_with_the_reasons_in_the_parents_language(
    phone, database: Database, stored_cast: Cast
) -> None:
    await fails(database, stored_cast, stored_cast.son)
    curator: Phone = phone("203")
    await curator.presses(Tap(place="T", child=stored_cast.son.id, item=stored_cast.class_7a.id).pack())
    await curator.taps("Предложить текст")
    suggested = texts(curator)[0]
    # One parent reads Kazakh, one Russian: the school's first language decides.
    assert "Сәлеметсіз бе! Әлихан" in suggested
    assert "— Алгебра" in suggested
    assert suggested.endswith("Андрей Сергеевич")
    assert "Отправлено" in await curator.taps("Отправить")
    [letter] = await letters(database)
    assert "<b>" not in letter.text


def test_the_language_most_parents_read_is_chosen() -> None:
    assert most_read(["ru", "ru", "kk"], "kk") == "ru"
    assert most_read(["ru", "kk"], "kk") == "kk"
    assert most_read([], "kk") == "kk"


async def test_all_parents_on_the_list_are_written_to_one_by_one(
    phone, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        third = await make_student(session, stored_cast.class_7a, "Тен Виктор")
        guardian = await make_guardian(session, stored_cast.school, "Тен Ольга")
        await make_guardianship(session, guardian, third)
    await fails(database, stored_cast, stored_cast.son, stored_cast.classmate, third)
    curator: Phone = phone("203")
    await curator.sends("/staff")
    await curator.taps("Успеваемость")
    asked = await curator.taps("Родителям всех (3)")
    assert "Родителям 2 учеников, каждой семье отдельно" in asked
    assert not curator.has_button("Предложить")
    confirm = await curator.sends("Жду Вас на встречу")
    assert "Нет родителей в списках школы: Соколов Дмитрий." in confirm
    assert "О ребёнке" not in texts(curator)[0]
    assert "Отправлено родителям 2 учеников" in await curator.taps("Отправить")
    assert {letter.student_id for letter in await letters(database)} == {stored_cast.son.id, third.id}
    listed = await curator.taps("Отправленные")
    assert "Родителям: Нұрланов Әлихан" in listed
    assert "Родителям: Тен Виктор" in listed


async def test_a_student_without_parents_on_record_is_said(
    phone, database: Database, stored_cast: Cast
) -> None:
    curator: Phone = phone("203")
    await curator.presses(Tap(place="T", child=stored_cast.classmate.id, item=stored_cast.class_7a.id).pack())
    assert "Писать некому" in (curator.toast or "")


async def test_a_double_tap_on_a_letters_send_sends_once(
    phone, database: Database, stored_cast: Cast
) -> None:
    curator: Phone = phone("203")
    await curator.presses(Tap(place="T", child=stored_cast.son.id, item=stored_cast.class_7a.id).pack())
    await curator.sends("Поговорите дома")
    send = curator.button("Отправить").callback_data or ""
    await curator.presses(send)
    await curator.presses(send)
    assert len(await letters(database)) == 1
    assert await count(database, OutboxItem) == 2


async def test_forged_students_are_refused(phone, database: Database, stored_cast: Cast) -> None:
    """Not in this class, of another school, or of nobody."""
    curator: Phone = phone("203")
    for student_id in (stored_cast.daughter.id, stored_cast.other_student.id, 999_999, None):
        for place in ("is", "T"):
            curator.text = ""
            await curator.presses(Tap(place=place, child=student_id, item=stored_cast.class_7a.id).pack())
            assert curator.toast
            assert curator.text == ""
    await curator.sends("Поговорите дома")
    assert not curator.has_button("Отправить")


async def test_a_curator_replaced_in_the_middle_is_refused(
    phone, database: Database, stored_cast: Cast
) -> None:
    curator: Phone = phone("203")
    await curator.presses(Tap(place="T", child=stored_cast.son.id, item=stored_cast.class_7a.id).pack())
    await curator.sends("Поговорите дома")
    async with database.transaction() as session:
        for led in await session.scalars(
            select(GroupLeader).where(GroupLeader.staff_id == stored_cast.curator.id)
        ):
            led.ends_on = date(2026, 11, 22)
    await curator.taps("Отправить")
    assert curator.toast
    assert await letters(database) == []


async def test_a_suggestion_asked_for_too_late_does_no_harm(phone, stored_cast: Cast) -> None:
    curator: Phone = phone("203")
    await curator.presses(Tap(place="TD").pack())
    assert "уже отправлено" in (curator.toast or "")


async def test_a_class_that_fails_as_a_whole_fits_into_messages(
    phone, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        names = [f"Фамилия{'ж' * 70}{number} <i>Имя</i>" for number in range(40)]
        students = [await make_student(session, stored_cast.class_7a, name) for name in names]
    await fails(database, stored_cast, *students)
    curator: Phone = phone("203")
    await curator.sends("/staff")
    text = await curator.taps("Успеваемость")
    assert len(plain(text)) <= 4096
    assert len(curator.buttons) <= 100
    assert "<i>" not in text
    assert len(plain(await curator.taps("›"))) <= 4096
