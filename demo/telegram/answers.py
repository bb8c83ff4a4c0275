"""What the Bot API answers when it refuses."""

from typing import Any


class Refusal(Exception):
    """A request the Bot API says no to. ``description`` is Telegram's own wording."""

    def __init__(self, code: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: {reason}")


def too_many(retry_after: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def blocked() -> Refusal:
    return Refusal(403, "Forbidden: bot was blocked by the user")
