"""The late change of term marks on its pages: from the class gradebook to the table of changes (R35, R37)."""

from datetime import UTC, datetime

from sqlalchemy import select

from storage.database import Database
from storage.models import StaffMember, Term, TermMark
from tests.cast import Cast
from tests.clock import Clock
from tests.web.application import Seat, sends_application
from tests.web.desk import text_of
from tests.web.lesson_page import all_of

AFTER = datetime(2027, 1, 11, 5, 0, tzinfo=UTC)
"""By preset A the marks of the second quarter closed last night."""


async def _quarter(database: Database, cast: Cast) -> int:
    async with database.transaction() as session:
        query = select(Term.id).where(Term.school_year_id == cast.year.id, Term.number == 2)
        return (await session.scalars(query)).one()


async def _approved(
    seat: Seat, cast: Cast, director: StaffMember, quarter: int, grounds: str = "student_illness"
) -> str:
    """The address of an application for the son's term mark that the director approved."""
    address = f"/courses/{cast.algebra.id}/terms/{quarter}/late-change"
    filed = await sends_application(
        await seat(cast.teacher), cast, ("a.pdf", b"%PDF-1.4"), address=address, grounds=grounds
    )
    assert filed.status_code == 303
    path = str(filed.headers["location"].split("?")[0])
    approval = {"action": "approve", "number": "18-к", "on_day": "2027-01-11", "days": "3"}
    assert (await (await seat(director)).posts(f"{path}/decision", approval)).status_code == 303
    return path


async def test_from_the_gradebook_to_the_table(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember, clock: Clock
) -> None:
    cast, quarter = stored_cast, await _quarter(database, stored_cast)
    teacher, deputy = await seat(cast.teacher), await seat(cast.deputy_head)
    address = f"/courses/{cast.algebra.id}/terms/{quarter}/late-change"
    book = f"/courses/{cast.algebra.id}/gradebook?term={quarter}"
    assert address not in (await teacher.opens(book)).text
    assert "None of these marks is closed" in text_of(await teacher.opens(address))
    clock.now = AFTER
    teacher, deputy = await seat(cast.teacher), await seat(cast.deputy_head)
    assert address in (await teacher.opens(book)).text
    assert address not in (await deputy.opens(book)).text
    form = text_of(await teacher.opens(address))
    assert "Quarter 2" in form
    assert cast.son.short_name in form
    path = await _approved(seat, cast, director, quarter)
    entry = await deputy.opens(f"{path}/term-marks")
    assert f'name="term-{cast.son.id}"' in entry.text
    assert f'name="term-{cast.classmate.id}"' not in entry.text
    assert f"{path}/term-marks" in (await deputy.opens(path)).text
    wrong = await deputy.posts(f"{path}/term-marks", {"seen": "{}", f"term-{cast.son.id}": "7"})
    assert wrong.status_code == 422
    assert 'value="7"' in wrong.text
    entered = await deputy.posts(f"{path}/term-marks", {"seen": "{}", f"term-{cast.son.id}": "4"})
    assert (entered.status_code, entered.headers["location"]) == (303, f"{path}?done=entered")
    assert await all_of(database, TermMark.value) == ["4"]
    table = text_of(await deputy.opens("/late-changes/table"))
    assert f"{cast.son.short_name}: term mark — → 4" in table
    assert "Quarter 2" in table
    assert "Quarter 2" in text_of(await teacher.opens("/late-changes"))
    report = text_of(await (await seat(director)).opens("/changes"))
    assert cast.son.short_name in report


async def test_nobody_else_enters_and_the_protocol_is_asked_for(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember, clock: Clock
) -> None:
    clock.now = AFTER
    cast, quarter = stored_cast, await _quarter(database, stored_cast)
    path = await _approved(seat, cast, director, quarter, "missed_attestation")
    cells = {"seen": "{}", f"term-{cast.son.id}": "4"}
    for person in (cast.teacher, cast.class_teacher, cast.administrator, director, cast.other_teacher):
        browser = await seat(person)
        assert (await browser.opens(f"{path}/term-marks")).status_code == 403
        assert (await browser.posts(f"{path}/term-marks", cells)).status_code == 403
    deputy = await seat(cast.deputy_head)
    assert (await deputy.opens(f"{path}/entry")).status_code == 403
    incomplete = await deputy.posts(f"{path}/term-marks", {**cells, "commission": "Ким & Ли"})
    assert incomplete.status_code == 422
    assert "Write the number and the date of the protocol" in text_of(incomplete)
    assert "Ким &amp; Ли" in incomplete.text
    assert await all_of(database, TermMark.value) == []
    protocol = {"protocol_number": "3", "protocol_on": "2027-01-11", "commission": "Ким & Ли"}
    assert (await deputy.posts(f"{path}/term-marks", {**cells, **protocol})).status_code == 303
    assert "protocol No. 3 of 11 January 2027" in text_of(await deputy.opens("/late-changes/table"))


async def test_an_application_that_is_incomplete_keeps_what_was_typed(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember, clock: Clock
) -> None:
    clock.now = AFTER
    cast, quarter = stored_cast, await _quarter(database, stored_cast)
    address = f"/courses/{cast.algebra.id}/terms/{quarter}/late-change"
    teacher = await seat(cast.teacher)
    answer = await sends_application(teacher, cast, address=address, explanation="Ill <long>")
    assert answer.status_code == 422
    assert "Ill &lt;long&gt;" in answer.text
    for person in (cast.class_teacher, cast.deputy_head, cast.other_teacher):
        assert (await (await seat(person)).opens(address)).status_code == 403
    elsewhere = f"/courses/{cast.other_algebra.id}/terms/{quarter}/late-change"
    assert (await teacher.opens(elsewhere)).status_code == 403
