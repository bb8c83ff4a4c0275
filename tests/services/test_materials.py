"""Materials of a lesson: who attaches and takes away, until when, what is taken, who gets them (R6, R32)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.accounts import Child
from services.attachments import Document
from services.diary import homework_of_week, homework_on
from services.errors import (
    DocumentLost,
    DocumentTooBig,
    EntriesClosed,
    EntryTooLong,
    Forbidden,
    MaterialGone,
    SchoolError,
    TooManyDocuments,
    WrongDocument,
)
from services.materials import MOST_MATERIALS, add_material, material_for, open_material, remove_material
from storage.files import Files
from storage.models import Change, ChangeKind, Material, StaffMember
from tests.cast import TUESDAY, Cast
from tests.clock import MONDAY_MORNING
from tests.factories.late_changes import PDF
from tests.factories.lessons import make_homework, make_individual_homework, make_material
from tests.factories.school import make_regulation
from tests.services.lesson_cells import count


async def attach(
    session: AsyncSession,
    cast: Cast,
    folder: Path,
    who: StaffMember | None = None,
    content: bytes = PDF,
    title: str = "",
    days: int = 0,
) -> Material:
    return await add_material(
        session,
        staff=who or cast.teacher,
        lesson_id=cast.lesson.id,
        title=title,
        document=Document("Карточка 7.pdf", content),
        files=Files(folder),
        now=MONDAY_MORNING + timedelta(days=days),
    )


async def test_a_file_is_attached_found_and_taken_away_on_record(
    session: AsyncSession, cast: Cast, tmp_path: Path
) -> None:
    made = await attach(session, cast, tmp_path)
    assert (made.title, made.media_type, made.author_id) == (
        "Карточка 7",
        "application/pdf",
        cast.teacher.id,
    )
    assert Files(tmp_path).read(made.sha256) == PDF
    for reader in (cast.teacher, cast.class_teacher, cast.curator):
        found = await open_material(session, staff=reader, lesson_id=cast.lesson.id, material_id=made.id)
        assert found is made
    await remove_material(
        session, staff=cast.teacher, lesson_id=cast.lesson.id, material_id=made.id, now=MONDAY_MORNING
    )
    assert await count(session, Material) == 0
    changes = await session.scalars(select(Change).order_by(Change.number))
    assert [(one.kind, one.was, one.became) for one in changes] == [
        (ChangeKind.MATERIAL, "", "Карточка 7"),
        (ChangeKind.MATERIAL, "Карточка 7", ""),
    ]


@pytest.mark.parametrize(
    ("content", "title", "fault"),
    [
        (b"<html>", "", WrongDocument),
        (b"PK\x03\x04", "", WrongDocument),
        (PDF + bytes(5_000_000), "", DocumentTooBig),
        (PDF, "x" * 121, EntryTooLong),
    ],
)
async def test_only_what_may_be_attached(
    session: AsyncSession, cast: Cast, tmp_path: Path, content: bytes, title: str, fault: type[SchoolError]
) -> None:
    with pytest.raises(fault):
        await attach(session, cast, tmp_path, content=content, title=title)
    assert await count(session, Material) == 0


async def test_not_too_many(session: AsyncSession, cast: Cast, tmp_path: Path) -> None:
    for _ in range(MOST_MATERIALS):
        await make_material(session, cast.lesson)
    with pytest.raises(TooManyDocuments):
        await attach(session, cast, tmp_path)


@pytest.mark.parametrize("who", ["class_teacher", "curator", "deputy_head", "other_teacher"])
async def test_only_who_gives_the_lesson(session: AsyncSession, cast: Cast, tmp_path: Path, who: str) -> None:
    made = await make_material(session, cast.lesson)
    person = getattr(cast, who)
    with pytest.raises(Forbidden):
        await attach(session, cast, tmp_path, who=person)
    with pytest.raises(Forbidden):
        await remove_material(
            session, staff=person, lesson_id=cast.lesson.id, material_id=made.id, now=MONDAY_MORNING
        )


async def test_it_closes_with_homework(session: AsyncSession, cast: Cast, tmp_path: Path) -> None:
    await make_regulation(session, cast.school, "A")
    made = await make_material(session, cast.lesson)
    with pytest.raises(EntriesClosed):
        await attach(session, cast, tmp_path, days=20)
    with pytest.raises(EntriesClosed):
        await remove_material(
            session,
            staff=cast.teacher,
            lesson_id=cast.lesson.id,
            material_id=made.id,
            now=MONDAY_MORNING + timedelta(days=20),
        )


async def test_another_lessons_or_schools_material_is_out_of_reach(session: AsyncSession, cast: Cast) -> None:
    theirs = await make_material(session, cast.kazakh_lesson)
    for material_id in (theirs.id, 999):
        with pytest.raises(Forbidden):
            await open_material(
                session, staff=cast.teacher, lesson_id=cast.lesson.id, material_id=material_id
            )
    with pytest.raises(Forbidden):
        await open_material(
            session, staff=cast.other_teacher, lesson_id=cast.kazakh_lesson.id, material_id=theirs.id
        )


async def test_a_family_gets_those_of_its_own_group_and_no_others(
    session: AsyncSession, cast: Cast, tmp_path: Path
) -> None:
    files = Files(tmp_path)
    made = await make_material(session, cast.lesson, files.keep(PDF))
    for student in (cast.son, cast.classmate):
        child = Child(student, cast.school, cast.class_7a, None)
        found, lesson, subject = await material_for(session, child=child, material_id=made.id, files=files)
        assert (found.id, lesson.id, subject.id) == (made.id, cast.lesson.id, cast.algebra.subject_id)
    for student in (cast.daughter, cast.other_student):
        child = Child(student, cast.school, cast.class_3b, None)
        for material_id in (made.id, 999, None):
            with pytest.raises(MaterialGone):
                await material_for(session, child=child, material_id=material_id, files=files)


async def test_a_file_that_is_lost_says_so(session: AsyncSession, cast: Cast, tmp_path: Path) -> None:
    made = await make_material(session, cast.lesson)
    child = Child(cast.son, cast.school, cast.class_7a, None)
    with pytest.raises(DocumentLost):
        await material_for(session, child=child, material_id=made.id, files=Files(tmp_path))


async def test_files_stand_once_under_the_homework_of_their_lesson(session: AsyncSession, cast: Cast) -> None:
    await make_homework(session, cast.lesson, TUESDAY, "№ 5")
    await make_individual_homework(session, cast.lesson, TUESDAY, "More", cast.son)
    await make_material(session, cast.lesson)
    await make_material(session, cast.other_lesson, title="Theirs")
    child = Child(cast.son, cast.school, cast.class_7a, None)
    for view in (
        await homework_on(session, child=child, day=TUESDAY),
        await homework_of_week(session, child=child, day=TUESDAY),
    ):
        items = [item for _, found in view.days for item in found]
        assert [[one.title for one in item.materials] for item in items] == [["Card"], []]
