"""Settings as they look in the chat, and the way out."""

from datetime import time

import pytest
from sqlalchemy import func, select

from storage.database import Database
from storage.models import Account, AlertKind, Link, Preference
from tests.cast import Cast
from tests.clock import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("stored_cast")


async def _account(database: Database, account_id: int) -> Account:
    async with database.reading() as session:
        return await session.get_one(Account, account_id)


async def test_settings_show_language_quiet_hours_and_alerts(phone) -> None:
    father = phone("102")
    text = await father.sends("/settings")
    assert "Язык: Русский" in text
    assert "Тихие часы: нет" in text
    for label in ("Новые оценки: вкл.", "Пропуски: вкл.", "Низкая успеваемость: вкл."):
        assert father.has_button(label)


async def test_the_language_changes_at_once_and_stays(phone) -> None:
    father = phone("102")
    await father.sends("/settings")
    await father.taps("Язык")
    assert father.has_button("✓ Русский")
    assert "Баптаулар" in await father.taps("Қазақша")
    assert "Тіл: Қазақша" in await father.sends("/settings")


async def test_an_alert_is_switched_off_for_this_account_alone(
    phone, database: Database, stored_cast: Cast
) -> None:
    father = phone("102")
    await father.sends("/settings")
    await father.taps("Новые оценки: вкл.")
    assert father.has_button("Новые оценки: выкл.")
    async with database.reading() as session:
        rows = (await session.scalars(select(Preference))).all()
    assert [(row.account_id, row.kind, row.enabled) for row in rows] == [
        (stored_cast.father_account.id, AlertKind.MARKS, False)
    ]


async def test_a_double_tap_on_an_alert_switches_it_once(phone) -> None:
    father = phone("102")
    await father.sends("/settings")
    off = father.button("Новые оценки").callback_data or ""
    await father.presses(off)
    await father.presses(off)
    assert father.has_button("Новые оценки: выкл.")
    await father.taps("Новые оценки: выкл.")
    assert father.has_button("Новые оценки: вкл.")


async def test_quiet_hours_are_chosen_from_a_few(phone, database: Database, stored_cast: Cast) -> None:
    father = phone("102")
    await father.sends("/settings")
    await father.taps("Тихие часы")
    assert father.has_button("✓ Без тихих часов")
    assert "Тихие часы: 22:00–08:00" in await father.taps("22:00–08:00")
    account = await _account(database, stored_cast.father_account.id)
    assert (account.quiet_from, account.quiet_to) == (time(22), time(8))
    await father.taps("Тихие часы")
    assert "Тихие часы: нет" in await father.taps("Без тихих часов")


@pytest.mark.parametrize("data", ["t:Q::99::", "t:Q:::::", "t:A::1::nonsense", "t:L::::xx", "t:Q::-1::"])
async def test_forged_taps_change_nothing(phone, database: Database, stored_cast: Cast, data: str) -> None:
    father = phone("102")
    await father.presses(data)
    account = await _account(database, stored_cast.father_account.id)
    assert (account.language, account.quiet_from) == ("ru", None)


async def test_staff_without_children_see_no_alert_switches(phone) -> None:
    teacher = phone("201")
    await teacher.sends("/settings")
    assert not teacher.has_button("Новые оценки")
    assert teacher.has_button("Тихие часы")


async def test_leaving_asks_first_and_stay_goes_back(phone) -> None:
    father = phone("102")
    await father.sends("/settings")
    assert "удалить данные" in await father.taps("Выйти и удалить данные")
    assert father.button("Выйти и удалить данные").style == "danger"
    assert "Язык: Русский" in await father.taps("Остаться")


async def test_leave_and_forget_me(phone, database: Database, stored_cast: Cast) -> None:
    father = phone("102")
    await father.sends("/leave")
    assert "данные этого чата удалены" in await father.taps("Выйти и удалить данные")
    async with database.reading() as session:
        assert await session.get(Account, stored_cast.father_account.id) is None
    assert "class teacher" in await father.sends("/start")


async def test_forgetting_twice_is_harmless(phone) -> None:
    father = phone("102")
    await father.sends("/leave")
    data = father.button("Выйти и удалить данные").callback_data or ""
    await father.presses(data)
    await father.presses(data)
    assert "this chat is forgotten" in father.text


async def test_somebody_whose_link_was_revoked_can_still_leave(
    phone, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        query = select(Link).where(Link.account_id == stored_cast.father_account.id)
        (await session.scalars(query)).one().revoked_at = MONDAY_MORNING
    father = phone("102")
    await father.sends("/leave")
    await father.taps("Выйти и удалить данные")
    async with database.reading() as session:
        query = select(func.count()).select_from(Account)
        assert (await session.scalars(query.where(Account.address == "102"))).one() == 0


async def test_a_stranger_has_no_settings(phone) -> None:
    stranger = phone("900")
    for way in ("/settings", "/leave"):
        assert "not linked" in await stranger.sends(way)
    await stranger.presses("t:o::::")
    assert "not linked" in (stranger.toast or "")
