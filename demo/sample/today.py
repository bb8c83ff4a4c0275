"""What is out of the ordinary this week: a cancelled lesson, colleagues standing in."""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from services import timetable
from services.calendar import school_day
from storage.models import Role, School
from storage.queries import bulk

SEED = 3
SUBSTITUTIONS = 8
CANCELLATIONS = 4


async def change_today(session: AsyncSession, *, school: School, now: datetime) -> None:
    """Let the deputy head change some of the lessons of the next days, as on any week."""
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    deputy = (await bulk.staff_with_role(session, school.id, Role.DEPUTY_HEAD))[0]
    courses = {row.id: row for row in await bulk.courses_of_school(session, school.id)}
    today = school_day(school, now)
    lessons = await bulk.lessons_of_school(session, school.id, today, today + timedelta(days=3))
    coming = [row for row in lessons if row.starts_at > now]
    busy = [(courses[row.course_id].teacher_id, row) for row in lessons]
    teachers = sorted({course.teacher_id for course in courses.values()})
    chosen = random.sample(coming, min(len(coming), SUBSTITUTIONS + CANCELLATIONS))
    for row in chosen[CANCELLATIONS:]:
        taken = {
            teacher
            for teacher, other in busy
            if other.starts_at < row.ends_at and row.starts_at < other.ends_at
        }
        stand_in = random.choice([teacher for teacher in teachers if teacher not in taken])
        busy.append((stand_in, row))
        await timetable.substitute(session, staff=deputy, lesson_id=row.id, substitute_id=stand_in, now=now)
    for row in chosen[:CANCELLATIONS]:
        await timetable.cancel_lesson(session, staff=deputy, lesson_id=row.id, now=now)
