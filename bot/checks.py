"""``diary check``: settings, database, record of changes, token, web address — each with a sentence of what
to do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError

from bot.console import setting_fault
from bot.settings import Settings, SettingsError, load_settings
from locales import Words
from services.history import Break, Fault, check_records
from storage import migrate as migrations
from storage.database import Database

LOCAL = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Finding:
    is_fine: bool
    text: str


async def all_checks(_: Words) -> AsyncIterator[Finding]:
    """Every finding in the order in which it should be mended."""
    try:
        settings = load_settings()
        settings.token, settings.secret  # noqa: B018 - asking is the check
    except SettingsError as error:
        yield Finding(False, setting_fault(_, error))
        return
    yield Finding(True, _("The settings are complete."))
    database = await _database(_, settings)
    yield database
    if database.is_fine:
        for finding in await _changes(_, settings):
            yield finding
    yield await _token(_, settings)
    yield _web_address(_, settings)


async def _database(_: Words, settings: Settings) -> Finding:
    try:
        if await migrations.is_blank(settings.database_url):
            return Finding(True, _("The database is empty; “diary run” will set it up."))
        if await migrations.pending(settings.database_url):
            return Finding(
                False, _("The database has an older shape: make a backup, then run “diary migrate”.")
            )
        broken = await migrations.differences(settings.database_url)
    except (OSError, DBAPIError) as fault:
        reason = str(getattr(fault, "orig", None) or fault)
        return Finding(
            False, _("The database in DIARY_DATABASE_URL cannot be reached: {reason}", reason=reason)
        )
    if broken:
        return Finding(False, _("The database differs from what the diary expects: {first}", first=broken[0]))
    return Finding(True, _("The database can be reached and has the newest shape."))


async def _changes(_: Words, settings: Settings) -> list[Finding]:
    """Whether anybody tampered with what was done: of every school the first entry that is wrong."""
    if await migrations.is_blank(settings.database_url):
        return []
    database = Database(settings.database_url)
    try:
        async with database.reading() as session:
            checked = await check_records(session)
    finally:
        await database.dispose()
    if checked.breaks:
        return [Finding(False, _broken(_, one)) for one in checked.breaks]
    return [
        Finding(
            True,
            _(
                "The record of changes is whole: {n} entry.",
                "The record of changes is whole: {n} entries.",
                checked.entries,
            ),
        )
    ]


def _broken(_: Words, one: Break) -> str:
    school, number = one.school, one.flaw.number
    match one.flaw.fault:
        case Fault.ALTERED:
            return _(
                "{school}: entry {number} in the record of changes is not as it was written.",
                school=school,
                number=number,
            )
        case Fault.MISSING:
            return _(
                "{school}: entry {number} is missing from the record of changes.",
                school=school,
                number=number,
            )
        case Fault.UNTIED:
            return _(
                "{school}: entry {number} in the record of changes does not follow the one before it.",
                school=school,
                number=number,
            )
        case Fault.ADDED:
            return _(
                "{school}: entry {number} was put into the record of changes past the diary.",
                school=school,
                number=number,
            )


async def _token(_: Words, settings: Settings) -> Finding:
    from aiogram.exceptions import (
        ClientDecodeError,
        TelegramAPIError,
        TelegramNetworkError,
        TelegramUnauthorizedError,
    )

    from bot.app import build_bot

    bot = build_bot(settings)
    try:
        me = await bot.get_me(request_timeout=15)
    except TelegramUnauthorizedError:
        return Finding(False, _("Telegram does not know the token in DIARY_BOT_TOKEN."))
    except (TelegramNetworkError, ClientDecodeError):
        return Finding(False, _("Telegram cannot be reached at {address}.", address=settings.telegram_api))
    except TelegramAPIError as fault:
        return Finding(False, _("Telegram refuses: {reason}", reason=fault.message))
    finally:
        await bot.session.close()
    return Finding(True, _("The bot is @{name}.", name=me.username))


def _web_address(_: Words, settings: Settings) -> Finding:
    parts = urlsplit(settings.web_url)
    if parts.hostname in LOCAL:
        return Finding(
            True, _("The web form opens on this machine only; set DIARY_WEB_URL to let the staff in.")
        )
    if parts.scheme != "https":
        return Finding(
            False, _("DIARY_WEB_URL must start with https:// — passwords would travel unprotected otherwise.")
        )
    return Finding(True, _("Staff open the web form at {address}.", address=settings.web_url))
