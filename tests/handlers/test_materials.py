"""A file under homework in the chat: a button, the document, and nobody else's (R6)."""

from collections.abc import Callable

import pytest
from aiogram.methods import SendDocument
from aiogram.types import FSInputFile

from storage.database import Database
from storage.models import Material
from tests.cast import TUESDAY, Cast
from tests.chat import BOT, Phone, edge_of
from tests.clock import Clock
from tests.factories.late_changes import PDF
from tests.factories.lessons import make_homework, make_individual_homework, make_material

Phones = Callable[[str], Phone]


@pytest.fixture
async def material(stored_cast: Cast, database: Database, clock: Clock) -> Material:
    files = edge_of(database, clock).files
    async with database.transaction() as session:
        await make_homework(session, stored_cast.lesson, TUESDAY, "№ 5")
        await make_individual_homework(
            session, stored_cast.lesson, TUESDAY, "For Dmitri", stored_cast.classmate
        )
        return await make_material(session, stored_cast.lesson, files.keep(PDF), "Card № 7 / part")


async def test_the_button_under_homework_brings_the_file(phone: Phones, material: Material) -> None:
    father = phone("102")
    text = await father.sends("/homework")
    assert "№ 5" in text
    assert "For Dmitri" not in text, "another family's"
    text = await father.taps("Материал: Card № 7")
    assert "Алгебра, 23 ноября" in text
    (sent,) = [reply for reply in father.replies if isinstance(reply, SendDocument)]
    assert isinstance(sent.document, FSInputFile)
    assert sent.document.filename == "Card № 7 _ part.pdf"
    assert [piece async for piece in sent.document.read(BOT)] == [PDF]


async def test_without_homework_it_stands_at_its_lesson(
    phone: Phones, stored_cast: Cast, database: Database, clock: Clock
) -> None:
    """On the day's lessons and on the day's timetable, as a line and a button; with nobody else's."""
    files = edge_of(database, clock).files
    async with database.transaction() as session:
        await make_material(session, stored_cast.kazakh_lesson, files.keep(PDF), "Мақал-мәтелдер")
    father = phone("102")
    for opened in ("/start", "/timetable"):
        text = await father.sends(opened)
        assert "📎 Мақал-мәтелдер" in text
        assert "Казахский язык, 23 ноября" in await father.taps("Материал: Мақал-мәтелдер")
        assert any(isinstance(reply, SendDocument) for reply in father.replies)
    mother = phone("101")
    await mother.presses(f"t:td:{stored_cast.daughter.id}:::")
    assert "Мақал" not in mother.text
    assert not mother.has_button("Мақал")


async def test_another_familys_tap_gets_nothing(phone: Phones, stored_cast: Cast, material: Material) -> None:
    for address, child in (
        ("104", stored_cast.other_student),
        ("104", stored_cast.son),
        ("101", stored_cast.daughter),
    ):
        chat = phone(address)
        await chat.presses(f"t:hm:{child.id}:{material.id}::")
        assert not any(isinstance(reply, SendDocument) for reply in chat.replies)
        assert chat.toast


async def test_a_file_taken_away_or_lost_says_so(
    phone: Phones, stored_cast: Cast, database: Database, material: Material
) -> None:
    father = phone("102")
    data = f"t:hm:{stored_cast.son.id}:{material.id}::"
    assert len(data.encode()) <= 64
    async with database.transaction() as session:
        await session.delete(await session.get_one(Material, material.id))
    await father.presses(data)
    assert father.toast is not None
    assert "Этого файла уже нет." in father.toast
