"""Course papers in the web form: a course's register filled, the school's register read and taken along (R43)."""

import io
import re
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from storage.database import Database
from storage.models import CoursePaper, GroupKind, PaperRegister, Role, StaffMember
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.attestation import quarters_of
from tests.factories.papers import make_paper, make_register
from tests.factories.people import make_staff
from tests.factories.school import make_regulation
from tests.web.desk import Desk, text_of

TOPIC = "Привод ленточного конвейера"


async def signed_in(desk: Callable[..., Desk], staff: StaffMember) -> Desk:
    browser = desk()
    await browser.signs_in(staff)
    return browser


async def keep(database: Database, cast: Cast, *papers: str) -> None:
    """A register of algebra; each paper is a topic of the son's with a mark."""
    async with database.transaction() as session:
        register = await make_register(session, cast.algebra, (await quarters_of(session, cast.year))[1])
        for topic in papers:
            await make_paper(session, register, cast.son, topic, "4")


def path_of(cast: Cast) -> str:
    return f"/courses/{cast.algebra.id}/papers"


async def test_from_the_gradebook_to_the_register_and_back(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    cast, path = stored_cast, path_of(stored_cast)
    async with database.transaction() as session:
        cast.class_7a.kind = GroupKind.COLLEGE_GROUP
        await session.merge(cast.class_7a)
        term = (await quarters_of(session, cast.year))[1]
    teacher = await signed_in(desk, cast.teacher)
    book = await teacher.opens(f"/courses/{cast.algebra.id}/gradebook")
    assert "Keep a register of course papers" in text_of(book)
    assert f'href="{path}"' in book.text
    assert "Open the register" in text_of(await teacher.opens(path))
    opened = await teacher.posts(f"{path}/register", {"kind": "project", "term": str(term.id)})
    assert (opened.status_code, opened.headers["location"]) == (303, path)
    page = await teacher.opens(path)
    assert "Course project: Algebra, 7 «А»" in text_of(page)
    son = cast.son.id
    saved = await teacher.posts(path, {f"topic-{son}": TOPIC, f"mark-{son}": "5", "seen": "{}"})
    assert saved.status_code == 303
    page = await teacher.opens(saved.headers["location"])
    assert "Saved." in text_of(page)
    assert TOPIC in page.text
    assert "Take the register away" not in text_of(page)
    refused = await teacher.posts(f"{path}/register", {"action": "remove"})
    assert refused.status_code == 422
    assert "Something is entered in this register" in text_of(refused)
    assert "Course papers" in text_of(await teacher.opens(f"/courses/{cast.algebra.id}/gradebook"))


async def test_a_school_without_course_papers_sees_nothing_of_them(
    desk: Callable[..., Desk], stored_cast: Cast
) -> None:
    for person in (stored_cast.teacher, stored_cast.deputy_head, stored_cast.administrator):
        browser = await signed_in(desk, person)
        for path in (f"/courses/{stored_cast.algebra.id}/gradebook", "/gradebook", "/lessons"):
            assert "ourse papers" not in text_of(await browser.opens(path)), path
    head = await signed_in(desk, stored_cast.deputy_head)
    for path in ("/school", "/changes"):
        assert "ourse paper" not in text_of(await head.opens(path)), path


async def test_an_empty_register_is_taken_away(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    await keep(database, stored_cast)
    teacher = await signed_in(desk, stored_cast.teacher)
    assert "Take the register away" in text_of(await teacher.opens(path_of(stored_cast)))
    answer = await teacher.posts(f"{path_of(stored_cast)}/register", {"action": "remove"})
    assert answer.status_code == 303
    async with database.reading() as session:
        assert (await session.scalars(select(PaperRegister))).all() == []


async def test_what_is_wrong_is_shown_at_its_field_with_all_that_was_typed(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    await keep(database, stored_cast)
    teacher, son = await signed_in(desk, stored_cast.teacher), stored_cast.son.id
    typed = {f"topic-{son}": TOPIC, f"mark-{son}": "9", f"supervisor-{son}": "Никто", "seen": "{}"}
    answer = await teacher.posts(path_of(stored_cast), typed)
    assert answer.status_code == 422
    assert "Nothing is saved yet: 2 cells need a look." in text_of(answer)
    assert "There is no such mark. The school gives: 1, 2, 3, 4, 5, зач" in text_of(answer)
    assert "Nobody at the school is called so" in text_of(answer)
    for name in (f"mark-{son}", f"supervisor-{son}"):
        assert re.search(rf'name="{name}"[^>]*aria-describedby="{name}-fault"', answer.text)
        assert f'id="{name}-fault"' in answer.text
    assert TOPIC in answer.text
    assert 'value="Никто"' in answer.text
    async with database.reading() as session:
        assert (await session.scalars(select(CoursePaper))).all() == []


async def test_a_stale_page_overwrites_nothing_unseen(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    await keep(database, stored_cast, TOPIC)
    teacher, son = await signed_in(desk, stored_cast.teacher), stored_cast.son.id
    stale = {f"topic-{son}": "Моя тема", "seen": "{}"}
    answer = await teacher.posts(path_of(stored_cast), stale)
    assert answer.status_code == 409
    assert f"Changed meanwhile to “{TOPIC}”" in text_of(answer)
    assert "Моя тема" in answer.text
    seen = re.search(r'name="seen" value="([^"]*)"', answer.text)
    assert seen is not None
    again = {f"topic-{son}": "Моя тема", "seen": seen[1].replace("&#34;", '"')}
    assert (await teacher.posts(path_of(stored_cast), again)).status_code == 303


async def test_once_closed_the_deputy_head_enters_by_order(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, clock: Clock
) -> None:
    async with database.transaction() as session:
        await make_regulation(session, stored_cast.school, "B", scale__values=["1", "2", "3", "4", "5"])
        await session.merge(stored_cast.school)
    await keep(database, stored_cast)
    clock.advance(days=50)
    path, son = path_of(stored_cast), stored_cast.son.id
    teacher = await signed_in(desk, stored_cast.teacher)
    page = await teacher.opens(path)
    assert "Course papers of the term that ended on 27 December closed on 1 January." in text_of(page)
    assert "data-closed" in page.text
    assert "Order No." not in text_of(page)
    assert (await teacher.posts(path, {f"topic-{son}": TOPIC, "seen": "{}"})).status_code == 422
    head = await signed_in(desk, stored_cast.deputy_head)
    page = await head.opens(path)
    assert "data-closed" not in page.text
    missing = await head.posts(path, {f"topic-{son}": TOPIC, "seen": "{}"})
    assert missing.status_code == 422
    assert 'aria-describedby="order-fault"' in missing.text
    assert TOPIC in missing.text
    typed = {f"topic-{son}": TOPIC, "seen": "{}", "order": "12-к", "dated": "2027-01-11"}
    assert (await head.posts(path, typed)).status_code == 303
    record = text_of(await head.opens("/changes"))
    assert "Course papers entered by order" in record
    assert "No. 12-к of 11 January 2027" in record
    assert "by permission" in record


@pytest.mark.parametrize("form", [{"kind": "essay"}, {"kind": ""}, {"term": "x"}, {"term": "9" * 30}])
async def test_what_no_form_of_ours_sends_is_refused(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, form: dict[str, str]
) -> None:
    async with database.reading() as session:
        term = (await quarters_of(session, stored_cast.year))[1]
    teacher = await signed_in(desk, stored_cast.teacher)
    answer = await teacher.posts(
        f"{path_of(stored_cast)}/register", {"kind": "work", "term": str(term.id), **form}
    )
    assert answer.status_code == 403
    for query in ("year=x", "group=x", "teacher=x", "year=9999"):
        head = await signed_in(desk, stored_cast.deputy_head)
        assert (await head.opens(f"/papers?{query}")).status_code == 403, query


async def test_the_schools_register_is_read_filtered_and_taken_along(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast
) -> None:
    await keep(database, stored_cast, '=HYPERLINK("x")')
    async with database.transaction() as session:
        department = await make_staff(
            session, stored_cast.school, "Шевченко Ирина Олеговна", Role.DEPARTMENT_HEAD
        )
    for person in (stored_cast.deputy_head, stored_cast.administrator, department):
        browser = await signed_in(desk, person)
        assert 'href="/papers"' in (await browser.opens("/gradebook")).text
        page = await browser.opens(f"/papers?group={stored_cast.class_7a.id}&teacher=")
        assert page.status_code == 200
        assert "7 «А» — Algebra. Course paper, Quarter 2" in text_of(page)
        assert "Ким Елена Викторовна" in text_of(page)
        assert (await browser.opens(path_of(stored_cast))).status_code == 200
    assert 'href="/papers"' in (await (await signed_in(desk, stored_cast.deputy_head)).opens("/school")).text
    head = await signed_in(desk, stored_cast.deputy_head)
    sheet = await head.opens("/papers/register.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["Group", "Subject", "Teacher", "Student", "Topic of the paper"]
    assert rows[1][3:6] == ["Нұрланов Әлихан", '=HYPERLINK("x")', "Ким Елена Викторовна"]
    assert rows[2][3] == "Соколов Дмитрий Олегович"
    printed = await head.opens("/papers/register.pdf")
    assert printed.content.startswith(b"%PDF")
    assert "alm-course-papers.pdf" in printed.headers["content-disposition"]
    teacher = await signed_in(desk, stored_cast.teacher)
    for path in ("/papers", "/papers/register.xlsx", "/papers/register.pdf"):
        assert (await teacher.opens(path)).status_code == 403
