"""Whether the diary lives, for monitoring: the store, and what waits to be told."""

import logging

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from services.health import look
from web.context import config_of

router = APIRouter()
logger = logging.getLogger(__name__)


@router.get("/health")
async def show_health(request: Request) -> JSONResponse:
    config = config_of(request)
    now = config.clock()
    try:
        async with config.database.reading() as session:
            health = await look(session, now=now)
    except Exception:
        # Whatever keeps the store away, the one who watches must be told, and the log says why.
        logger.exception("the store cannot be reached")
        return JSONResponse({"database": "unreachable"}, 503)
    return JSONResponse(
        {
            "database": "ok",
            "waiting": health.waiting,
            "oldest_waiting_seconds": health.oldest_waiting_seconds,
            "last_delivered_at": health.last_delivered_at and health.last_delivered_at.isoformat(),
        }
    )
