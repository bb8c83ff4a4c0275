"""Runs the parts side by side until one fails or somebody says stop."""

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn

from bot.app import App
from bot.webhook import Webhook

PATIENCE = 15
"""Seconds that parts get to finish what they are doing."""
PROXIES = ("127.0.0.1", "::1")
"""Who is believed when it says for whom it asks: a proxy on this machine, whatever the environment says."""
logger = logging.getLogger(__name__)


async def run(app: App) -> None:
    """Serve until SIGINT or SIGTERM. Raises as ``serve`` does."""
    # What was made by now lives to the end: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    stop = asyncio.Event()
    with _signals(stop):
        await serve(app, stop)


async def serve(app: App, stop: asyncio.Event) -> None:
    """Serve the web form, take updates, deliver and keep the schedule until ``stop`` is set.

    Raises whatever made a part fail (half a diary is worse than one that restarts), ``OSError``
    at once when the address of the web form is taken.
    """
    listening = listen(app.settings.host, app.settings.port)
    server = _Server(server_config(_web(app)))
    parts = [
        asyncio.create_task(server.serve(sockets=[listening]), name="web"),
        asyncio.create_task(_talk(app), name="telegram"),
        asyncio.create_task(app.delivery.run(), name="delivery"),
        asyncio.create_task(stop.wait(), name="stop"),
    ]
    app.scheduler.start()
    try:
        done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
    finally:
        app.scheduler.shutdown(wait=False)
        await _end(app, server, parts)
        await app.close()
    for part in done:
        part.result()


def listen(host: str, port: int) -> socket.socket:
    """A socket for uvicorn. Raises ``OSError`` when the address is taken.

    Whoever connects gets each answer at once: the event loop would see to that only for sockets it
    makes itself, and waiting for the rest of a packet costs a page 40 ms.
    """
    listening = socket.create_server((host, port), backlog=2048)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def server_config(web: Any) -> uvicorn.Config:
    """How the web form is served. Tries to sign in are counted by address, so nobody may invent one.

    There is no log of requests: the address of a login link is a key.
    """
    return uvicorn.Config(
        web,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=True,
        forwarded_allow_ips=list(PROXIES),
        server_header=False,
    )


def _web(app: App) -> Any:
    if not app.settings.webhook:
        return app.web
    return Webhook(app.web, app.updates, app.settings.secret)


async def _talk(app: App) -> None:
    await app.introduction.make()
    logger.info("the bot is @%s", app.introduction.user_name)
    if app.settings.webhook:
        await asyncio.Event().wait()
    await app.updates.poll()


async def _end(app: App, server: uvicorn.Server, parts: list[asyncio.Task[Any]]) -> None:
    """Let requests and messages on their way come to their end; stop asking for more."""
    server.should_exit = True
    app.delivery.stop()
    for part in parts:
        if part.get_name() in {"telegram", "stop"}:
            part.cancel()
    _, late = await asyncio.wait(parts, timeout=PATIENCE)
    for part in late:
        part.cancel()


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process before the others are done."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    caught = (signal.SIGINT, signal.SIGTERM)
    with suppress(NotImplementedError):
        for number in caught:
            loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for number in caught:
                loop.remove_signal_handler(number)
