"""The class gradebook of a term: the page as the service gives it, against reading its marks alone."""

from sqlalchemy import select

from bench.measuring import Measure, compare
from bench.scene import Scene
from services.gradebook.course import open_class_gradebook
from storage.models import Lesson, Mark, Work


async def measure(scene: Scene) -> list[Measure]:
    course_id = scene.lesson.course_id

    async def open_page() -> None:
        async with scene.database.reading() as session:
            page = await open_class_gradebook(
                session, staff=scene.teacher, course_id=course_id, term_id=None, now=scene.now
            )
        assert page.lines

    async def read_marks() -> None:
        query = (
            select(Mark.id, Mark.value, Lesson.on_day)
            .join(Work, Work.id == Mark.work_id)
            .join(Lesson, Lesson.id == Work.lesson_id)
            .where(Lesson.course_id == course_id)
        )
        async with scene.database.reading() as session:
            assert (await session.execute(query)).all()

    return [
        await compare(
            "the class gradebook of a term", open_page, "its marks in one query", read_marks, bound=10
        )
    ]
