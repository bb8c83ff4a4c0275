"""Delivers updates to the bot's own address, again and again until it says 200."""

import asyncio
import logging
import time
from dataclasses import dataclass, field

import aiohttp
from aiogram.types import Update, WebhookInfo

from demo.telegram.updates import UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
FIRST_WAIT = 0.05
LONGEST_WAIT = 5.0
PATIENCE = aiohttp.ClientTimeout(total=60)
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Webhook:
    """Where updates go instead of waiting to be asked for. One after another, in order."""

    updates: UpdateQueue
    url: str = ""
    secret: str | None = None
    max_connections: int = 40
    failures: int = 0
    _last_error: tuple[int, str] | None = None
    _task: asyncio.Task[None] | None = field(default=None, repr=False)

    async def set(self, url: str, secret: str | None, max_connections: int | None) -> None:
        await self.stop()
        self.url, self.secret = url, secret
        self.max_connections = max_connections or 40
        self._last_error = None
        if url:
            self._task = asyncio.create_task(self._deliver_all())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None
        self.url = ""

    @property
    def info(self) -> WebhookInfo:
        at, reason = self._last_error or (None, None)
        return WebhookInfo.model_validate(
            {
                "url": self.url,
                "has_custom_certificate": False,
                "pending_update_count": len(self.updates.pending),
                "last_error_date": at,
                "last_error_message": reason,
                "max_connections": self.max_connections if self.url else None,
                "allowed_updates": self.updates.allowed or None,
            }
        )

    async def _deliver_all(self) -> None:
        async with aiohttp.ClientSession(timeout=PATIENCE) as client:
            while (update := await self.updates.wait()) is not None:
                wait = FIRST_WAIT
                while not await self._deliver(client, update):
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, LONGEST_WAIT)
                self.updates.confirm(update.update_id)

    async def _deliver(self, client: aiohttp.ClientSession, update: Update) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        body = update.model_dump_json(by_alias=True, exclude_none=True)
        try:
            async with client.post(
                self.url, data=body, headers={**headers, "Content-Type": "application/json"}
            ) as answer:
                if answer.ok:
                    return True
                reason = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError) as fault:
            reason = f"Connection failed: {fault}"
        self.failures += 1
        self._last_error = (int(time.time()), reason)
        logger.info("update %s was not delivered: %s", update.update_id, reason)
        return False
