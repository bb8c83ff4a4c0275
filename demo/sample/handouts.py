"""Homework for some students only, and files that go with a lesson: in the classes of the family to be played."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import typst
from sqlalchemy.ext.asyncio import AsyncSession

from demo.sample.keys import Play, Tie
from paper.typeset import FONTS
from services import materials
from services.attachments import Document
from services.calendar import school_day
from services.gradebook import Field, LessonDraft, Place, save_lesson
from storage.files import Files
from storage.models import HomeworkKind, School, StaffMember
from storage.queries import bulk
from storage.queries.staff import staff_member

TEMPLATES = Path(__file__).parent.parent / "files"
SUBJECT = "Алгебра"
LOOKS_BACK = timedelta(days=7)
OTHERS = 2
"""Students who get the individual homework beside the child."""
COLUMN = "hnew1"


@dataclass(frozen=True, slots=True)
class Texts:
    homework: str
    sheet: str
    graph: str
    words: dict[str, str]


TEXTS = {
    False: Texts(
        homework="Карточка № 3: решить два уравнения через дискриминант и проверить корни по теореме Виета",
        sheet="Памятка о квадратном уравнении",
        graph="График к задаче № 214",
        words={
            "title": "Квадратное уравнение",
            "discriminant": "Дискриминант",
            "roots": "Корни при D ≥ 0",
            "vieta": "Теорема Виета",
            "check": "Проверьте себя",
            "graph": "Где парабола пересекает ось x?",
        },
    ),
    True: Texts(
        homework="№ 3 карточка: екі теңдеуді дискриминант арқылы шешіп, түбірлерін Виет теоремасымен тексеру",
        sheet="Квадрат теңдеу жаднамасы",
        graph="№ 214 есептің графигі",
        words={
            "title": "Квадрат теңдеу",
            "discriminant": "Дискриминант",
            "roots": "D ≥ 0 болғандағы түбірлері",
            "vieta": "Виет теоремасы",
            "check": "Өзіңді тексер",
            "graph": "Парабола x осін қай нүктелерде қияды?",
        },
    ),
}
"""By whether the class is taught in Kazakh."""


async def hand_out(session: AsyncSession, *, school: School, play: Play, files: Files, now: datetime) -> None:
    """At each child's last lesson of algebra, by who teaches it."""
    courses = {
        row.id: row for row in await bulk.courses_of_school(session, school.id) if row.subject == SUBJECT
    }
    today = school_day(school, now)
    lessons = await bulk.lessons_of_school(session, school.id, today - LOOKS_BACK, today)
    for tie in play.mother:
        given = [
            row
            for row in lessons
            if row.course_id in courses
            and courses[row.course_id].group_id == tie.group.id
            and row.ends_at <= now
        ]
        if given:
            teacher = await staff_member(session, courses[given[-1].course_id].teacher_id)
            assert teacher is not None
            await _at_lesson(session, teacher, given[-1].id, tie, files, now)


async def _at_lesson(
    session: AsyncSession, teacher: StaffMember, lesson_id: int, tie: Tie, files: Files, now: datetime
) -> None:
    texts = TEXTS["«Б»" in tie.group.name]
    stays = await bulk.stays_of_school(session, tie.student.school_id)
    classmates = [row.student_id for row in stays if row.group_id == tie.group.id and row.left_on is None]
    chosen = [tie.student.id, *[one for one in classmates if one != tie.student.id][:OTHERS]]
    typed = {
        Place(Field.OWN, COLUMN): texts.homework,
        Place(Field.OWN_KIND, COLUMN): HomeworkKind.WRITTEN.value,
        Place(Field.OWN_FOR, COLUMN): " ".join(map(str, chosen)),
    }
    saved = await save_lesson(
        session,
        staff=teacher,
        lesson_id=lesson_id,
        draft=LessonDraft(typed, {}),
        now=now,
        settle=timedelta(0),
    )
    assert saved.is_saved, saved.faults
    for title, name, kind in ((texts.sheet, "sheet", "pdf"), (texts.graph, "graph", "png")):
        document = Document(f"{name}.{kind}", await _drawn(name, kind, texts.words))
        await materials.add_material(
            session, staff=teacher, lesson_id=lesson_id, title=title, document=document, files=files, now=now
        )


async def _drawn(name: str, kind: str, words: dict[str, str]) -> bytes:
    return await asyncio.to_thread(_compile, name, kind, json.dumps(words, ensure_ascii=False))


def _compile(name: str, kind: Any, words: str) -> bytes:
    drawn = typst.compile(
        str(TEMPLATES / f"{name}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format=kind,
        ppi=110,
        sys_inputs={"words": words},
    )
    assert isinstance(drawn, bytes)
    return drawn
