"""Files of a lesson over HTTP: attached, downloaded, taken away (R6)."""

from collections.abc import Callable

from httpx import Response

from storage.database import Database
from storage.models import Material
from tests.cast import Cast
from tests.factories.late_changes import PDF
from tests.web.desk import SAME_ORIGIN, Desk, text_of
from tests.web.lesson_page import all_of


async def attaches(browser: Desk, cast: Cast, content: bytes, title: str = "Card <1>") -> Response:
    return await browser.client.post(
        f"/lessons/{cast.lesson.id}/materials",
        data={"csrf": await browser.token(), "title": title},
        files=[("file", ("card.pdf", content))],
        headers=SAME_ORIGIN,
    )


async def test_a_file_is_attached_downloaded_and_taken_away(
    browser: Desk, desk: Callable[..., Desk], stored_cast: Cast, database: Database
) -> None:
    assert (await attaches(browser, stored_cast, PDF)).status_code == 303
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    assert "Card &lt;1&gt;" in page.text
    (material_id,) = await all_of(database, Material.id)
    path = f"/lessons/{stored_cast.lesson.id}/materials/{material_id}"
    leader = desk()
    await leader.signs_in(stored_cast.class_teacher)
    for reader in (browser, leader):
        file = await reader.opens(path)
        assert (file.content, file.headers["content-type"]) == (PDF, "application/pdf")
        assert file.headers["content-disposition"] == f'attachment; filename="material-{material_id}.pdf"'
    assert "/remove" not in (await leader.opens(f"/lessons/{stored_cast.lesson.id}")).text
    assert (await browser.posts(f"{path}/remove")).status_code == 303
    assert (await browser.opens(path)).status_code == 403


async def test_a_wrong_file_is_said_at_its_field(
    browser: Desk, stored_cast: Cast, database: Database
) -> None:
    answer = await attaches(browser, stored_cast, b"<html>", "My title")
    assert answer.status_code == 422
    assert "is neither a PDF nor a PNG or JPEG picture." in text_of(answer)
    assert 'value="My title"' in answer.text
    assert await all_of(database, Material.id) == []


async def test_without_a_file_nothing_happens(browser: Desk, stored_cast: Cast) -> None:
    assert (await browser.posts(f"/lessons/{stored_cast.lesson.id}/materials")).status_code == 303
