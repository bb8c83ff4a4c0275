"""The bot's first words with Telegram: who am I, which commands, how updates come."""

import asyncio
import logging
from collections.abc import Sequence

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramUnauthorizedError

from bot.settings import Settings
from bot.webhook import PATH, webhook_secret
from handlers.telegram.commands import install

LONGEST_WAIT = 60
logger = logging.getLogger(__name__)


class Introduction:
    """Asks Telegram until it answers. The web form works meanwhile: a bad network is no reason to
    send a teacher away."""

    def __init__(self, bot: Bot, settings: Settings, update_types: Sequence[str]) -> None:
        self.bot = bot
        self.settings = settings
        self.update_types = update_types
        self.user_name: str | None = None

    async def make(self) -> None:
        """Return once Telegram knows how we want to be called.

        Raises ``TelegramUnauthorizedError`` when the token is nobody's.
        """
        wait = 1
        while self.user_name is None:
            try:
                self.user_name = (await self.bot.get_me()).username
                await self._agree_on_updates()
            except TelegramUnauthorizedError:
                raise
            except (TelegramAPIError, ClientDecodeError) as fault:
                self.user_name = None
                logger.warning("Telegram does not answer yet, asking again in %s s: %s", wait, fault)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
        await install(self.bot)

    async def _agree_on_updates(self) -> None:
        if not self.settings.webhook:
            await self.bot.delete_webhook()
            return
        await self.bot.set_webhook(
            self.settings.web_url + PATH,
            secret_token=webhook_secret(self.settings.secret),
            allowed_updates=list(self.update_types),
        )
