"""What the command line says to the administrator, in the language of the terminal."""

import os
from collections.abc import Mapping

from bot.settings import SettingsError
from locales import LANGUAGES, Words, plain, words_in


def console_words(environment: Mapping[str, str] = os.environ) -> Words:
    """The words of ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``; English when they name another language."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            language = environment[name][:2]
            return words_in(language if language in LANGUAGES else "en")
    return words_in("en")


def setting_fault(_: Words, error: SettingsError) -> str:
    """One sentence: which setting, what is wrong with it, what to write instead."""
    name = error.name
    texts = {
        "missing_token": _(
            "{name} is not set: put the token that @BotFather gave for the bot there.", name=name
        ),
        "missing_secret": _(
            "{name} is not set: put at least 32 random characters there; “openssl rand -hex 32” makes them.",
            name=name,
        ),
        "address": _("{name} must be an address that starts with http:// or https://.", name=name),
        "listen": _("{name} must be a host and a port, for example 127.0.0.1:8000.", name=name),
        "short": _(
            "{name} is too short: it needs at least 32 random characters; “openssl rand -hex 32” makes them.",
            name=name,
        ),
        "token": _(
            "{name} is not a bot's token: it looks like 123456:ABC-DEF, as @BotFather wrote it.", name=name
        ),
        "database": _(
            "{name} must start with sqlite:/// or postgresql://, for example sqlite:///diary.db.", name=name
        ),
    }
    other = _("{name} must be a whole number within its limits; the README lists every setting.", name=name)
    return plain(texts.get(error.fault, other))
