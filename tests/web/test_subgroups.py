"""A student's subgroups on the student's page: asked for after an order, ticked, seen in the gradebook (R38)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from storage.database import Database
from storage.models import Course, Group, GroupKind, GroupMembership, StaffMember
from tests.cast import TUESDAY, Cast
from tests.factories.lessons import make_course, make_lesson
from tests.factories.people import make_group
from tests.factories.school import make_subject
from tests.services.movement.orders import make_7b, make_clerk
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of
from tests.web.test_tied import sentence_at


@dataclass
class English:
    """Taught in both subgroups of 7 «Б»."""

    of: Group
    first: Group
    second: Group
    course: Course
    clerk: StaffMember


@pytest.fixture
async def english(database: Database, stored_cast: Cast) -> English:
    async with database.transaction() as session:
        of = await make_7b(session, stored_cast)
        subject = await make_subject(
            session, stored_cast.school, "Английский <язык>", en="English <language>"
        )
        found = []
        for name in ("7 «Б» англ. 1", "7 «Б» англ. 2"):
            part = await make_group(session, stored_cast.year, name, 7, GroupKind.SUBGROUP)
            part.parent_id = of.id
            found.append((part, await make_course(session, subject, part, stored_cast.teacher)))
        await make_lesson(session, found[0][1], TUESDAY, 3)
        clerk = await make_clerk(session, stored_cast)
        return English(of, found[0][0], found[1][0], found[0][1], clerk)


async def transferred(browser: Desk, cast: Cast, english: English) -> str:
    """The student's page, as the answer to the order names it."""
    order = {"student": str(cast.son.id), "group": str(english.of.id), "number": "45-у"}
    days = {"dated": "2026-11-20", "on_day": "2026-11-23"}
    answer = await browser.posts("/movement/new/transferred", {**order, **days})
    return str(answer.headers["location"])


async def test_from_the_order_to_the_subgroups_gradebook(
    desk: Callable[..., Desk], stored_cast: Cast, english: English
) -> None:
    browser, teacher = desk(), desk()
    await browser.signs_in(english.clerk)
    await teacher.signs_in(stored_cast.teacher)
    gradebook = f"/courses/{english.course.id}/gradebook"
    path = f"/students/{stored_cast.son.id}"
    page = await browser.opens(await transferred(browser, stored_cast, english))
    lacks = "No subgroup yet, so no lessons: English <language>. Tick a subgroup for each."
    assert "The order is entered." in text_of(page)
    assert lacks in text_of(page)
    assert 'name="on_day" value="2026-11-23"' in page.text
    assert not re.search(r'name="subgroup"[^>]* checked', page.text)
    assert "Нұрланов" not in text_of(await teacher.opens(gradebook))
    choice = {"class": str(english.of.id), "subgroup": [str(english.first.id)], "on_day": "2026-11-23"}
    answer = await browser.posts(f"{path}/subgroups", choice)
    assert answer.headers["location"] == f"{path}?done=subgroups"
    page = await browser.opens(answer.headers["location"])
    assert "The subgroups are saved." in text_of(page)
    assert "No subgroup yet" not in text_of(page)
    assert re.findall(r'name="subgroup" value="(\d+)" checked', page.text) == [str(english.first.id)]
    assert "Нұрланов" in text_of(await teacher.opens(gradebook))


async def test_what_was_ticked_stays_when_it_is_refused(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, english: English
) -> None:
    browser = desk()
    await browser.signs_in(english.clerk)
    await transferred(browser, stored_cast, english)
    before = await all_of(database, GroupMembership.id)
    choice = {"class": str(english.of.id), "subgroup": [str(english.second.id)], "on_day": "2026-11-22"}
    page = await browser.posts(f"/students/{stored_cast.son.id}/subgroups", choice)
    assert page.status_code == 422
    assert "Choose a day from 23 November to 31 May." in text_of(page)
    assert sentence_at(page, "subgroup") == sentence_at(page, "on_day")
    assert re.findall(r'name="subgroup" value="(\d+)" checked', page.text) == [str(english.second.id)]
    assert 'name="on_day" value="2026-11-22"' in page.text
    assert await all_of(database, GroupMembership.id) == before


async def test_forged_ids_and_other_people(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, english: English
) -> None:
    browser = desk()
    await browser.signs_in(english.clerk)
    before = await all_of(database, GroupMembership.id)
    path = f"/students/{stored_cast.son.id}/subgroups"
    usual = {"class": str(stored_cast.class_7a.id), "on_day": "2026-11-23"}
    for forged in ({"subgroup": str(english.first.id)}, {"subgroup": "x"}, {"class": str(english.of.id)}):
        assert (await browser.posts(path, {**usual, **forged})).status_code == 403
    abroad = f"/students/{stored_cast.other_student.id}/subgroups"
    assert (await browser.posts(abroad, usual)).status_code == 403
    for person in (stored_cast.class_teacher, stored_cast.teacher):
        other = desk()
        await other.signs_in(person)
        assert (await other.posts(path, usual)).status_code == 403
    assert await all_of(database, GroupMembership.id) == before


async def test_a_class_teacher_reads_the_page_without_the_form(
    desk: Callable[..., Desk], stored_cast: Cast, english: English
) -> None:
    browser, clerk = desk(), desk()
    await clerk.signs_in(english.clerk)
    await transferred(clerk, stored_cast, english)
    await browser.signs_in(stored_cast.class_teacher)
    page = await browser.opens(f"/students/{stored_cast.son.id}")
    assert page.status_code == 200
    assert 'name="subgroup"' not in page.text
