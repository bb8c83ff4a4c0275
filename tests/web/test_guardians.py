"""Guardians on a student's page: entered, ended, and nothing typed is lost."""

from collections.abc import Callable

from storage.database import Database
from storage.models import Guardianship
from tests.cast import Cast
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of


async def test_the_class_teacher_adds_and_ends_a_guardian(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    browser = desk()
    await browser.signs_in(stored_cast.class_teacher)
    path = f"/students/{stored_cast.classmate.id}"
    page = await browser.opens(f"/classes/{stored_cast.class_7a.id}")
    journal = f"/movement?group={stored_cast.class_7a.id}"
    assert path in page.text
    assert journal in page.text
    assert (await browser.opens(journal)).status_code == 200
    wrong = await browser.posts(f"{path}/guardians", {"name": "<Ольга>", "relation": "mother"})
    assert wrong.status_code == 422
    assert 'value="&lt;Ольга&gt;"' in wrong.text
    form = {"name": "Соколова Ольга", "relation": "mother"}
    assert (await browser.posts(f"{path}/guardians", form)).status_code == 303
    assert "Соколова Ольга" in text_of(await browser.opens(path))
    tie = max(await all_of(database, Guardianship.id))
    fields = {f"reason-{tie}": "", f"day-{tie}": "2026-11-23"}
    assert (await browser.posts(f"{path}/guardians/{tie}/end", fields)).status_code == 422
    fields[f"reason-{tie}"] = "решение суда"
    ended = await browser.posts(f"{path}/guardians/{tie}/end", fields)
    assert "решение суда" in text_of(await browser.opens(ended.headers["location"]))
    curator = desk()
    await curator.signs_in(stored_cast.curator)
    assert "Add a guardian" not in text_of(await curator.opens(path))
    assert (await curator.posts(f"{path}/guardians", form)).status_code == 403
