"""The report of changes asked of both databases: whose it is, what it finds, that an export has all of it."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden, TooManyChanges
from services.history import Filters, Report, export_report, open_report
from services.history import report as module
from storage.models import ChangeKind, Door, GroupKind, StaffMember
from tests.cast import MONDAY, Cast
from tests.factories.lessons import make_course, make_lesson
from tests.factories.people import make_group
from tests.services.lesson_cells import HOMEWORK, TOPIC, mark, save


async def report(
    session: AsyncSession, cast: Cast, staff: StaffMember | None = None, page: int = 1, **filters: object
) -> Report:
    return await open_report(
        session,
        staff=staff or cast.administrator,
        school=cast.school,
        filters=Filters(**filters),  # type: ignore[arg-type]
        page=page,
    )


async def test_a_line_knows_what_it_is_about(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast.teacher, cast.lesson, {mark(cast.son.id): "5"})
    found = await report(session, cast, kind=ChangeKind.MARK)
    (line,) = found.lines
    assert (line.change.was, line.change.became, line.change.door) == ("", "5", Door.WEB)
    assert (line.lesson, line.group, line.subject) == (cast.lesson, cast.class_7a, cast.algebra.subject)
    assert (line.student, line.work_kind, line.term) == (cast.son, cast.kinds["answer"], None)
    assert (found.total, found.pages, found.head.number) == (1, 1, 2)


async def test_each_filter_and_all_together(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast.teacher, cast.lesson, {TOPIC: "Functions", HOMEWORK: "№ 5"})
    await save(session, cast.class_teacher, cast.kazakh_lesson, {TOPIC: "Abai"})
    for filters, found in (
        ({}, 4),
        ({"group_id": cast.class_7a.id}, 4),
        ({"group_id": cast.class_3b.id}, 0),
        ({"subject_id": cast.kazakh.subject_id}, 1),
        ({"staff_id": cast.teacher.id}, 3),
        ({"kind": ChangeKind.TOPIC}, 2),
        ({"first": MONDAY, "last": MONDAY}, 4),
        ({"first": date(2026, 11, 24)}, 0),
        ({"last": date(2026, 11, 22)}, 0),
        ({"group_id": cast.class_7a.id, "kind": ChangeKind.TOPIC, "staff_id": cast.teacher.id}, 1),
    ):
        assert (await report(session, cast, **filters)).total == found, filters


async def test_a_class_includes_its_subgroups(session: AsyncSession, cast: Cast) -> None:
    half = await make_group(session, cast.year, "7 «А», 1", 7, GroupKind.SUBGROUP)
    half.parent_id = cast.class_7a.id
    course = await make_course(session, cast.kazakh.subject, half, cast.teacher)
    lesson = await make_lesson(session, course, MONDAY, 5)
    await save(session, cast.teacher, lesson, {TOPIC: "Abai"})
    assert (await report(session, cast, group_id=cast.class_7a.id)).total == 1


async def test_only_a_head_and_only_of_ones_own_school(session: AsyncSession, cast: Cast) -> None:
    await save(session, cast.other_teacher, cast.other_lesson, {TOPIC: "Somewhere else"})
    assert (await report(session, cast, cast.deputy_head)).total == 0
    for stranger in (cast.teacher, cast.class_teacher, cast.curator, cast.other_teacher):
        with pytest.raises(Forbidden):
            await report(session, cast, stranger)
    for filters in (
        {"group_id": cast.other_class.id},
        {"subject_id": cast.other_algebra.subject_id},
        {"staff_id": cast.other_teacher.id},
    ):
        with pytest.raises(Forbidden):
            await report(session, cast, **filters)


async def test_an_export_has_all_of_it_in_order(
    session: AsyncSession, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE", 3)
    for number in range(10):
        await save(session, cast.teacher, cast.lesson, {TOPIC: f"Topic {number}"})
    asked = {"staff": cast.administrator, "school": cast.school, "filters": Filters()}
    whole = await export_report(session, **asked, most=10)
    assert [line.change.number for line in whole.lines] == list(range(10, 0, -1))
    with pytest.raises(TooManyChanges) as refused:
        await export_report(session, **asked, most=9)
    assert refused.value.facts == {"total": 10, "most": 9}


async def test_pages(session: AsyncSession, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 4)
    for number in range(10):
        await save(session, cast.teacher, cast.lesson, {TOPIC: f"Topic {number}"})
    for page, shown, numbers in (
        (1, 1, [10, 9, 8, 7]),
        (3, 3, [2, 1]),
        (99, 3, [2, 1]),
        (-1, 1, [10, 9, 8, 7]),
    ):
        found = await report(session, cast, page=page)
        assert (found.page, found.pages) == (shown, 3)
        assert [line.change.number for line in found.lines] == numbers
