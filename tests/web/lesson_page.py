"""The lesson's page as a browser without JavaScript has it: its fields, and pressing Save."""

import re
from html import unescape
from typing import Any

from httpx import Response
from sqlalchemy import select

from storage.database import Database
from storage.models import Lesson, Student
from tests.web.desk import Desk


def fields_of(page: Response) -> dict[str, str]:
    """The lesson's form as a browser would send it back untouched."""
    fields: dict[str, str] = {}
    form = page.text[page.text.index('<form id="lesson"') :]
    for tag in re.findall(r"<input [^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_choice = attributes.get("type") in {"radio", "checkbox"}
        if "name" in attributes and (not is_choice or " checked" in tag):
            fields[attributes["name"]] = unescape(attributes.get("value", ""))
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        fields[name] = chosen[1] if chosen else ""
    for name, body in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.S):
        fields[name] = unescape(body)
    return fields


async def saves(browser: Desk, lesson: Lesson, page: Response | None = None, **typed: str) -> Response:
    """Open the lesson (or use an older page of it), type and press Save."""
    page = page or await browser.opens(f"/lessons/{lesson.id}")
    cells = {name.replace("_", "-"): text for name, text in typed.items()}
    return await browser.posts(f"/lessons/{lesson.id}", {**fields_of(page), **cells})


def mark(student: Student, column: object = "new1") -> str:
    return f"mark-{column}-{student.id}"


async def all_of(database: Database, column: Any) -> list[Any]:
    async with database.reading() as session:
        return list(await session.scalars(select(column)))
