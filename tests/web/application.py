"""An application for a late change, sent as a browser sends it."""

from collections.abc import Awaitable, Callable
from typing import Any

from httpx import Response

from storage.models import StaffMember
from tests.cast import Cast
from tests.web.desk import SAME_ORIGIN, Desk

Seat = Callable[[StaffMember], Awaitable[Desk]]


async def sends_application(
    browser: Desk, cast: Cast, *files: tuple[str, bytes], address: str = "", **fields: Any
) -> Response:
    """Send the application as a browser does, files and all; for the lesson, or to another ``address``."""
    form = {
        "csrf": await browser.token(),
        "grounds": "student_illness",
        "students": [str(cast.son.id)],
        "explanation": "Was ill",
        **fields,
    }
    return await browser.client.post(
        address or f"/lessons/{cast.lesson.id}/late-change",
        data=form,
        files=[("documents", (name, content)) for name, content in files],
        headers=SAME_ORIGIN,
    )
