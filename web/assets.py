"""Static files, each under an address that changes with its content, so that browsers keep it for good."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
FOR_GOOD = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Our own files. An address without the right version is checked anew each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        asked = QueryParams(scope["query_string"]).get("v")
        known = response.status_code in {200, 304} and asked == version_of(path)
        response.headers["cache-control"] = FOR_GOOD if known else "no-cache"
        return response


def asset_files() -> Assets:
    return Assets(directory=FOLDER)


def asset(path: str) -> str:
    """The address of a file in ``web/static``."""
    return f"/static/{path}?v={version_of(path)}"


@cache
def version_of(path: str) -> str:
    return hashlib.sha256((FOLDER / path).read_bytes()).hexdigest()[:12]
