"""An answer that is made only when it is sent."""

from collections.abc import Awaitable, Callable

from fastapi.responses import Response
from starlette.types import Receive, Scope, Send


class Later(Response):
    """What takes long to make, made once the transaction is over: nobody waits for the store meanwhile."""

    def __init__(self, make: Callable[[], Awaitable[Response]]) -> None:
        super().__init__()
        self.make = make

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.make()
        await response(scope, receive, send)
