"""What every messenger must be able to do, and how it says that it could not."""

from typing import Protocol

from handlers.screens import Screen


class CarrierError(Exception):
    """A message did not arrive; the fields say what that means for it and for the others.

    Without any of them the fault is passing: the message may or may not have arrived, and is
    tried again later.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        unreachable: bool = False,
        retry_after: float | None = None,
        moved_to: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        """The messenger will never take this message: it is our fault."""
        self.unreachable = unreachable
        """The chat is gone; other chats are not concerned."""
        self.retry_after = retry_after
        """Nothing may be sent to anybody for so many seconds; this message was not tried."""
        self.moved_to = moved_to
        """The chat lives on under this address."""


class Carrier(Protocol):
    async def carry(self, address: str, screen: Screen) -> None:
        """Show the screen as a new message. Returns once the messenger has it; raises ``CarrierError``."""
