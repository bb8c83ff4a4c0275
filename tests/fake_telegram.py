"""A Telegram of a few lines, for tests of what surrounds the network. Journeys use the stand-in."""

from collections.abc import AsyncGenerator, Callable
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod

Answer = Callable[[TelegramMethod[Any]], Any]


class FakeTelegram(BaseSession):
    """Keeps every request; answers with what ``answers`` gives, in order, then with ``True``.

    An answer that is an exception is raised.
    """

    def __init__(self, *answers: Any) -> None:
        super().__init__()
        self.requests: list[TelegramMethod[Any]] = []
        self.answers = list(answers)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 - the parent's parameter
    ) -> Any:
        self.requests.append(method)
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self) -> None:
        """Nothing is open."""

    @property
    def names(self) -> list[str]:
        return [type(request).__name__ for request in self.requests]


def fake_bot(*answers: Any) -> tuple[Bot, FakeTelegram]:
    session = FakeTelegram(*answers)
    return Bot("42:TEST", session=session), session
