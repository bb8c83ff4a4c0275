"""The sheet of a term over HTTP: exams, reasons, suggestions in words, who lacks what."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from httpx import Response
from sqlalchemy import select

from storage.database import Database
from storage.models import Attestation, AttestationKind, AttestationMark, NotAttestedReason, Term, TermMark
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.attestation import make_attestation, make_term, make_term_mark, quarters_of
from tests.factories.lessons import make_lesson, make_mark, make_work
from tests.factories.people import make_student
from tests.factories.school import make_regulation
from tests.web.desk import Desk, text_of

NEAR_THE_END = datetime(2026, 12, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
async def term(database: Database, stored_cast: Cast) -> Term:
    """The second quarter."""
    async with database.reading() as session:
        return (await quarters_of(session, stored_cast.year))[1]


async def exam_of(
    database: Database, cast: Cast, term: Term, kind: AttestationKind = AttestationKind.EXAM, **facts: str
) -> Attestation:
    async with database.transaction() as session:
        return await make_attestation(session, cast.algebra, term, kind, date(2026, 11, 20), **facts)


def save_path(cast: Cast, term: Term) -> str:
    return f"/courses/{cast.algebra.id}/terms/{term.id}"


def seen_in(page: Response) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page.text)
    assert found
    return unescape(found[1])


async def test_an_exam_has_its_column_which_is_saved_with_the_terms(
    browser: Desk, database: Database, stored_cast: Cast, term: Term
) -> None:
    cast, exam = stored_cast, await exam_of(database, stored_cast, term, commission="Ким, <Ли>")
    page = await browser.opens(f"/courses/{cast.algebra.id}/gradebook?term={term.id}")
    assert "Exam, Friday, 20 November · Ким, <Ли>" in text_of(page)
    assert "<Ли>" not in page.text
    cell, beside = f"exam{exam.id}-{cast.son.id}", f"term-{cast.son.id}"
    answer = await browser.posts(save_path(cast, term), {cell: "5", beside: "4", "seen": seen_in(page)})
    assert answer.status_code == 303
    saved = await browser.opens(answer.headers["location"])
    assert f'name="{cell}" value="5"' in saved.text
    assert f'name="{beside}" value="4"' in saved.text
    # A second tab still shows the page from before.
    conflict = await browser.posts(save_path(cast, term), {cell: "3", beside: "4", "seen": seen_in(page)})
    assert conflict.status_code == 409
    assert "Changed meanwhile to “5”" in text_of(conflict)
    assert f'name="{cell}" value="3"' in conflict.text, "nothing typed is lost"
    again = await browser.posts(save_path(cast, term), {cell: "3", beside: "4", "seen": seen_in(conflict)})
    assert again.status_code == 303


async def test_what_an_exam_does_not_take_is_said_at_its_cell(
    browser: Desk, database: Database, stored_cast: Cast, term: Term
) -> None:
    exam = await exam_of(database, stored_cast, term)
    cell = f"exam{exam.id}-{stored_cast.son.id}"
    page = await browser.posts(save_path(stored_cast, term), {cell: "зач", "seen": "{}"})
    assert page.status_code == 422
    assert f'aria-describedby="{cell}-fault"' in page.text
    assert "There is no such mark" in text_of(page)
    for forged in (f"exam{exam.id + 1}-{stored_cast.son.id}", f"exam{exam.id}-{stored_cast.daughter.id}"):
        assert (await browser.posts(save_path(stored_cast, term), {forged: "5"})).status_code == 403
    nonsense = {"exam-1": "5", "exam0-1": "5", f"exam{exam.id}-x": "5", f"{cell}-what": "5"}
    assert (await browser.posts(save_path(stored_cast, term), nonsense)).status_code == 303
    async with database.reading() as session:
        assert (await session.scalars(select(AttestationMark))).all() == []


async def test_not_attested_asks_why_beside_the_cell(
    browser: Desk, database: Database, stored_cast: Cast, term: Term
) -> None:
    name = f"term-{stored_cast.son.id}"
    path = save_path(stored_cast, term)
    asked = await browser.posts(path, {name: "Н/А", "seen": "{}"})
    assert asked.status_code == 422
    assert "Say why" in text_of(asked)
    assert f'name="{name}-why"' in asked.text
    other = {name: "н/а", f"{name}-why": "other", "seen": "{}"}
    wordless = await browser.posts(path, {**other, f"{name}-words": " "})
    assert wordless.status_code == 422
    assert '<option value="other" selected>' in wordless.text
    saved = await browser.posts(path, {**other, f"{name}-words": 'в <санатории> "Заря"'})
    page = await browser.opens(saved.headers["location"])
    assert 'value="в &lt;санатории&gt; &#34;Заря&#34;"' in page.text
    changed = {name: "н/а", f"{name}-why": "illness", f"{name}-words": "в санатории", "seen": seen_in(page)}
    assert (await browser.posts(path, changed)).status_code == 303
    async with database.reading() as session:
        mark = (await session.scalars(select(TermMark))).one()
    assert (mark.value, mark.reason, mark.reason_words) == ("н/а", NotAttestedReason.ILLNESS, "")


async def test_suggestions_say_why_where_one_sees_it(
    browser: Desk, database: Database, stored_cast: Cast, term: Term
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        for value in ("4", "5", "5"):
            work = await make_work(session, cast.lesson, cast.kinds["answer"])
            await make_mark(session, work, cast.son, value)
        year = await make_term(session, cast.year)
        for quarter, value in zip(await quarters_of(session, cast.year), ("4", "5", "5", "4"), strict=True):
            await make_term_mark(session, cast.algebra, cast.classmate, quarter, value)
        await make_attestation(session, cast.algebra, year, AttestationKind.FINAL)
        await make_attestation(session, cast.algebra, year, AttestationKind.EXAM)
    book = f"/courses/{cast.algebra.id}/gradebook?term="
    assert "4.67 rounds up from 0.5: 5" in text_of(await browser.opens(f"{book}{term.id}"))
    page = await browser.opens(f"{book}{year.id}")
    assert "Mean of 4, 5, 5, 4. 4.5 rounds up from 0.5: 5" in text_of(page)
    assert "Quarter 3" in text_of(page)
    assert f'href="/lessons/{cast.lesson.id}"' not in page.text, "a year is no sheet of lessons"


async def test_a_closed_sheet_says_why_and_takes_nothing(
    browser: Desk, database: Database, stored_cast: Cast, term: Term, clock: Clock
) -> None:
    cast, exam = stored_cast, await exam_of(database, stored_cast, term)
    async with database.transaction() as session:
        await make_regulation(session, cast.school, "A")
    clock.now = datetime(2027, 1, 12, 4, 0, tzinfo=UTC)
    await browser.signs_in(cast.teacher)
    page = await browser.opens(f"/courses/{cast.algebra.id}/gradebook?term={term.id}")
    assert "Marks of what was held on 20 November closed on 10 January" in text_of(page)
    assert "<button disabled>" in page.text
    refused = await browser.posts(save_path(cast, term), {f"exam{exam.id}-{cast.son.id}": "5", "seen": "{}"})
    assert refused.status_code == 422


async def test_who_lacks_marks_stands_above_the_sheet(
    browser: Desk, database: Database, stored_cast: Cast, term: Term, clock: Clock
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        await make_regulation(session, cast.school, "D")
        for _ in range(2):
            work = await make_work(session, cast.lesson, cast.kinds["answer"])
            await make_mark(session, work, cast.son, "4")
        await make_term_mark(session, cast.algebra, cast.classmate, term, "осв")
    path = f"/courses/{cast.algebra.id}/gradebook?term={term.id}"
    assert "Not enough marks" not in text_of(await browser.opens(path))
    clock.now = NEAR_THE_END
    await browser.signs_in(cast.teacher)
    text = text_of(await browser.opens(path))
    assert (
        "Not enough marks for a term mark: 1 student Нұрланов Әлихан — 2 of 3 marks, “Test”: 0 of 1" in text
    )


async def test_a_course_without_term_marks_says_so(
    desk: Callable[..., Desk], browser: Desk, database: Database, stored_cast: Cast, term: Term
) -> None:
    head = desk()
    await head.signs_in(stored_cast.deputy_head)
    course = stored_cast.algebra.id
    assert (
        await head.posts(f"/attestation/courses/{course}/term-marks", {"has_term_marks": "no"})
    ).status_code == 303
    page = await browser.opens(f"/courses/{course}/gradebook?term={term.id}")
    assert "It is taught without attestation" in text_of(page) or "taught without attestation" in text_of(
        page
    )
    assert f'name="term-{stored_cast.son.id}"' not in page.text
    refused = await browser.posts(save_path(stored_cast, term), {f"term-{stored_cast.son.id}": "5"})
    assert refused.status_code == 422


async def test_a_term_of_35_with_exams_and_reasons_stays_light(
    browser: Desk, database: Database, stored_cast: Cast, term: Term, clock: Clock
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        await make_regulation(session, cast.school, "D")
        for kind in AttestationKind:
            await make_attestation(session, cast.algebra, term, kind)
        students = [
            await make_student(session, cast.class_7a, f"Сейітмағанбетов Нұрмұхаммед{n}") for n in range(33)
        ]
        for number in range(30):
            lesson = await make_lesson(
                session, cast.algebra, date(2026, 11, 25 + number % 6), 2 + number // 6
            )
            work = await make_work(session, lesson, cast.kinds["answer"])
            for student in students[:20]:
                await make_mark(session, work, student, "45"[number % 2])
        for student in students[20:]:
            reason = NotAttestedReason.OTHER
            await make_term_mark(session, cast.algebra, student, term, "н/а", reason, "ұзақ уақыт емделуде")
    clock.now = NEAR_THE_END
    await browser.signs_in(cast.teacher)
    page = await browser.opens(f"/courses/{cast.algebra.id}/gradebook?term={term.id}")
    assert page.text.count('class="how"') == 20
    assert page.text.count('-why"') >= 13
    assert len(page.content) <= 250_000
