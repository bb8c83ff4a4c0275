"""The timetable over HTTP: everybody on the staff looks, who is refused, what is marked."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from storage.database import Database
from storage.models import Lesson, LessonStatus
from tests.cast import MONDAY, TUESDAY, Cast
from tests.web.desk import Desk, text_of


async def change(database: Database, lesson: Lesson, **values: object) -> None:
    async with database.transaction() as session:
        stored = await session.get_one(Lesson, lesson.id)
        for name, value in values.items():
            setattr(stored, name, value)


@pytest.mark.parametrize("person", ["teacher", "class_teacher", "curator", "deputy_head", "administrator"])
async def test_everybody_on_the_staff_looks_at_every_class(
    desk: Callable[..., Desk], stored_cast: Cast, person: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, person))
    page = await browser.opens(f"/timetable?of=group-{stored_cast.class_7a.id}")
    text = text_of(page)
    assert "23 November – 28 November" in text
    assert "Algebra" in text
    assert "Kazakh" in text
    assert ("/timetable/changes" in page.text) is (person in {"deputy_head", "administrator"})


async def test_only_what_one_may_open_is_a_link(browser: Desk, stored_cast: Cast) -> None:
    page = await browser.opens(f"/timetable?of=group-{stored_cast.class_7a.id}")
    assert f'href="/lessons/{stored_cast.lesson.id}"' in page.text
    assert f'href="/lessons/{stored_cast.kazakh_lesson.id}"' not in page.text


async def test_today_changes_and_cancellations_are_marked(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    await change(database, cast.lesson, substitute_id=cast.curator.id)
    await change(database, cast.kazakh_lesson, status=LessonStatus.CANCELLED)
    await change(
        database, cast.next_lesson, on_day=TUESDAY, number=4, moved_from_day=TUESDAY, moved_from_number=1
    )
    page = await browser.opens(f"/timetable?of=group-{cast.class_7a.id}")
    assert page.text.count('aria-current="date"') == 1
    assert page.text.count('class="off"') == 2
    text = text_of(page)
    assert "Ли А. С. in place of Ким Е. В." in text
    assert "Cancelled" in text
    assert "Moved: now lesson 4" in text
    assert "Moved: was lesson 1" in text


async def test_one_steps_from_week_to_week(browser: Desk, stored_cast: Cast) -> None:
    whose = f"of=teacher-{stored_cast.teacher.id}"
    page = await browser.opens(f"/timetable?{whose}&day={MONDAY + timedelta(days=9)}")
    assert "30 November – 5 December" in text_of(page)
    assert f"{whose}&amp;day=2026-11-23" in page.text
    assert f"{whose}&amp;day=2026-12-07" in page.text
    assert "This week" in text_of(page)
    garbage = await browser.opens(f"/timetable?{whose}&day=soon")
    assert "23 November – 28 November" in text_of(garbage)


@pytest.mark.parametrize(
    "of", ["group-{group}", "teacher-{teacher}", "room-1", "group-999999", "pupil-1", "x"]
)
async def test_what_is_not_of_this_school_is_refused(browser: Desk, stored_cast: Cast, of: str) -> None:
    asked = of.format(group=stored_cast.other_class.id, teacher=stored_cast.other_teacher.id)
    page = await browser.opens(f"/timetable?of={asked}")
    assert page.status_code == 403
    assert "Algebra" not in page.text


async def test_a_moved_lesson_says_so_on_its_day(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    await change(database, stored_cast.lesson, moved_from_day=TUESDAY, moved_from_number=3)
    assert "Moved: was lesson 3 on 24 November" in text_of(await browser.opens("/lessons"))
