"""A teacher's day and the lesson's page over HTTP: what is shown, what is kept."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from storage.database import Database
from storage.models import (
    Attendance,
    Homework,
    Lesson,
    LessonStatus,
    Mark,
    OutboxItem,
    Work,
)
from tests.cast import TUESDAY, Cast
from tests.clock import Clock
from tests.factories.lessons import make_homework, make_lesson, make_mark, make_work
from tests.factories.people import make_student
from tests.factories.week import LAST_FRIDAY
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of, fields_of, mark, saves

DAY = timedelta(days=1)


async def test_a_day_shows_its_lessons_and_what_their_records_lack(browser: Desk, stored_cast: Cast) -> None:
    text = text_of(await browser.opens("/lessons"))
    assert "Monday, 23 November" in text
    assert "Algebra, 7 «А»" in text
    assert "No topic No homework No attendance" in text
    assert "Kazakh" not in text, "a colleague's lesson"
    tomorrow = text_of(await browser.opens(f"/lessons?day={TUESDAY}"))
    assert "Algebra" in tomorrow
    assert "No topic" not in tomorrow, "nothing is late before the lesson"
    assert "No lessons on this day." in text_of(await browser.opens("/lessons?day=2026-11-22"))


async def test_an_empty_day_leads_to_the_nearest_days_with_lessons(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_lesson(session, stored_cast.algebra, LAST_FRIDAY - DAY, 1)
        cancelled = await make_lesson(session, stored_cast.algebra, LAST_FRIDAY, 1)
        cancelled.status = LessonStatus.CANCELLED
    page = await browser.opens("/lessons?day=2026-11-22")
    links = re.findall(r'role="button"[^>]* href="([^"]*)"', page.text)
    assert f"/lessons?day={stored_cast.lesson.on_day}" in links
    assert f"/lessons?day={LAST_FRIDAY - DAY}" in links
    assert f"/lessons?day={LAST_FRIDAY}" not in links, "a cancelled lesson is no reason to open a day"
    assert "Days with lessons" not in (await browser.opens("/lessons")).text


async def test_who_has_no_lessons_at_all_is_led_nowhere(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    browser = desk()
    await browser.signs_in(stored_cast.deputy_head)
    page = await browser.opens("/lessons")
    assert "No lessons on this day." in text_of(page)
    assert "Days with lessons" not in page.text


@pytest.mark.parametrize("day", ["", "nonsense", "2026-02-30", "9999-12-31", "0001-01-01"])
async def test_a_day_that_is_none_is_today(browser: Desk, day: str) -> None:
    page = await browser.opens(f"/lessons?day={day}")
    assert page.status_code == 200
    assert "Monday, 23 November" in text_of(page)


async def test_a_day_begins_by_the_schools_clock(
    desk: Callable[..., Desk], stored_cast: Cast, clock: Clock
) -> None:
    clock.advance(hours=15, minutes=30)  # 19:30 UTC on Monday, 00:30 on Tuesday in Almaty
    browser = desk()
    await browser.signs_in(stored_cast.teacher)
    assert "Tuesday, 24 November" in text_of(await browser.opens("/lessons"))


async def test_substitutions_and_cancellations_are_marked(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        lesson = await session.get_one(Lesson, stored_cast.lesson.id)
        lesson.substitute_id = stored_cast.curator.id
        cancelled = await make_lesson(session, stored_cast.algebra, lesson.on_day, 3)
        cancelled.status = LessonStatus.CANCELLED
    teacher, substitute = desk(), desk()
    await teacher.signs_in(stored_cast.teacher)
    await substitute.signs_in(stored_cast.curator)
    text = text_of(await teacher.opens("/lessons"))
    assert "Given by Ли А. С." in text
    assert "Cancelled" in text
    assert "No topic" not in text, "the record is now the substitute's to fill in"
    assert "In place of Ким Е. В." in text_of(await substitute.opens("/lessons"))


async def test_a_lesson_is_saved_by_a_plain_form(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    answer = await saves(
        browser,
        cast.lesson,
        topic="Functions & <graphs>",
        homework="№ 5\r\n№ 6",
        **{mark(cast.son): "5", f"presence-{cast.classmate.id}": "absent"},
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/lessons/{cast.lesson.id}?saved=")
    page = await browser.opens(answer.headers["location"])
    assert "Saved." in text_of(page)
    assert 'value="Functions &amp; &lt;graphs&gt;"' in page.text
    assert await all_of(database, Homework.text) == ["№ 5\n№ 6"]
    assert await all_of(database, Homework.due_on) == [TUESDAY]
    assert await all_of(database, Mark.value) == ["5"]
    assert await all_of(database, Attendance.presence) == ["absent"]
    assert await all_of(database, OutboxItem.kind), "the families will hear of it"


async def test_an_untouched_page_saves_nothing(browser: Desk, database: Database, stored_cast: Cast) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        work = await make_work(session, cast.lesson, cast.kinds["test"], 'a "title" & more')
        await make_mark(session, work, cast.son, "5", comment="two\twords")
        await make_homework(session, cast.lesson, TUESDAY, "line one\n\n  line two")
        (await session.get_one(Lesson, cast.lesson.id)).attendance_taken_at = cast.lesson.starts_at
    answer = await saves(browser, cast.lesson)
    assert answer.headers["location"] == f"/lessons/{cast.lesson.id}?saved=0"
    assert "Nothing has changed." in text_of(await browser.opens(answer.headers["location"]))


async def test_what_is_wrong_is_shown_at_its_cell_and_nothing_typed_is_lost(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    page = await saves(
        browser, cast.lesson, topic="Functions", **{mark(cast.son): "7", mark(cast.classmate): "4"}
    )
    assert page.status_code == 422
    assert "Nothing is saved yet: 1 cell needs a look." in text_of(page)
    name = mark(cast.son)
    assert f'aria-invalid="true" aria-describedby="{name}-fault"' in page.text
    assert f'id="{name}-fault">There is no such mark.' in page.text
    fields = fields_of(page)
    assert (fields["topic"], fields[name], fields[mark(cast.classmate)]) == ("Functions", "7", "4")
    assert await all_of(database, Mark.value) == []
    again = await saves(browser, cast.lesson, page, **{name: "5"})
    assert again.status_code == 303
    assert sorted(await all_of(database, Mark.value)) == ["4", "5"]


async def test_two_tabs_saving_the_same_cell_show_a_conflict(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    first, second = [await browser.opens(f"/lessons/{cast.lesson.id}") for _ in range(2)]
    assert (await saves(browser, cast.lesson, first, **{mark(cast.son): "4"})).status_code == 303
    (work_id,) = await all_of(database, Work.id)
    page = await saves(
        browser, cast.lesson, second, **{mark(cast.son): "5", mark(cast.classmate): "3"}, topic="Mine"
    )
    assert page.status_code == 409
    assert "Changed meanwhile to “4”. Save again to keep yours." in text_of(page)
    fields = fields_of(page)
    assert fields[mark(cast.son, work_id)] == "5"
    assert fields[mark(cast.classmate, work_id)] == "3"
    assert fields["topic"] == "Mine"
    assert await all_of(database, Mark.value) == ["4"]
    assert (await saves(browser, cast.lesson, page)).status_code == 303
    assert sorted(await all_of(database, Mark.value)) == ["3", "5"]
    assert await all_of(database, Work.id) == [work_id]


async def test_somebody_elses_presence_is_told_in_words(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    old = await browser.opens(f"/lessons/{cast.lesson.id}")
    cell = f"presence-{cast.son.id}"
    await saves(browser, cast.lesson, old, **{cell: "late"})
    page = await saves(browser, cast.lesson, old, **{cell: "absent"})
    assert "Changed meanwhile to “late”." in text_of(page)


async def test_another_work_is_added_without_losing_what_is_typed(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    page = await saves(browser, cast.lesson, action="add", topic="Functions", **{mark(cast.son): "9"})
    assert page.status_code == 200
    fields = fields_of(page)
    assert (fields["topic"], fields[mark(cast.son)], fields[mark(cast.son, "new2")]) == ("Functions", "9", "")
    assert await all_of(database, Work.id) == []
    kind = str(cast.kinds["test"].id)
    answer = await saves(
        browser, cast.lesson, page, **{mark(cast.son): "5", mark(cast.son, "new2"): "4", "kind-new2": kind}
    )
    assert answer.status_code == 303
    assert await all_of(database, Work.kind_id) == [cast.kinds["answer"].id, cast.kinds["test"].id]


async def test_columns_are_added_only_to_a_point(browser: Desk, stored_cast: Cast) -> None:
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}?columns=1000")
    assert 'id="w-new12"' in page.text
    assert 'id="w-new13"' not in page.text
    page = await saves(browser, stored_cast.lesson, page, action="add")
    assert 'id="w-new13"' not in page.text


async def test_thirty_five_marks_are_saved_or_none_over_http(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        students = [await make_student(session, cast.class_7a, f"Pupil No{n}") for n in range(33)]
    students += [cast.son, cast.classmate]
    typed = {mark(student): "4" for student in students}
    page = await saves(browser, cast.lesson, **{**typed, mark(cast.son): "44"})
    assert page.status_code == 422
    assert await all_of(database, Mark.id) == []
    assert (await saves(browser, cast.lesson, page, **{mark(cast.son): "4"})).status_code == 303
    assert len(await all_of(database, Mark.id)) == 35


async def test_names_and_texts_with_html_stay_text(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        student = await make_student(session, cast.class_7a, "<script>alert(1)</script> Bobby")
        work = await make_work(session, cast.lesson, cast.kinds["test"], "<img src=x>")
        await make_mark(session, work, student, "5", comment="</textarea><b>bold</b>")
        await make_homework(session, cast.lesson, TUESDAY, "</textarea><script>")
    page = await browser.opens(f"/lessons/{cast.lesson.id}")
    for tag in ("<script>", "<img", "<b>bold"):
        assert tag not in page.text


async def test_a_class_without_students_says_so(browser: Desk, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        lesson = await session.get_one(Lesson, stored_cast.lesson.id)
        lesson.on_day = lesson.on_day.replace(month=8)
    text = text_of(await browser.opens(f"/lessons/{stored_cast.lesson.id}"))
    assert "There is nobody in this class on this day." in text


async def test_the_page_of_35_students_is_light(browser: Desk, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        for number in range(33):
            await make_student(session, stored_cast.class_7a, f"Сейітмағанбетов Нұрмұхаммед{number}")
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    assert len(page.content) < 100_000


async def test_every_input_has_a_name_for_screen_readers(browser: Desk, stored_cast: Cast) -> None:
    page = await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    labelled = set(re.findall(r'<label for="([^"]+)"', page.text))
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids)), "every id stands once"
    for tag in re.findall(r"<(?:input|select|textarea) [^>]*>", page.text):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") in {"hidden", "checkbox"} or attributes["name"].startswith("comment-"):
            continue
        named = attributes.get("aria-label") or attributes.get("aria-labelledby")
        assert named or attributes["id"] in labelled, tag
        for reference in attributes.get("aria-labelledby", "").split():
            assert reference in ids


async def test_pages_ask_the_store_no_more_for_more_students(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    statements: list[str] = []
    event.listen(
        database.engine.sync_engine, "before_cursor_execute", lambda *call: statements.append(call[2])
    )
    await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    few = len(statements)
    async with database.transaction() as session:
        for number in range(20):
            await make_student(session, stored_cast.class_7a, f"Pupil No{number}")
    statements.clear()
    await browser.opens(f"/lessons/{stored_cast.lesson.id}")
    assert len(statements) == few


async def test_a_days_count_of_marks_is_of_marks_in_force(
    browser: Desk, database: Database, stored_cast: Cast
) -> None:
    await saves(browser, stored_cast.lesson, **{mark(stored_cast.son): "5", mark(stored_cast.classmate): "4"})
    assert "2 marks" in text_of(await browser.opens("/lessons"))
    (work_id,) = await all_of(database, Work.id)
    await saves(browser, stored_cast.lesson, **{mark(stored_cast.son, work_id): ""})
    assert "1 mark" in text_of(await browser.opens("/lessons"))
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Mark)) == 2
