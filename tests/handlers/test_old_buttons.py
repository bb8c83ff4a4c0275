"""Buttons that are old, forged, broken or pressed twice."""

from collections.abc import Callable

import pytest
from aiogram.methods import EditMessageText

from storage.database import Database
from storage.models import Guardianship
from tests.cast import Cast
from tests.chat import Phone
from tests.clock import MONDAY_MORNING, Clock

Phones = Callable[[str], Phone]


async def test_old_buttons_after_revocation_show_nothing(
    week: Cast, phone: Phones, database: Database
) -> None:
    father = phone("102")
    before = await father.sends("/marks")
    async with database.transaction() as session:
        row = await session.get_one(Guardianship, week.father_of_son.id)
        row.revoked_at = MONDAY_MORNING
    for label in ("Сегодня", "Алгебра", "Пропуски"):
        assert await father.taps(label) == before
        assert father.toast is not None
        assert not any(isinstance(reply, EditMessageText) for reply in father.replies)


async def test_a_button_of_a_year_ago_still_works(week: Cast, phone: Phones, clock: Clock) -> None:
    father = phone("102")
    await father.sends("/homework")
    old = [button.callback_data or "" for button in father.buttons]
    clock.advance(days=365)
    for data in old:
        await father.presses(data)
        assert any(isinstance(reply, EditMessageText) for reply in father.replies)


async def test_the_bytes_in_old_buttons_mean_the_same_for_ever(week: Cast, phone: Phones) -> None:
    father = phone("102")
    child = week.son.id
    for data, expected in (
        (f"t:h:{child}:::", "Сегодня, понедельник"),
        (f"t:h:{child}::20261124:", "Завтра, вторник"),
        (f"t:m:{child}:::", "Оценки"),
        (f"t:s:{child}:{week.algebra.subject_id}::", "Алгебра · 2-я четверть"),
        (f"t:hd:{child}:::", "Домашнее задание"),
        (f"t:hw:{child}::20261123:", "23.11–29.11"),
        (f"t:td:{child}:::", "Расписание"),
        (f"t:tw:{child}:::", "23.11–29.11"),
        (f"t:a:{child}:::", "Пропуски"),
        ("t:p::::", "Что умеет дневник"),
        (f"t:C:{child}:::m", "Оценки"),
        (f"t:c:{child}:::m", "Чей дневник"),
    ):
        assert expected in await father.presses(data)


async def test_a_double_tap_is_harmless(week: Cast, phone: Phones) -> None:
    mother = phone("101")
    await mother.sends("/start")
    data = mother.button("Әмина").callback_data or ""
    assert await mother.presses(data) == await mother.presses(data)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "t:",
        "t:m",
        "t:??::::",
        "t:m:abc:::",
        "t:h:::nonsense:",
        "other:1",
        "t:h" + ":" * 40,
        "<b>",
        "t:Я::::",
    ],
)
async def test_garbage_in_a_button_leads_home(week: Cast, phone: Phones, data: str) -> None:
    text = await phone("102").presses(data)
    assert "Сегодня, понедельник, 23 ноября" in text


@pytest.mark.parametrize("on", ["00010101", "99991231", "20261345", "2026"])
async def test_a_day_that_is_no_day_is_today(week: Cast, phone: Phones, on: str) -> None:
    for place in ("h", "td", "tw", "hw"):
        assert "23" in await phone("102").presses(f"t:{place}:{week.son.id}::{on}:")
