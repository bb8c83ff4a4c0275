"""The page of the regulation: looked at by heads, chosen by the administrator, kept with who and when."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from httpx import Response

from storage.database import Database
from storage.models import School, WorkKind
from tests.cast import Cast
from tests.web.desk import Desk, text_of
from tests.web.lesson_page import all_of, mark, saves


def values_of(page: Response) -> dict[str, str]:
    """What the form would send back untouched."""
    form = page.text[page.text.index('<form method="post" action="/regulation"') :]
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in attributes and (attributes.get("type") != "checkbox" or " checked" in tag):
            fields[attributes["name"]] = unescape(attributes.get("value", ""))
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        fields[name] = chosen[1] if chosen else ""
    return fields


async def saved(chief: Desk, fields: dict[str, str]) -> Response:
    """The page that a form taken without a fault leads to."""
    answer = await chief.posts("/regulation", fields)
    assert answer.status_code == 303, answer.text
    return await chief.opens(answer.headers["location"])


@pytest.fixture
async def chief(desk: Callable[..., Desk], stored_cast: Cast) -> Desk:
    chief = desk()
    await chief.signs_in(stored_cast.administrator)
    return chief


async def test_the_administrator_chooses_a_preset_and_a_value_of_her_own(chief: Desk) -> None:
    looked = await chief.opens("/regulation?look=A")
    assert "This is only a look" in looked.text
    page = await saved(chief, {**values_of(looked), "v-locks.marks_days": "7"})
    assert "It holds from now on" in page.text
    assert values_of(page)["preset"] == "A"
    assert values_of(page)["v-locks.marks_days"] == "7"
    assert "preset: 14" in page.text
    # What the school prints in stays as it was: that is the other one.
    assert "2 own values" in page.text
    assert "Marks, days after the lesson: — → 7" in page.text


async def test_saving_untouched_changes_nothing(chief: Desk) -> None:
    page = await saved(chief, values_of(await chief.opens("/regulation")))
    assert "Nothing has changed" in page.text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("v-locks.marks_days", "soon"),
        ("v-locks.marks_days", "-1"),
        ("v-locks.marks_days", "1000"),
        ("v-locks.marks_days", "1"),
        ("v-due.homework_by", "25:61"),
        ("v-scale.values", ""),
        ("v-alerts.average_below", "3,456"),
        ("v-languages", "ru de"),
        ("v-languages", ""),
        ("v-due.topic_plan_days", "soon"),
        ("v-archive.journal_by", "31.02"),
        ("v-archive.sheets_by", "in June"),
        ("v-archive.keep_years", "0"),
    ],
)
async def test_a_wrong_value_is_shown_at_its_field_with_all_that_was_typed(
    chief: Desk, field: str, text: str
) -> None:
    fields = values_of(await chief.opens("/regulation?look=D"))
    page = await chief.posts("/regulation", {**fields, "v-due.topic_days": "3", field: text})
    assert page.status_code == 422
    assert re.search(f'id="{re.escape(field)}"[^>]*aria-invalid', page.text)
    assert values_of(page)[field] == text
    assert values_of(page)["v-due.topic_days"] == "3"


async def test_another_scale_is_refused_in_words_once_there_are_marks(
    chief: Desk, desk: Callable[..., Desk], stored_cast: Cast
) -> None:
    teacher = desk()
    await teacher.signs_in(stored_cast.teacher)
    await saves(teacher, stored_cast.lesson, **{mark(stored_cast.son): "5"})
    fields = values_of(await chief.opens("/regulation"))
    page = await chief.posts(
        "/regulation", {**fields, "v-scale.values": "1 2 3 4 5 6", "v-scale.passing": "3"}
    )
    assert page.status_code == 422
    assert "already has marks" in page.text
    assert values_of(page)["v-scale.values"] == "1 2 3 4 5 6"


async def test_heads_look_and_cannot_choose(desk: Callable[..., Desk], stored_cast: Cast) -> None:
    deputy = desk()
    await deputy.signs_in(stored_cast.deputy_head)
    page = await deputy.opens("/regulation")
    assert page.status_code == 200
    assert '<div class="save"><button>' not in page.text
    assert (await deputy.posts("/regulation", values_of(page))).status_code == 403


async def test_a_forged_preset_is_refused(chief: Desk) -> None:
    fields = values_of(await chief.opens("/regulation"))
    assert (await chief.posts("/regulation", {**fields, "preset": "../A"})).status_code == 422


async def test_the_schools_own_values_are_chosen_and_the_languages_followed(
    chief: Desk, database: Database
) -> None:
    fields = values_of(await chief.opens("/regulation?look=D"))
    assert fields["v-languages"] == "kk ru"
    assert fields["v-archive.exports:weekly"] == "weekly"
    fields.pop("v-archive.exports:weekly")
    fields |= {"v-languages": "ru en", "v-reports.activity": "monthly", "v-archive.journal_by": "1.7"}
    page = await saved(chief, fields)
    assert await all_of(database, School.languages) == [["ru", "en"], ["ru"]]
    kept = values_of(page)
    assert (kept["v-archive.journal_by"], kept["v-reports.activity"]) == ("01.07", "monthly")
    assert "v-archive.exports:weekly" not in kept
    assert "How gradebooks are kept: monthly → monthly" not in page.text
    assert "Languages: kk ru → ru en" in page.text
    kinds = await chief.posts("/regulation", {k: v for k, v in kept.items() if "terms.kinds:" not in k})
    assert kinds.status_code == 422
    assert "Choose at least one." in kinds.text


async def test_section_and_quarter_works_are_switched_on_with_their_figures(chief: Desk) -> None:
    """R37: a share that does not add up is refused at its field; once right, the kinds of work are there."""
    fields = values_of(await chief.opens("/regulation?look=E"))
    fields |= {"v-scale.values": "1 2 3 4 5", "v-scale.passing": "3", "v-summative.is_on": "yes"}
    wrong = await chief.posts("/regulation", {**fields, "v-summative.formative_share": "30"})
    assert wrong.status_code == 422
    assert (
        'name="v-summative.quarter_share" value="50" maxlength="120" inputmode="decimal" class="short" aria-inv'
        in wrong.text
    )
    page = await saved(chief, {**fields, "v-summative.bounds.4": "70"})
    assert values_of(page)["v-summative.bounds.4"] == "70"
    assert "Days for checking work" in page.text
    assert 'name="v-works.checking_days.section_summative"' in page.text
    assert 'name="v-works.weights.section_summative"' not in page.text


async def test_what_a_kind_weighs_is_chosen_and_told(
    chief: Desk, database: Database, stored_cast: Cast
) -> None:
    """R31: above 10 is refused at its field; the choice is listed with what it was."""
    fields = values_of(await chief.opens("/regulation"))
    wrong = await chief.posts("/regulation", {**fields, "v-works.weights.test": "11"})
    assert wrong.status_code == 422
    page = await saved(chief, {**fields, "v-works.weights.test": "2,5"})
    assert "Weight: Test: 2 → 2.5" in text_of(page)
    async with database.transaction() as session:
        kind = await session.get_one(WorkKind, stored_cast.kinds["test"].id)
    assert kind.weight == Decimal("2.5")


async def test_where_a_value_comes_from_stands_under_it_for_every_reader(chief: Desk) -> None:
    page = await chief.opens("/regulation?look=A")
    said = "Regulation A, “when entries close”: 14 days after the lesson for attendance"
    assert said in text_of(page)
    assert re.search(
        r'<input id="v-locks.attendance_days"[^>]* aria-describedby="about-locks.attendance_days"', page.text
    )
    assert 'id="about-locks.attendance_days"' in page.text
    assert not re.search(r'<span[^>]* title="', page.text[page.text.index('<form method="post"') :])


async def test_a_fault_is_tied_to_its_field(chief: Desk) -> None:
    fields = {**values_of(await chief.opens("/regulation?look=A")), "v-locks.marks_days": "soon"}
    page = await chief.posts("/regulation", fields)
    assert re.search(
        r'<input id="v-locks.marks_days"[^>]*aria-describedby="about-locks.marks_days"[^>]* aria-invalid',
        page.text,
    )
    assert re.search(r'<small id="about-locks.marks_days" class="fault">[^<]', page.text)
