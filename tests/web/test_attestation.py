"""The deputy head's pages of exams and credits."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from storage.database import Database
from storage.models import Attestation, AttestationKind
from tests.cast import Cast
from tests.factories.attestation import make_attestation, make_exam_mark, quarters_of
from tests.web.desk import Desk, text_of


@pytest.fixture
async def head(desk: Callable[..., Desk], stored_cast: Cast) -> Desk:
    browser = desk()
    await browser.signs_in(stored_cast.deputy_head)
    return browser


async def new_exam(database: Database, cast: Cast) -> dict[str, str]:
    async with database.reading() as session:
        term = (await quarters_of(session, cast.year))[1]
    return {"kind": "exam", "term": str(term.id), "on_day": "2026-12-21", "commission": "Ким Е. В.\nЛи А. С."}


async def test_from_the_class_to_the_exam_and_back(head: Desk, database: Database, stored_cast: Cast) -> None:
    page = await head.opens(f"/attestation?group={stored_cast.class_7a.id}")
    path = f"/attestation/courses/{stored_cast.algebra.id}"
    assert f'href="{path}"' in page.text
    form = await new_exam(database, stored_cast)
    answer = await head.posts(path, form)
    assert answer.status_code == 303
    shown = await head.opens(answer.headers["location"])
    assert "Saved." in text_of(shown)
    assert 'value="2026-12-21"' in shown.text
    listed = text_of(await head.opens(f"/attestation?group={stored_cast.class_7a.id}"))
    assert "Exam, Quarter 2, 21.12" in listed
    twice = await head.posts(path, {**form, "commission": "Other people"})
    assert twice.status_code == 422
    assert "There is one of this kind in this term already" in text_of(twice)
    assert "Other people" in twice.text, "nothing typed is lost"
    async with database.reading() as session:
        exam = (await session.scalars(select(Attestation))).one()
    assert exam.commission == "Ким Е. В.\nЛи А. С."
    wrong = await head.posts(f"{path}/{exam.id}", {"on_day": "2026-09-01", "commission": ""})
    assert wrong.status_code == 422
    assert "Choose a day from 2 November" in text_of(wrong)
    assert 'value="2026-09-01"' in wrong.text
    assert (await head.posts(f"{path}/{exam.id}", {"action": "remove"})).status_code == 303
    async with database.reading() as session:
        assert (await session.scalars(select(Attestation))).all() == []


async def test_with_marks_it_stays(head: Desk, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        term = (await quarters_of(session, stored_cast.year))[1]
        exam = await make_attestation(
            session, stored_cast.algebra, term, AttestationKind.CREDIT, date(2026, 12, 1)
        )
        await make_exam_mark(session, exam, stored_cast.son, "зач")
    path = f"/attestation/courses/{stored_cast.algebra.id}"
    assert "Marks were given or applied for: the day stays." in text_of(await head.opens(path))
    refused = await head.posts(f"{path}/{exam.id}", {"action": "remove"})
    assert refused.status_code == 422
    assert "Marks were given or applied for" in text_of(refused)


@pytest.mark.parametrize(
    "form", [{"kind": "oral"}, {"kind": ""}, {"term": "x"}, {"term": ""}, {"term": "9" * 30}]
)
async def test_what_no_form_of_ours_sends_is_refused(
    head: Desk, database: Database, stored_cast: Cast, form: dict[str, str]
) -> None:
    path = f"/attestation/courses/{stored_cast.algebra.id}"
    answer = await head.posts(path, {**await new_exam(database, stored_cast), **form})
    assert answer.status_code == 403
    assert (await head.opens("/attestation?group=x")).status_code == 403


@pytest.mark.parametrize("person", ["teacher", "class_teacher", "curator", "other_teacher"])
async def test_who_is_no_head_decides_nothing(
    desk: Callable[..., Desk], database: Database, stored_cast: Cast, person: str
) -> None:
    browser = desk()
    await browser.signs_in(getattr(stored_cast, person))
    path = f"/attestation/courses/{stored_cast.algebra.id}"
    answers = [
        await browser.opens("/attestation"),
        await browser.opens(path),
        await browser.posts(path, await new_exam(database, stored_cast)),
        await browser.posts(f"{path}/term-marks", {"has_term_marks": "no"}),
        await browser.posts(f"{path}/1", {"action": "remove"}),
    ]
    assert {answer.status_code for answer in answers} == {403}
