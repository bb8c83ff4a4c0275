"""What is on a slip, and that a sheet of them can be printed."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from typst import TypstError

from paper.slips import LONGEST, print_slips, slips_data
from paper.typeset import FONTS, typeset
from services.codes import IssuedCode, Person
from storage.models import Relation, School

EXPIRES = datetime(2026, 12, 22, 20, 0, tzinfo=UTC)
"""Already 23 December in Almaty."""
BOT = "School25Bot"
MOTHER = IssuedCode(
    code="ABCD-EFGH-JKMN",
    person=Person(guardianship_id=1),
    name="Нұрланова Айгерім Серікқызы",
    expires_at=EXPIRES,
    relation=Relation.MOTHER,
    child_name="Нұрланов Әлихан",
    group_name="7 «А»",
)
STUDENT = IssuedCode(
    code="2222-3333-4444",
    person=Person(student_id=1),
    name="Нұрланов Әлихан",
    expires_at=EXPIRES,
    group_name="7 «А»",
)
STAFF = IssuedCode(
    code="5555-6666-7777", person=Person(staff_id=1), name="Ким Елена Викторовна", expires_at=EXPIRES
)


def _school(*languages: str) -> School:
    return School(
        code="alm", name="Гимназия № 25", time_zone="Asia/Almaty", languages=list(languages or ("kk", "ru"))
    )


def _slip(code: IssuedCode, *languages: str, bot_name: str | None = BOT):
    return slips_data([code], school=_school(*languages), bot_name=bot_name)["slips"][0]


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_guardians_slip_says_whose_it_is() -> None:
    slip = _slip(MOTHER)
    assert slip["school"] == "Гимназия № 25"
    assert slip["name"] == "Нұрланова Айгерім Серікқызы"
    assert slip["about"] == "Нұрланов Әлихан, 7 «А»"
    assert slip["recipient"] == "анасына · для мамы"
    assert slip["code"] == "ABCD-EFGH-JKMN"


def test_students_and_staff_have_words_of_their_own() -> None:
    assert _slip(STUDENT, "ru")["recipient"] == "для ученика"
    assert _slip(STUDENT)["about"] == "7 «А»"
    staff = _slip(STAFF, "ru")
    assert (staff["recipient"], staff["about"]) == ("для сотрудника", "")
    assert "рождения" not in str(staff["languages"])


@pytest.mark.parametrize("relation", list(Relation))
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_relation_is_named_in_every_language(relation: Relation, language: str) -> None:
    assert _slip(replace(MOTHER, relation=relation), language)["recipient"]


def test_both_languages_of_the_school_stand_on_one_slip_the_main_one_first() -> None:
    told = _slip(MOTHER)["languages"]
    assert [words["language"] for words in told] == ["kk", "ru"]
    assert [words["title"] for words in told] == ["Мектеп күнделігі", "Школьный дневник"]
    assert all(len(words["steps"]) == 3 for words in told)


def test_the_last_day_is_the_schools_not_utcs() -> None:
    assert "23\u00a0декабря 2026" in _slip(MOTHER, "ru")["languages"][0]["until"]


def test_the_square_needs_the_bots_name_the_code_does_not() -> None:
    with_square, without = _slip(MOTHER, "ru"), _slip(MOTHER, "ru", bot_name=None)
    assert with_square["square"].startswith("<svg")
    assert with_square["bot"] == "@School25Bot"
    assert without["square"] is None
    assert "QR-код" not in str(without["languages"])
    assert without["code"] == MOTHER.code


def test_each_square_is_another_one() -> None:
    assert _slip(MOTHER)["square"] != _slip(STUDENT)["square"]


def test_a_long_word_may_go_on_in_the_next_line_and_no_name_fills_the_slip() -> None:
    name = _slip(replace(MOTHER, name="Ә" * 300))["name"]
    assert name.replace("\u200b", "") == "Ә" * (LONGEST - 1) + "…"
    assert max(len(part) for part in name.split("\u200b")) <= 18
    assert "\u200b" not in _slip(MOTHER)["name"]


@pytest.mark.parametrize(("languages", "sheets"), [(("ru",), 2), (("kk", "ru"), 3), (("ru", "kk", "en"), 3)])
async def test_a_class_fills_as_many_sheets_as_it_needs(languages: tuple[str, ...], sheets: int) -> None:
    pdf = await print_slips([MOTHER] * 13, school=_school(*languages), bot_name=BOT)
    assert pdf.startswith(b"%PDF")
    assert _pages(pdf) == sheets


async def test_names_are_set_as_text_whatever_is_in_them() -> None:
    code = replace(MOTHER, name='#panic("!") *a* <b> \\ $x$ "', child_name="]]#{{")
    assert (await print_slips([code], school=_school(), bot_name=None)).startswith(b"%PDF")


async def test_the_fonts_are_our_own_and_have_every_kazakh_letter() -> None:
    pdf = await print_slips(
        [replace(MOTHER, name="Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі ₸")], school=_school(), bot_name=BOT
    )
    assert b"DejaVuSans" in pdf
    assert {font.name for font in FONTS.glob("*.ttf")} == {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf"}
    assert "Permission is hereby granted" in (FONTS / "LICENSE.txt").read_text()


async def test_sheets_may_be_set_side_by_side() -> None:
    school = _school()
    made = await asyncio.gather(*(print_slips([MOTHER], school=school, bot_name=BOT) for _ in range(4)))
    assert all(pdf.startswith(b"%PDF") for pdf in made)


async def test_a_broken_template_is_an_error_not_an_empty_page() -> None:
    with pytest.raises(TypstError, match="languages"):
        await typeset("slips", {"slips": []})
