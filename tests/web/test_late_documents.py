"""The application of a late change and its documents: what is taken, and who gets it back (R35)."""

import re
from typing import Any

import pytest

from storage.database import Database
from storage.models import LateChange, StaffMember
from tests.cast import Cast
from tests.factories.late_changes import JPEG, PDF, PNG
from tests.web.application import Seat, sends_application
from tests.web.desk import text_of
from tests.web.lesson_page import all_of


async def test_nothing_typed_is_lost_when_an_application_is_refused(
    seat: Seat, stored_cast: Cast, database: Database
) -> None:
    teacher = await seat(stored_cast.teacher)
    answer = await sends_application(
        teacher, stored_cast, ("page.pdf", b"<html>"), explanation="A <long> story", grounds="other_absence"
    )
    text = text_of(answer)
    assert answer.status_code == 422
    assert "“page.pdf” is neither a PDF nor a PNG or JPEG picture." in text
    assert "the files have to be chosen again" in text
    assert "A &lt;long&gt; story" in answer.text
    assert '<option value="other_absence" selected>' in answer.text
    assert re.search(rf'value="{stored_cast.son.id}" checked', answer.text)
    assert await all_of(database, LateChange.id) == []


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ((), "Attach a document"),
        ((("a.pdf", PDF),) * 6, "Attach at most 5 documents."),
        ((("big.jpg", JPEG + bytes(5_000_001)),), "“big.jpg” is too big: a document may have 5 MB at most."),
        ((("a.svg", b"<svg/>"),), "is neither a PDF"),
        ((("a.zip", b"PK\x03\x04"),), "is neither a PDF"),
    ],
)
async def test_only_documents_are_taken_and_not_too_many(
    seat: Seat, stored_cast: Cast, files: tuple[tuple[str, bytes], ...], words: str
) -> None:
    answer = await sends_application(await seat(stored_cast.teacher), stored_cast, *files)
    assert answer.status_code == 422
    assert words in text_of(answer)


async def test_more_than_any_application_needs_is_not_read_to_its_end(seat: Seat, stored_cast: Cast) -> None:
    answer = await sends_application(
        await seat(stored_cast.teacher), stored_cast, ("huge.pdf", PDF + bytes(61_000_000))
    )
    assert answer.status_code == 413
    assert "too big" in text_of(answer)


@pytest.mark.parametrize(
    "fields", [{"grounds": "whim"}, {"students": ["1 OR 1=1"]}, {"students": ["9" * 12]}]
)
async def test_a_forged_application_is_forbidden(
    seat: Seat, stored_cast: Cast, fields: dict[str, Any]
) -> None:
    answer = await sends_application(await seat(stored_cast.teacher), stored_cast, ("a.pdf", PDF), **fields)
    assert answer.status_code == 403


async def test_a_document_is_a_download_for_those_involved(
    seat: Seat, stored_cast: Cast, director: StaffMember
) -> None:
    cast = stored_cast
    filed = await sends_application(await seat(cast.teacher), cast, ("scan.pdf", PNG), ("b.pdf", PDF))
    path = filed.headers["location"].split("?")[0]
    for person in (cast.teacher, director, cast.deputy_head, cast.administrator):
        answer = await (await seat(person)).opens(f"{path}/documents/1")
        assert (answer.status_code, answer.content) == (200, PNG)
        assert answer.headers["content-type"] == "image/png", "what it is, not what it was called"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert re.fullmatch(
            r'attachment; filename="late-change-\d+-1\.png"', answer.headers["content-disposition"]
        )
    for person in (cast.class_teacher, cast.curator, cast.other_teacher):
        browser = await seat(person)
        for address in ("/documents/1", "/documents/2", "/documents/3", "", "/entry"):
            assert (await browser.opens(path + address)).status_code == 403, address
    guesses = ("/documents/3", "/documents/0", "/documents/scan.pdf", "/documents/..%2f..%2fdiary.db")
    for guess in guesses:
        assert (await (await seat(director)).opens(path + guess)).status_code in {403, 404}


async def test_a_lost_file_is_said_to_be_lost(seat: Seat, stored_cast: Cast, director: StaffMember) -> None:
    filed = await sends_application(await seat(stored_cast.teacher), stored_cast, ("a.pdf", PDF))
    browser = await seat(director)
    for file in browser.config.files.folder.iterdir():
        file.unlink()
    answer = await browser.opens(f"{filed.headers['location'].split('?')[0]}/documents/1")
    assert answer.status_code == 422
    assert "The file of this document is missing." in text_of(answer)
