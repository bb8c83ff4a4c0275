"""A teacher's browser without JavaScript: opens pages over real HTTP, fills in their forms, sends them."""

from collections.abc import Mapping
from html.parser import HTMLParser

from httpx import AsyncClient, Response

from storage.models import Lesson, Student
from tests.e2e.phone import Phone

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


class Form(HTMLParser):
    """The fields of a page's forms as a browser would send them, by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._text: str | None = None
        self._choice: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        name = facts.get("name", "")
        if tag == "input" and name and facts.get("type") not in {"submit", "button"}:
            chosen = facts.get("type") not in {"radio", "checkbox"} or "checked" in facts
            if chosen:
                self.fields[name] = facts.get("value", "on")
        elif tag == "textarea":
            self._text = name
            self.fields[name] = ""
        elif tag == "select":
            self._choice = name
        elif tag == "option" and self._choice and ("selected" in facts or self._choice not in self.fields):
            self.fields[self._choice] = facts.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None
        elif tag == "select":
            self._choice = None

    def handle_data(self, data: str) -> None:
        if self._text:
            # A browser drops the line end right after the tag.
            self.fields[self._text] += data.removeprefix("\n") if not self.fields[self._text] else data


class Desk:
    """``desk.signs_in(teacher)``, ``desk.saves(lesson, marks={student: "5"})``."""

    def __init__(self, address: str) -> None:
        self.client = AsyncClient(base_url=address, headers={"accept-language": "en"}, timeout=20)

    async def signs_in(self, phone: Phone) -> None:
        """Ask the bot for the one-time link, open it, press the button."""
        await phone.sends("/start")
        await phone.taps("Web form")
        link = phone.link("Open the web form")
        answer = await self.client.post(link, headers=SAME_ORIGIN)
        assert answer.is_redirect, answer.text

    async def saves(
        self,
        lesson: Lesson,
        *,
        marks: Mapping[Student, str] | None = None,
        presences: Mapping[Student, str] | None = None,
        **fields: str,
    ) -> Response:
        """Fill in the lesson's page and press Save. Marks go into the first column."""
        page = (await self.client.get(f"/lessons/{lesson.id}")).raise_for_status()
        form = Form(page.text).fields
        column = min((name.split("-")[1] for name in form if name.startswith("mark-")), default="new1")
        typed = {f"mark-{column}-{student.id}": mark for student, mark in (marks or {}).items()}
        typed |= {f"presence-{student.id}": what for student, what in (presences or {}).items()}
        unknown = (typed.keys() | fields.keys()) - form.keys()
        assert not unknown, f"the page has no {unknown}"
        data = {**form, **typed, **fields}
        answer = await self.client.post(f"/lessons/{lesson.id}", data=data, headers=SAME_ORIGIN)
        assert answer.status_code == 303, answer.text
        return answer
