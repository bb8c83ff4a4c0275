"""The late change from the teacher's application to the table of changes, and who is kept out (R35, R36)."""

import re

from storage.database import Database
from storage.models import Grounds, LateChange, LateChangeStatus, Mark, StaffMember, Work
from tests.cast import Cast
from tests.factories.late_changes import LATE_DAY, PDF, PNG
from tests.web.application import Seat, sends_application
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of, fields_of, mark

TODAY = LATE_DAY.isoformat()


async def test_from_the_application_to_the_table(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember
) -> None:
    cast = stored_cast
    teacher, head, deputy = [await seat(one) for one in (cast.teacher, director, cast.deputy_head)]
    assert "Ask for permission" in text_of(await teacher.opens(f"/lessons/{cast.lesson.id}"))
    form = await teacher.opens(f"/lessons/{cast.lesson.id}/late-change")
    assert cast.son.short_name in text_of(form)
    filed = await sends_application(teacher, cast, ("справка <1>.pdf", PNG))
    assert filed.status_code == 303
    path = filed.headers["location"].split("?")[0]
    assert "The application is filed" in text_of(await teacher.opens(filed.headers["location"]))
    assert "waits for the director" in text_of(await head.opens("/late-changes"))
    page = await head.opens(path)
    assert "справка <1>.pdf" in text_of(page)
    approval = {"action": "approve", "number": "17-к", "on_day": TODAY, "days": "3"}
    assert (await head.posts(f"{path}/decision", approval)).status_code == 303
    assert "Enter the change" in text_of(await deputy.opens(path))
    page = await deputy.opens(f"{path}/entry")
    (work,) = await all_of(database, Work.id)
    entered = await deputy.posts(f"{path}/entry", {**fields_of(page), mark(cast.son, work): "4"})
    assert (entered.status_code, entered.headers["location"]) == (303, f"{path}?done=entered")
    assert await all_of(database, Mark.value) == ["4"]
    table = text_of(await head.opens("/late-changes/table"))
    assert f"{cast.son.short_name}: Test 2 → 4" in table
    assert "No. 17-к of 8 December 2026" in table
    assert "Исаева Д." in table


async def test_the_deputy_heads_page_has_the_permitted_cells_open_and_no_others(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember
) -> None:
    cast = stored_cast
    path = await _approved(seat, cast, director)
    deputy = await seat(cast.deputy_head)
    page = await deputy.opens(f"{path}/entry")
    (work,) = await all_of(database, Work.id)
    assert "Everything else stays closed." in text_of(page)
    cells = {
        found[1]: found[0]
        for found in re.finditer(r'<input class="mark"[^>]*name="([^"]*)"[^>]*>', page.text)
    }
    assert "readonly" not in cells[mark(cast.son, work)]
    assert "readonly" in cells[mark(cast.classmate, work)]
    assert re.search(r'<input id="topic"[^>]* readonly', page.text)
    assert len(set(re.findall(r'type="radio"[^>]*name="([^"]*)"|name="(presence-\d+)"', page.text))) == 1
    assert "Next in the plan" not in text_of(page)
    forged = {**fields_of(page), mark(cast.son, work): "4", mark(cast.classmate, work): "5", "topic": "Other"}
    answer = await deputy.posts(f"{path}/entry", forged)
    assert answer.status_code == 422
    assert "Nothing is saved yet: 2 cells need a look." in text_of(answer)
    assert await all_of(database, Mark.value) == ["2"]
    more = await deputy.posts(f"{path}/entry", {**fields_of(page), "action": "add"})
    assert f'name="{mark(cast.son)}"' in more.text


async def test_whose_step_it_is_takes_it_and_nobody_else(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember
) -> None:
    cast = stored_cast
    filed = await sends_application(await seat(cast.teacher), cast, ("a.pdf", PDF))
    path = filed.headers["location"].split("?")[0]
    approval = {"action": "approve", "number": "17-к", "on_day": TODAY, "days": "3"}
    for person in (
        cast.teacher,
        cast.class_teacher,
        cast.deputy_head,
        cast.administrator,
        cast.other_teacher,
    ):
        browser = await seat(person)
        for decision in (approval, {"action": "refuse", "reason": "No"}):
            assert (await browser.posts(f"{path}/decision", decision)).status_code == 403
    assert await all_of(database, LateChange.status) == [LateChangeStatus.FILED]
    assert (await (await seat(director)).posts(f"{path}/decision", {"action": "other"})).status_code == 403
    await (await seat(director)).posts(f"{path}/decision", approval)
    for person in (cast.teacher, cast.class_teacher, cast.administrator, director, cast.other_teacher):
        browser = await seat(person)
        assert (await browser.opens(f"{path}/entry")).status_code == 403
        assert (await browser.posts(f"{path}/entry", {mark(cast.son): "5"})).status_code == 403
    assert await all_of(database, Mark.value) == ["2"]
    for person in (cast.teacher, cast.class_teacher):
        assert (await (await seat(person)).opens("/late-changes/table")).status_code == 403


async def test_a_decision_that_is_incomplete_keeps_what_was_typed(
    seat: Seat, stored_cast: Cast, director: StaffMember
) -> None:
    filed = await sends_application(await seat(stored_cast.teacher), stored_cast, ("a.pdf", PDF))
    path = filed.headers["location"].split("?")[0]
    head = await seat(director)
    for fields in (
        {"action": "approve", "number": "", "on_day": TODAY, "days": "7"},
        {"action": "approve", "number": "17-<к>", "on_day": "2026-12-09", "days": "7"},
        {"action": "approve", "number": "17-<к>", "on_day": "soon", "days": "7"},
        {"action": "approve", "number": "17-<к>", "on_day": TODAY, "days": "many"},
        {"action": "refuse", "reason": " "},
    ):
        answer = await head.posts(f"{path}/decision", fields)
        assert answer.status_code == 422, fields
        assert fields.get("number", "").replace("<", "&lt;").replace(">", "&gt;") in answer.text
    refused = await head.posts(f"{path}/decision", {"action": "refuse", "reason": "Not a valid <reason>"})
    assert refused.status_code == 303
    assert "Not a valid <reason>" in text_of(await (await seat(stored_cast.teacher)).opens(path))


async def test_a_retake_asks_for_its_protocol(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember
) -> None:
    cast = stored_cast
    path = await _approved(seat, cast, director, grounds=Grounds.RETAKE.value)
    deputy = await seat(cast.deputy_head)
    page = await deputy.opens(f"{path}/entry")
    assert "Protocol of the commission" in text_of(page)
    (work,) = await all_of(database, Work.id)
    cells = {**fields_of(page), mark(cast.son, work): "4", "protocol_number": "3", "commission": "Ким & Ли"}
    answer = await deputy.posts(f"{path}/entry", {**cells, "protocol_on": ""})
    assert answer.status_code == 422
    assert "Write the number and the date of the protocol" in text_of(answer)
    assert "Ким &amp; Ли" in answer.text
    assert 'value="4"' in answer.text
    assert (await deputy.posts(f"{path}/entry", {**cells, "protocol_on": TODAY})).status_code == 303
    assert "protocol No. 3 of 8 December 2026" in text_of(await deputy.opens("/late-changes/table"))


async def test_what_is_entered_in_vain_changes_nothing(
    seat: Seat, database: Database, stored_cast: Cast, director: StaffMember
) -> None:
    path = await _approved(seat, stored_cast, director)
    deputy = await seat(stored_cast.deputy_head)
    page = await deputy.opens(f"{path}/entry")
    answer = await deputy.posts(f"{path}/entry", fields_of(page))
    assert "Nothing has changed." in text_of(answer)
    assert await all_of(database, LateChange.status) == [LateChangeStatus.APPROVED]


async def test_an_open_lesson_offers_no_permission(browser: Desk, stored_cast: Cast) -> None:
    assert "Ask for permission" not in text_of(await browser.opens(f"/lessons/{stored_cast.lesson.id}"))
    page = text_of(await browser.opens(f"/lessons/{stored_cast.lesson.id}/late-change"))
    assert "Nothing of this lesson is closed" in page


async def test_the_menu_has_late_changes_for_who_has_any(
    seat: Seat, stored_cast: Cast, director: StaffMember
) -> None:
    cast = stored_cast
    for person in (director, cast.deputy_head, cast.administrator):
        assert 'href="/late-changes"' in (await (await seat(person)).opens("/school")).text
    teacher = await seat(cast.teacher)
    assert 'href="/late-changes"' not in (await teacher.opens("/lessons")).text
    await sends_application(teacher, cast, ("a.pdf", PDF))
    assert 'href="/late-changes"' in (await teacher.opens("/lessons")).text
    other = await seat(cast.class_teacher)
    assert "There are no applications." in text_of(await other.opens("/late-changes"))


async def test_who_only_looks_at_a_closed_lesson_is_not_sent_to_apply(seat: Seat, stored_cast: Cast) -> None:
    for person in (stored_cast.class_teacher, stored_cast.deputy_head):
        browser = await seat(person)
        assert "Ask for permission" not in text_of(await browser.opens(f"/lessons/{stored_cast.lesson.id}"))
        assert (await browser.opens(f"/lessons/{stored_cast.lesson.id}/late-change")).status_code == 403


async def _approved(seat: Seat, cast: Cast, director: StaffMember, grounds: str = "student_illness") -> str:
    """The address of an application that the director approved."""
    filed = await sends_application(await seat(cast.teacher), cast, ("a.pdf", PDF), grounds=grounds)
    path: str = filed.headers["location"].split("?")[0]
    approval = {"action": "approve", "number": "17-к", "on_day": TODAY, "days": "3"}
    await (await seat(director)).posts(f"{path}/decision", approval)
    return path
