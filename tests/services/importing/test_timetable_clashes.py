"""What the dry run lists of a timetable that wants somebody twice; it is never refused for that."""

from sqlalchemy.ext.asyncio import AsyncSession

from locales import LANGUAGES, plain, words_in
from locales.importing import clash_hour, explain_clash
from services.importing import Plan
from services.timetable.clashes import ClashKind
from tests.factories.files import Sheets, small_school
from tests.services.importing.way import bring_in, dry_run


def with_rows(*rows: list[object]) -> Sheets:
    sheets = small_school()
    sheets["Расписание"] += [list(row) for row in rows]
    return sheets


def listed(plan: Plan) -> list[tuple[ClashKind, str, tuple[int, ...]]]:
    return [(one.kind, one.name, one.rows) for one in plan.clashes]


async def test_a_sound_timetable_has_none(session: AsyncSession) -> None:
    assert (await dry_run(session, small_school())).clashes == ()


async def test_each_kind_is_listed_with_its_rows_and_nothing_is_refused(session: AsyncSession) -> None:
    sheets = with_rows(
        ["7 «А» 1 подгруппа", "пн", 1, "Казахский язык", "001", "301"],
        ["3 «Б»", "чт", 1, "Казахский язык", "001", "302"],
    )
    sheets["Нагрузка"].append(["Казахский язык", "Шахматный клуб", "001"])
    sheets["Расписание"].append(["Шахматный клуб", "чт", 1, "Казахский язык", "001", "302"])
    plan = await dry_run(session, sheets)
    assert plan.is_sound
    teacher = "Ахметова Айгерім Серікқызы"
    assert listed(plan) == [
        (ClashKind.GROUP, "", (2, 7)),
        (ClashKind.ROOM, "301", (2, 7)),
        (ClashKind.GROUP, "", (6, 9)),
        (ClashKind.ROOM, "302", (8, 9)),
        (ClashKind.TEACHER, teacher, (8, 9)),
    ]


async def test_a_row_clashes_with_what_only_the_store_has(session: AsyncSession) -> None:
    await bring_in(session, small_school())
    sheets = {"Расписание": small_school()["Расписание"][:1]}
    sheets["Расписание"].append(["3 «Б»", "чт", 1, "Казахский язык", "001", "302"])
    sheets["Расписание"].append(["7 «А» 1 подгруппа", "пн", 1, "Казахский язык", "001", "302"])
    plan = await dry_run(session, sheets)
    assert listed(plan) == [(ClashKind.GROUP, "", (3,))], "the algebra lesson of 7 «А» is in the store alone"


async def test_two_shifts_and_ended_lessons_do_not_clash(session: AsyncSession) -> None:
    """Lesson 1 of the second shift is in the afternoon; what a file ends is over."""
    await bring_in(session, small_school())
    rows = small_school()["Расписание"]
    rows[1][3], rows[1][4] = "Алгебра", "002"
    rows.append(["3 «Б»", "ср", 1, "Казахский язык", "001", "301"])
    assert (await dry_run(session, {"Расписание": rows})).clashes == ()


def test_every_kind_of_clash_has_words() -> None:
    for language in LANGUAGES:
        _ = words_in(language)
        for kind in ClashKind:
            text = plain(explain_clash(_, kind, "301", ("7 «А»", "8 «А»")))
            assert "8\u00a0«А»" in text
        assert "3" in plain(clash_hour(_, 1, 3))
    assert plain(clash_hour(words_in("en"), 7, 2)) == "Sunday, lesson 2"
