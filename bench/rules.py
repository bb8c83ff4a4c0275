"""What rules and record cost: a lesson saved with 35 changed marks, with regulation and history and without."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from bench.measuring import Measure, milliseconds
from bench.pages import CLASS, fill_class
from bench.scene import Scene
from services.gradebook import Field, LessonDraft, Place, open_lesson, save_lesson, shown
from services.regulation import InForce, effective
from storage.models import Course

ROUNDS = 25


async def measure(scene: Scene) -> list[Measure]:
    async with scene.database.transaction() as session:
        await fill_class(session, scene, await session.get_one(Course, scene.lesson.course_id))
    saver = _Saver(scene)
    found = await milliseconds(
        lambda: saver.saves(nullcontext), lambda: saver.saves(_without_rules), rounds=ROUNDS
    )
    return [Measure(f"saving {CLASS} marks with rules and record", "without them", *found, at_most=1.5)]


class _Saver:
    """Changes every mark of the lesson's last work, again and again."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    async def saves(self, circumstances: Callable[[], AbstractContextManager[object]]) -> None:
        scene = self.scene
        with circumstances():
            async with scene.database.transaction() as session:
                record = await open_lesson(session, staff=scene.teacher, lesson_id=scene.lesson.id)
                seen = shown(record)
                column = str(record.works[-1].id) if record.works else "new1"
                places = [Place(Field.MARK, column, student.id) for student in record.students]
                # Whatever stands there, also from a measure before this one, becomes something else.
                typed = {place: "4" if seen.get(place) == "5" else "5" for place in places}
                result = await save_lesson(
                    session,
                    staff=scene.teacher,
                    lesson_id=scene.lesson.id,
                    draft=LessonDraft({**seen, **typed}, seen),
                    now=scene.now,
                    settle=timedelta(minutes=5),
                )
        assert result.changed >= CLASS, result


@contextmanager
def _without_rules() -> Iterator[None]:
    """The same save as if there were neither regulation nor record."""
    rules = InForce("E", {}, effective("E", {}), ZoneInfo("Asia/Almaty"))

    async def no_rules(*_: object) -> InForce:
        return rules

    async def no_record(*_: object, **__: object) -> None:
        return None

    with ExitStack() as stack:
        stack.enter_context(patch("services.gradebook.record.in_force", no_rules))
        stack.enter_context(patch("services.gradebook.checking.closed", lambda *_: None))
        stack.enter_context(patch("services.gradebook.saving.history.note", no_record))
        yield
