"""Reporting changed data in the chat: every step, every forged button, every second tap (R12)."""

import pytest
from sqlalchemy import select

from handlers.screens import Action, Place
from handlers.telegram.tap import Tap
from storage.database import Database
from storage.models import DataReport, Guardianship, ReportStatus, Student, StudentRecord
from tests.cast import Cast
from tests.chat import Phone, phone_factory
from tests.clock import MONDAY_MORNING, Clock


async def reports(database: Database) -> list[DataReport]:
    async with database.reading() as session:
        return list((await session.scalars(select(DataReport).order_by(DataReport.id))).all())


def ask(child: int, value: str) -> str:
    return Tap.packed(Action(Place.REPORT_ASK, child, value=value))


async def report_address(father: Phone, value: str = "Алматы, Абая 1") -> None:
    await father.sends("/settings")
    await father.taps("Сообщить об изменении данных")
    await father.taps("Әлихан")
    await father.taps("Адрес")
    await father.sends(value)


async def test_from_the_settings_to_the_class_teacher(phone, database: Database, stored_cast: Cast) -> None:
    father: Phone = phone("102")
    await report_address(father)
    assert "Отправить это классному руководителю?" in father.text
    assert "Алматы, Абая 1" in father.text
    assert await reports(database) == []
    assert "Отправлено классному руководителю" in await father.taps("Отправить")
    (report,) = await reports(database)
    assert (report.student_id, report.guardian_id, report.value) == (
        stored_cast.son.id,
        stored_cast.father.id,
        "Алматы, Абая 1",
    )


async def test_what_is_typed_survives_a_restart(
    phone, database: Database, clock: Clock, stored_cast: Cast
) -> None:
    await phone("102").presses(ask(stored_cast.son.id, "me.phone"))
    restarted = phone_factory(database, clock)("102")
    assert "+77011234567" in await restarted.sends("8 701 123 45 67")
    again = phone_factory(database, clock)("102")
    again.buttons = restarted.buttons
    await again.taps("Отправить")
    assert [report.value for report in await reports(database)] == ["+77011234567"]


async def test_a_value_refused_may_be_written_anew(phone, database: Database, stored_cast: Cast) -> None:
    father: Phone = phone("102")
    await father.presses(ask(stored_cast.son.id, "child.birth_date"))
    assert "не может быть датой рождения" in await father.sends("вчера")
    assert "15 марта 2013" in await father.sends("15 марта 2013")
    await father.taps("Отправить")
    assert [report.value for report in await reports(database)] == ["2013-03-15"]


async def test_a_name_is_shown_part_by_part(phone, stored_cast: Cast) -> None:
    father: Phone = phone("102")
    await father.presses(ask(stored_cast.son.id, "child.name"))
    text = await father.sends("Нұрланұлы Әлихан Марат ұлы")
    for line in ("Фамилия: Нұрланұлы", "Имя: Әлихан", "Отчество: Марат ұлы"):
        assert line in text.replace("<b>", "").replace("</b>", "")


async def test_a_double_tap_sends_once(phone, database: Database, stored_cast: Cast) -> None:
    father: Phone = phone("102")
    await report_address(father)
    send = next(one.callback_data for one in father.buttons if "Отправить" in one.text)
    await father.presses(send)
    await father.presses(send)
    assert "уже отправлено" in (father.toast or "")
    assert len(await reports(database)) == 1


async def test_a_button_over_an_older_text_sends_nothing(
    phone, database: Database, stored_cast: Cast
) -> None:
    father: Phone = phone("102")
    await report_address(father)
    older = next(one.callback_data for one in father.buttons if "Отправить" in one.text)
    await father.sends("Алматы, Абая 2")
    await father.presses(older)
    assert await reports(database) == []
    await father.taps("Отправить")
    assert [report.value for report in await reports(database)] == ["Алматы, Абая 2"]


async def test_cancel_gives_it_up(phone, database: Database, stored_cast: Cast) -> None:
    father: Phone = phone("102")
    await report_address(father)
    assert "Отменено" in await father.taps("Отмена")
    await father.sends("оценки")
    assert await reports(database) == []


async def test_a_student_is_offered_the_own_telephone_and_e_mail(phone, stored_cast: Cast) -> None:
    student: Phone = phone("103")
    await student.sends("/settings")
    await student.taps("Сообщить об изменении данных")
    assert [one.text for one in student.buttons][:2] == ["Телефон", "Электронная почта"]
    assert not student.has_button("Адрес")


@pytest.mark.parametrize(
    ("address", "child", "value"),
    [
        ("102", "daughter", "child.phone"),
        ("102", "classmate", "child.phone"),
        ("104", "son", "child.address"),
        ("103", "son", "child.name"),
        ("103", "son", "me.phone"),
        ("102", "son", "me.document"),
        ("102", "son", "us.phone"),
        ("102", "son", "child.salary"),
        ("202", "son", "child.phone"),
    ],
)
async def test_forged_buttons_ask_for_nothing(
    phone, database: Database, stored_cast: Cast, address: str, child: str, value: str
) -> None:
    forger: Phone = phone(address)
    await forger.presses(ask(getattr(stored_cast, child).id, value))
    await forger.sends("+77010000000")
    assert not forger.has_button("Отправить")
    assert await reports(database) == []


async def test_who_loses_the_child_while_writing_sends_nothing(
    phone, database: Database, stored_cast: Cast
) -> None:
    father: Phone = phone("102")
    await report_address(father)
    async with database.transaction() as session:
        tie = await session.get_one(Guardianship, stored_cast.father_of_son.id)
        tie.revoked_at = MONDAY_MORNING
    await father.taps("Отправить")
    assert await reports(database) == []


async def test_the_class_teacher_accepts_with_one_tap_and_a_second_says_so(
    phone, database: Database, stored_cast: Cast
) -> None:
    father: Phone = phone("102")
    await report_address(father)
    await father.taps("Отправить")
    (report,) = await reports(database)
    tap = Tap.packed(Action(Place.REPORT_ACCEPT, item=report.id))
    for address in ("201", "102", "103", "104"):
        await phone(address).presses(tap)
    assert [one.status for one in await reports(database)] == [ReportStatus.WAITING]
    teacher, curator = phone("202"), phone("203")
    assert "Принято" in await teacher.presses(tap)
    for person in (teacher, curator):
        await person.presses(tap)
        assert "уже рассмотрено" in (person.toast or "")
    async with database.reading() as session:
        assert (await session.scalars(select(StudentRecord.address))).all() == ["Алматы, Абая 1"]


async def test_a_changed_name_shows_in_the_diary(phone, database: Database, stored_cast: Cast) -> None:
    father: Phone = phone("102")
    await father.presses(ask(stored_cast.son.id, "child.name"))
    await father.sends("Нұрланов Әлішер")
    await father.taps("Отправить")
    (report,) = await reports(database)
    await phone("202").presses(Tap.packed(Action(Place.REPORT_ACCEPT, item=report.id)))
    async with database.reading() as session:
        assert (await session.get_one(Student, stored_cast.son.id)).first_name == "Әлішер"
    await father.sends("/settings")
    await father.taps("Сообщить об изменении данных")
    assert father.has_button("Әлішер")


def test_the_longest_buttons_fit_telegram() -> None:
    largest = 2**31 - 1
    for action in (
        Action(Place.REPORT_ASK, largest, value="child.birth_date"),
        Action(Place.REPORT_SEND, value="0" * 12),
        Action(Place.REPORT_ACCEPT, item=largest),
    ):
        assert len(Tap.packed(action).encode()) <= 64
