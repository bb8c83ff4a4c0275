"""Which language a page speaks: the session's, and before that the browser's."""

from fastapi import Request

from locales.words import FALLBACK, LANGUAGES

COOKIE = "diary_language"


def language_of_browser(request: Request) -> str:
    """The language chosen before signing in, else the first of the browser's that we speak."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return str(chosen)
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> str:
    """The best of an ``Accept-Language`` header: ``"kk-KZ,ru;q=0.8"`` → ``kk``."""
    wishes = []
    for position, wish in enumerate(header.split(",")):
        name, _, weight = wish.strip().partition(";q=")
        language = name.split("-")[0].lower()
        if language in LANGUAGES:
            wishes.append((-_weight(weight), position, language))
    return min(wishes)[2] if wishes else FALLBACK


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0
