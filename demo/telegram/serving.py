"""Serves an application on a port of this machine, inside the running loop."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.running import listen

HOST = "127.0.0.1"
TRANSPORT = "demo.transport"


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: whoever serves decides when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Protocol(H11Protocol):
    """HTTP that lets the application reach its connection, so that it can be cut."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        application: ASGIApp = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            await application({**scope, TRANSPORT: transport}, receive, send)

        self.app = with_transport


async def hang_up(request: Request) -> None:
    """Close the request's connection without an answer, as a bad network does."""
    request.scope[TRANSPORT].abort()
    await asyncio.sleep(0)


@asynccontextmanager
async def serving(application: ASGIApp, port: int = 0, host: str = HOST) -> AsyncIterator[str]:
    """The address under which the application answers; port 0 takes any that is free.

    The socket listens before the server runs, so a request may be made at once.
    """
    listening = listen(host, port)
    server = _Server(
        uvicorn.Config(
            application,
            http=_Protocol,
            ws="none",
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await asyncio.wait([task])
        listening.close()
