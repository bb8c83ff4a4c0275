"""Who waits for a code: the heads' list by class, and the sentence on the pages of a class and of staff (R21)."""

from collections.abc import Callable
from datetime import timedelta

from storage.database import Database
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.school import make_regulation
from tests.web.desk import Desk, text_of


async def _seat(desk: Callable[..., Desk], database: Database, cast: Cast, who: str) -> Desk:
    async with database.transaction() as session:
        await make_regulation(session, cast.school, "A")
    browser = desk()
    await browser.signs_in(getattr(cast, who))
    return browser


async def test_the_deputy_head_sees_who_waits_class_by_class(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    deputy = await _seat(desk, database, stored_cast, "deputy_head")
    assert "/codes" in (await deputy.opens("/school")).text
    page = await deputy.opens("/codes")
    text = text_of(page)
    assert "7 «А» 1 person late: 1 person" in text
    assert "Соколов Дмитрий Олегович late: 83 days" in text
    assert f"/classes/{stored_cast.class_7a.id}" not in page.text, "a page that she may not open"


async def test_the_administrator_goes_on_to_the_class(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    chief = await _seat(desk, database, stored_cast, "administrator")
    page = await chief.opens("/codes")
    assert f'href="/classes/{stored_cast.class_7a.id}"' in page.text


async def test_the_page_of_staff_sums_up_who_waits(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    chief = await _seat(desk, database, stored_cast, "administrator")
    assert "no code yet" not in text_of(await chief.opens("/staff"))
    async with database.transaction() as session:
        deputy = await session.merge(stored_cast.deputy_head)
        deputy.entered_at = MONDAY_MORNING - timedelta(days=9)
    text = text_of(await chief.opens("/staff"))
    assert "1 person has no code yet; the longest without one: Исаева Дина, since 14 November." in text
    assert "Longer than the regulation allows: 1." in text


async def test_the_class_teacher_reads_the_same_of_the_class(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    gulnar = await _seat(desk, database, stored_cast, "class_teacher")
    text = text_of(await gulnar.opens(f"/classes/{stored_cast.class_7a.id}"))
    assert "1 person has no code yet" in text
    assert "Longer than the regulation allows: 1." in text
