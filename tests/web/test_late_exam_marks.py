"""The late change of an exam's mark on its pages: from the class gradebook to the table of changes (R35, R36)."""

from datetime import UTC, date, datetime

import pytest

from storage.database import Database
from storage.models import Attestation, AttestationKind, AttestationMark, LateChange, StaffMember, TermMark
from tests.cast import Cast
from tests.clock import Clock
from tests.factories.attestation import make_attestation, make_exam_mark, quarters_of
from tests.factories.late_changes import PDF
from tests.web.application import Seat, sends_application
from tests.web.desk import text_of
from tests.web.lesson_page import all_of

AFTER = datetime(2027, 1, 11, 5, 0, tzinfo=UTC)
"""By preset A what sums up the second quarter closed last night."""
PROTOCOL = {"protocol_number": "3", "protocol_on": "2027-01-11", "commission": "Ким & Ли"}


@pytest.fixture
async def exam(database: Database, stored_cast: Cast, director: StaffMember, clock: Clock) -> Attestation:
    """The son failed it before the new year; it has closed."""
    clock.now = AFTER
    async with database.transaction() as session:
        quarter = (await quarters_of(session, stored_cast.year))[1]
        made = await make_attestation(
            session, stored_cast.algebra, quarter, AttestationKind.EXAM, date(2026, 12, 21)
        )
        await make_exam_mark(session, made, stored_cast.son, "2")
        return made


def address_of(cast: Cast, exam: Attestation) -> str:
    return f"/courses/{cast.algebra.id}/terms/{exam.term_id}/attestations/{exam.id}/late-change"


async def test_a_retake_from_the_gradebook_to_the_table(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember, exam: Attestation
) -> None:
    cast, son = stored_cast, stored_cast.son
    teacher, deputy = await seat(cast.teacher), await seat(cast.deputy_head)
    book = f"/courses/{cast.algebra.id}/gradebook?term={exam.term_id}"
    address = address_of(cast, exam)
    page = await teacher.opens(book)
    assert f'href="{address}"' in page.text
    assert 'aria-label="Ask for permission: Exam"' in page.text
    assert 'aria-label="Ask for permission: Quarter 2"' in page.text
    assert address not in (await deputy.opens(book)).text
    assert "Quarter 2, exam" in text_of(await teacher.opens(address))
    filed = await sends_application(teacher, cast, address=address, grounds="retake")
    assert filed.status_code == 303
    path = str(filed.headers["location"].split("?")[0])
    approval = {"action": "approve", "number": "18-к", "on_day": "2027-01-11", "days": "3"}
    assert (await (await seat(director)).posts(f"{path}/decision", approval)).status_code == 303
    entry = await deputy.opens(f"{path}/term-marks")
    assert "<h1>Exam</h1>" in entry.text
    assert f'name="term-{son.id}" value="2"' in entry.text
    assert f'name="term-{cast.classmate.id}"' not in entry.text
    assert 'min="2026-12-21"' in entry.text, "a retake is not before the exam"
    seen = f'{{"term-{son.id}": "2"}}'
    cells = {"seen": seen, f"term-{son.id}": "9", **PROTOCOL}
    wrong = await deputy.posts(f"{path}/term-marks", cells)
    assert wrong.status_code == 422
    assert 'value="9"' in wrong.text
    assert "Ким &amp; Ли" in wrong.text
    entered = await deputy.posts(f"{path}/term-marks", {**cells, f"term-{son.id}": "4"})
    assert (entered.status_code, entered.headers["location"]) == (303, f"{path}?done=entered")
    assert await all_of(database, AttestationMark.value) == ["4"]
    assert await all_of(database, TermMark.value) == []
    table = text_of(await deputy.opens("/late-changes/table"))
    assert f"{son.short_name}: exam 2 → 4" in table
    assert "Quarter 2, exam" in table
    assert "protocol No. 3 of 11 January 2027" in table
    assert "Quarter 2, exam" in text_of(await teacher.opens("/late-changes"))


async def test_who_was_not_attested_is_told_in_words_in_the_table(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember, exam: Attestation
) -> None:
    cast = stored_cast
    filed = await sends_application(
        await seat(cast.teacher),
        cast,
        ("a.pdf", PDF),
        address=address_of(cast, exam),
        students=[str(cast.classmate.id)],
    )
    path = str(filed.headers["location"].split("?")[0])
    approval = {"action": "approve", "number": "18-к", "on_day": "2027-01-11", "days": "3"}
    await (await seat(director)).posts(f"{path}/decision", approval)
    deputy, name = await seat(cast.deputy_head), f"term-{cast.classmate.id}"
    cells = {"seen": "{}", name: "н/а"}
    unsaid = await deputy.posts(f"{path}/term-marks", cells)
    assert unsaid.status_code == 422
    assert f'name="{name}-why"' in unsaid.text
    assert (await deputy.posts(f"{path}/term-marks", {**cells, f"{name}-why": "illness"})).status_code == 303
    table = text_of(await deputy.opens("/late-changes/table"))
    assert f"{cast.classmate.short_name}: exam — → н/а (illness)" in table


async def test_forged_addresses_lead_nowhere(seat: Seat, stored_cast: Cast, exam: Attestation) -> None:
    cast = stored_cast
    teacher, address = await seat(cast.teacher), address_of(cast, exam)
    for person in (cast.class_teacher, cast.deputy_head, cast.other_teacher):
        assert (await (await seat(person)).opens(address)).status_code == 403
    for wrong in (
        address.replace(f"attestations/{exam.id}", "attestations/9999"),
        address.replace(f"courses/{cast.algebra.id}", f"courses/{cast.other_algebra.id}"),
        address.replace(f"terms/{exam.term_id}", f"terms/{exam.term_id + 1}"),
    ):
        assert (await teacher.opens(wrong)).status_code == 403
        assert (await sends_application(teacher, cast, address=wrong)).status_code == 403


async def test_scans_as_big_as_a_lessons_are_taken_for_what_sums_up(
    seat: Seat, database: Database, stored_cast: Cast, exam: Attestation
) -> None:
    """A phone's photograph of a certificate is bigger than any other form may be."""
    teacher, photograph = await seat(stored_cast.teacher), ("a.pdf", PDF + bytes(3_000_000))
    of_exam = address_of(stored_cast, exam)
    of_term = of_exam.replace(f"attestations/{exam.id}/", "")
    for address in (of_exam, of_term):
        assert (await sends_application(teacher, stored_cast, photograph, address=address)).status_code == 303
    assert await all_of(database, LateChange.attestation_id) == [exam.id, None]
