"""A member of staff at a desk, without a browser: ``desk.signs_in(teacher)``, ``desk.opens(path)``, ``desk.posts(path)``."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from services.staff_login import issue_login_link
from storage.database import Database
from storage.files import Files
from storage.models import StaffMember
from tests.chat import SECRET
from tests.eyes import as_seen
from web.app import create_app
from web.config import WebConfig

ADDRESS = "http://diary.example"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def config_of(database: Database, clock: Callable[[], datetime], **changes: Any) -> WebConfig:
    wired = {
        "database": database,
        "files": Files(Path(database.engine.url.database or "").parent / "files"),
        "clock": clock,
        "secret": SECRET,
        "web_url": ADDRESS,
        "settle": timedelta(minutes=5),
        "secure_cookies": False,
        "bot_name": lambda: "diary_bot",
    }
    return WebConfig(**{**wired, **changes})


class Desk:
    """One browser's cookies and the page that is open in it."""

    def __init__(self, app: FastAPI, language: str = "en") -> None:
        self.config: WebConfig = app.state.config
        transport = ASGITransport(app=app, raise_app_exceptions=False)
        headers = {"accept-language": language}
        self.client = AsyncClient(transport=transport, base_url=ADDRESS, headers=headers)
        self.page: Response | None = None

    async def signs_in(self, staff: StaffMember) -> None:
        async with self.config.database.transaction() as session:
            token = await issue_login_link(
                session, staff=staff, secret=self.config.secret, now=self.config.clock()
            )
        await self.client.post(f"/login/{token}", headers=SAME_ORIGIN)

    async def opens(self, path: str, **headers: str) -> Response:
        self.page = await self.client.get(path, headers=headers)
        return self.page

    async def posts(self, path: str, fields: Mapping[str, Any] | None = None, **headers: str) -> Response:
        """Send a form with the session's token, as a page of ours would."""
        form = {"csrf": await self.token(), **(fields or {})}
        return await self.client.post(path, data=form, headers={**SAME_ORIGIN, **headers})

    async def token(self) -> str:
        """The form token of this session."""
        found = re.search(r'name="csrf" value="([^"]*)"', (await self.client.get("/password")).text)
        return found[1] if found else ""


def text_of(page: Response) -> str:
    """What a person reads on the page, without tags."""
    body = re.sub(r"<(script|style).*?</\1>", " ", page.text, flags=re.S)
    return as_seen(" ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split()))


def desk_factory(database: Database, clock: Callable[[], datetime]) -> Callable[..., Desk]:
    app = create_app(config_of(database, clock))
    return lambda language="en": Desk(app, language)
