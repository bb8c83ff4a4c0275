"""Writes a lesson's homework: that of the whole group, and that of some students (R32)."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.gradebook.cells import OF_OWN, OWN_NEW, Field, Place
from services.gradebook.record import Individual, LessonRecord
from storage.models import Homework, HomeworkKind, IndividualHomework
from storage.queries import homework as queries

Changes = Mapping[Place, str]


async def write_homework(session: AsyncSession, record: LessonRecord, changes: Changes) -> None:
    """Write what ``changes`` make of both kinds of homework. A text that is empty takes its homework away."""
    await _write_common(session, record, changes)
    stored = {one.column: one for one in record.individual}
    for column in dict.fromkeys(place.column for place in changes if place.field in OF_OWN):
        cells = {place.field: text for place, text in changes.items() if place.column == column}
        if column.startswith(OWN_NEW):
            await _give(session, record, cells)
        else:
            await _change(session, stored[column], cells)


async def _write_common(session: AsyncSession, record: LessonRecord, changes: Changes) -> None:
    text = changes.get(Place(Field.HOMEWORK))
    due, kind = changes.get(Place(Field.DUE)), changes.get(Place(Field.HOMEWORK_KIND))
    homework = record.homework
    if homework is None:
        if text:
            session.add(_new_common(record, text, due, kind))
    elif text == "":
        await session.delete(homework)
    elif text or due or kind is not None:
        homework.text = text or homework.text
        homework.due_on = date.fromisoformat(due) if due else homework.due_on
        homework.kind = homework.kind if kind is None else kind_of(kind)
        homework.version += 1


def _new_common(record: LessonRecord, text: str, due: str | None, kind: str | None) -> Homework:
    return Homework(
        school_id=record.lesson.school_id,
        lesson_id=record.lesson.id,
        text=text,
        due_on=date.fromisoformat(due) if due else record.due_on,
        kind=kind_of(kind or ""),
    )


async def _give(session: AsyncSession, record: LessonRecord, cells: Mapping[Field, str]) -> None:
    due = cells.get(Field.OWN_DUE)
    homework = IndividualHomework(
        school_id=record.lesson.school_id,
        lesson_id=record.lesson.id,
        text=cells[Field.OWN],
        due_on=date.fromisoformat(due) if due else record.due_on,
        kind=kind_of(cells.get(Field.OWN_KIND, "")),
    )
    session.add(homework)
    await session.flush()
    await queries.choose_students(session, homework, added=ids_in(cells[Field.OWN_FOR]), removed=())


async def _change(session: AsyncSession, individual: Individual, cells: Mapping[Field, str]) -> None:
    homework = individual.homework
    if cells.get(Field.OWN) == "":
        await session.delete(homework)
        return
    homework.text = cells.get(Field.OWN, homework.text)
    homework.due_on = (
        date.fromisoformat(cells[Field.OWN_DUE]) if cells.get(Field.OWN_DUE) else homework.due_on
    )
    homework.kind = kind_of(cells[Field.OWN_KIND]) if Field.OWN_KIND in cells else homework.kind
    homework.version += 1
    if Field.OWN_FOR in cells:
        chosen = ids_in(cells[Field.OWN_FOR])
        await queries.choose_students(
            session, homework, added=chosen - individual.students, removed=individual.students - chosen
        )


def kind_of(text: str) -> HomeworkKind | None:
    return HomeworkKind(text) if text else None


def ids_in(text: str) -> frozenset[int]:
    """The students of a cell: ``12 15``."""
    return frozenset(int(id_) for id_ in text.split())
