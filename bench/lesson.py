"""Saving a lesson of a whole class, rules, history and alerts included, against bare inserts."""

from datetime import timedelta
from itertools import count

from sqlalchemy import insert

from bench.measuring import Measure, compare
from bench.scene import Scene
from services.gradebook.cells import Field, LessonDraft, Place
from services.gradebook.record import open_lesson
from services.gradebook.saving import save_lesson
from storage.models import Mark, Work, WorkKind

_values = count()


async def measure(scene: Scene) -> list[Measure]:
    async with scene.database.reading() as session:
        record = await open_lesson(session, staff=scene.teacher, lesson_id=scene.lesson.id)
    students = [student.id for student in record.students]
    kind = record.default_kind
    assert kind is not None
    return [
        await compare(
            f"saving {len(students)} marks with history and alerts",
            lambda: _save(scene, students, kind),
            "the same marks as bare inserts",
            lambda: _insert_bare(scene, students, kind),
            bound=15,
        )
    ]


async def _save(scene: Scene, students: list[int], kind: WorkKind) -> None:
    typed = {Place(Field.MARK, "new1", student): "4" for student in students}
    typed[Place(Field.KIND, "new1")] = str(kind.id)
    typed[Place(Field.TITLE, "new1")] = f"Work {next(_values)}"
    async with scene.database.transaction() as session:
        result = await save_lesson(
            session,
            staff=scene.teacher,
            lesson_id=scene.lesson.id,
            draft=LessonDraft(typed=typed, seen={}),
            now=scene.now,
            settle=timedelta(minutes=5),
        )
    assert result.is_saved, result.faults


async def _insert_bare(scene: Scene, students: list[int], kind: WorkKind) -> None:
    lesson = scene.lesson
    async with scene.database.transaction() as session:
        work = Work(school_id=lesson.school_id, lesson_id=lesson.id, kind_id=kind.id)
        session.add(work)
        await session.flush()
        rows = [
            {
                "school_id": lesson.school_id,
                "work_id": work.id,
                "student_id": student,
                "value": "4",
                "comment": "",
                "version": 1,
                "changed_at": scene.now,
            }
            for student in students
        ]
        await session.execute(insert(Mark), rows)
