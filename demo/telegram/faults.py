"""Faults on request: what a network and a busy server do to a bot, whenever a test or a person asks."""

import enum
from dataclasses import dataclass


class FaultKind(enum.StrEnum):
    TOO_MANY = "429"
    BLOCKED = "403"
    BAD_GATEWAY = "502"
    """An HTML page instead of an answer."""
    SERVER_ERROR = "500"
    LOST = "lost"
    """The request is carried out, and the connection closes without an answer."""
    SLOW = "slow"
    BROKEN_JSON = "broken_json"
    """Half an answer; the request was not carried out."""


@dataclass(slots=True)
class Fault:
    """What goes wrong, how often, and for whom; without a method or a chat, for every one."""

    kind: FaultKind
    method: str | None = None
    chat: int | None = None
    times: int = 1
    seconds: float = 1.0

    def fits(self, method: str, chat: int | None) -> bool:
        named = self.method is None or self.method.lower() == method.lower()
        # Asking for updates goes wrong only when asked for by name: a chat's fault is about sending.
        waits_for_updates = self.method is None and method.lower() == "getupdates"
        return named and not waits_for_updates and (self.chat is None or self.chat == chat)


class Faults:
    """The faults still to happen, in the order they were asked for."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self.happened: list[tuple[FaultKind, str]] = []
        """Each fault that happened, with the method it hit."""

    def add(self, fault: Fault) -> None:
        self.waiting.append(fault)

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The fault that hits this request, if any; used up by it."""
        for fault in self.waiting:
            if fault.fits(method, chat):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                self.happened.append((fault.kind, method))
                return fault
        return None
