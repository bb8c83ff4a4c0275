"""How the web form is served: whom it believes, what it keeps to itself."""

import logging
from typing import Any

import pytest
import uvicorn

from bot.running import server_config


async def _client_seen(config: uvicorn.Config, seen: list[str], comes_from: str) -> str:
    """Which address the web form sees when ``comes_from`` says that it asks for somebody else."""
    headers = [(b"x-forwarded-for", b"198.51.100.7")]
    scope = {"type": "http", "headers": headers, "client": (comes_from, 1), "scheme": "http"}
    await config.loaded_app(scope, None, None)  # type: ignore[arg-type]
    return seen.pop()


@pytest.mark.parametrize(
    ("comes_from", "counts_as"),
    [
        ("127.0.0.1", "198.51.100.7"),
        ("::1", "198.51.100.7"),
        ("203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "10.0.0.2"),
    ],
)
async def test_only_a_proxy_on_this_machine_may_say_for_whom_it_asks(
    comes_from: str, counts_as: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    seen: list[str] = []

    async def web(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    config = server_config(web)
    config.load()
    assert await _client_seen(config, seen, comes_from) == counts_as


def test_the_address_of_a_login_link_is_never_logged() -> None:
    config = server_config(lambda: None)
    assert not config.access_log
    assert not logging.getLogger("uvicorn.access").hasHandlers()
