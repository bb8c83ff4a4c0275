"""The webhook: only Telegram gets in, and 200 means saved."""

import asyncio
from typing import Any

import httpx
import pytest
from aiogram import Bot, Dispatcher
from aiogram.methods import SendMessage
from aiogram.types import Message
from fastapi import FastAPI

from bot.updates import Updates
from bot.webhook import HEADER, PATH, Webhook, webhook_secret
from storage.database import DatabaseBusy
from tests.fake_telegram import FakeTelegram

SECRET = b"s" * 32
UPDATE = {
    "update_id": 1,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 7, "type": "private", "first_name": "X"},
        "from": {"id": 7, "is_bot": False, "first_name": "X"},
        "text": "hello",
    },
}


class SlowTelegram(FakeTelegram):
    """Answers no request before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()

    async def make_request(self, *args: Any, **kwargs: Any) -> Any:
        self.asked.set()
        await self.let_go.wait()
        return await super().make_request(*args, **kwargs)


class Scene:
    """A webhook before a web form of one page, and what its handler saw."""

    def __init__(self) -> None:
        self.seen: list[str | None] = []
        self.busy = self.answers = False
        dispatcher = Dispatcher(disable_fsm=True)
        dispatcher.message.register(self._handle)
        self.telegram = SlowTelegram()
        self.updates = Updates(Bot("42:TEST", session=self.telegram), dispatcher)
        web = FastAPI()
        web.get("/")(lambda: {"page": "home"})
        app = Webhook(web, self.updates, SECRET)
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        self.client = httpx.AsyncClient(transport=transport, base_url="http://diary.example")

    async def _handle(self, message: Message) -> tuple[SendMessage, ...]:
        if self.busy:
            raise DatabaseBusy
        self.seen.append(message.text)
        return (SendMessage(chat_id=message.chat.id, text="an answer"),) if self.answers else ()

    async def post(self, secret: str = webhook_secret(SECRET), **content: object) -> int:
        response = await self.client.post(
            PATH, headers={HEADER: secret.encode("latin-1")}, **(content or {"json": UPDATE})
        )  # type: ignore[arg-type]
        return response.status_code


@pytest.fixture
def scene() -> Scene:
    return Scene()


async def test_telegrams_call_is_handled_and_then_answered(scene: Scene) -> None:
    assert await scene.post() == 200
    assert scene.seen == ["hello"]


async def test_a_slow_reply_does_not_keep_telegrams_call_waiting(scene: Scene) -> None:
    """Work done inside the webhook handler made Telegram redeliver the update."""
    scene.answers = True
    assert await asyncio.wait_for(scene.post(), 5) == 200
    await scene.telegram.asked.wait()
    assert scene.telegram.requests == [], "the reply is still on its way"
    scene.telegram.let_go.set()
    await scene.updates.close()
    assert scene.telegram.names == ["SendMessage"]


@pytest.mark.parametrize("secret", ["", "wrong", "é"])
async def test_nobody_else_gets_in(scene: Scene, secret: str) -> None:
    assert await scene.post(secret) == 404
    assert scene.seen == []


async def test_while_the_store_is_busy_telegram_is_asked_to_come_back(scene: Scene) -> None:
    scene.busy = True
    assert await scene.post() == 503


async def test_what_is_no_update_is_refused(scene: Scene) -> None:
    assert await scene.post(content=b"{}") == 400
    assert await scene.post(content=b"nonsense") == 400
    assert await scene.post(content=b'{"update_id": "soon"}') == 400
    assert scene.seen == []


@pytest.mark.filterwarnings("ignore:Detected unknown update type")
async def test_an_update_that_cannot_be_read_does_not_come_again(scene: Scene) -> None:
    assert await scene.post(content=b'{"update_id": 2, "message": {"date": "soon"}}') == 200


async def test_everything_else_is_the_web_forms(scene: Scene) -> None:
    response = await scene.client.get("/")
    assert response.json() == {"page": "home"}
    assert (await scene.client.get(PATH)).status_code == 404
