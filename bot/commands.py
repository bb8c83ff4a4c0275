"""What each command does. Heavy parts are imported where they are used: an import of files must not
wait five seconds for the bot's library."""

import json
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.clock import wall_clock
from bot.settings import load_settings
from locales import Words, plain
from storage import migrate as migrations
from storage.database import Database
from storage.files import Files


class Refused(Exception):
    """The command cannot be done; the text is the sentence that the administrator reads."""


async def run(_: Words) -> int:
    settings = load_settings()
    settings.token, settings.secret  # noqa: B018 - both must be there before anything is touched
    await ready_database(_, settings.database_url)
    from aiogram.exceptions import TelegramConflictError, TelegramUnauthorizedError

    from bot.app import build
    from bot.running import run as run_app

    try:
        await run_app(build(settings))
    except OSError as fault:
        raise Refused(
            _(
                "The address {address} in DIARY_WEB_LISTEN cannot be used: {reason}",
                address=settings.web_listen,
                reason=fault.strerror,
            )
        ) from None
    except TelegramConflictError:
        raise Refused(
            _("Another program receives this bot's updates. Stop it, or give this one a bot of its own.")
        ) from None
    except TelegramUnauthorizedError:
        raise Refused(_("Telegram does not know the token in DIARY_BOT_TOKEN.")) from None
    return 0


async def migrate(_: Words) -> int:
    settings = load_settings()
    await _reached(_, settings.database_url)
    await migrations.migrate(settings.database_url)
    print(plain(_("The database has the newest shape.")))
    return 0


async def demo_data(_: Words) -> int:
    """Print what one needs to use the sample school: codes, birth dates, logins, as JSON."""
    from demo.sample.load import NotEmpty, fill

    settings = load_settings()
    secret = settings.secret
    await ready_database(_, settings.database_url)
    database = Database(settings.database_url)
    try:
        files = Files(settings.files_folder)
        keys = await fill(database, now=wall_clock(), secret=secret, files=files)
    except NotEmpty:
        raise Refused(
            _("The database already holds a school; the sample school needs an empty one.")
        ) from None
    finally:
        await database.dispose()
    print(json.dumps(keys, ensure_ascii=False, indent=2))
    return 0


async def import_files(_: Words, paths: list[Path], *, dry_run: bool) -> int:
    """Check the files and, unless it is a dry run, bring them in: all or nothing."""
    from bot.importing import import_paths

    settings = load_settings()
    await ready_database(_, settings.database_url)
    database = Database(settings.database_url)
    try:
        return await import_paths(
            _,
            database,
            paths,
            now=wall_clock(),
            dry_run=dry_run,
            secret=settings.secret if settings.secret_key else None,
        )
    finally:
        await database.dispose()


async def check(_: Words) -> int:
    """Say of each part whether it is in order; 1 when one is not."""
    from bot.checks import all_checks

    faults = 0
    async for finding in all_checks(_):
        print(("✓ " if finding.is_fine else "✗ ") + plain(finding.text))
        faults += not finding.is_fine
    return 1 if faults else 0


async def demo(_: Words) -> int:
    from demo.run import run_demo

    await run_demo()
    return 0


async def ready_database(_: Words, url: str) -> None:
    """Migrate a new database; refuse one of an older shape, which wants a backup first.

    Raises ``Refused``.
    """
    await _reached(_, url)
    if await migrations.is_blank(url):
        await migrations.migrate(url)
    elif await migrations.pending(url):
        raise Refused(
            _("The database has an older shape. Make a backup, then run “diary migrate” and start again.")
        )


async def _reached(_: Words, url: str) -> None:
    try:
        await migrations.is_blank(url)
    except (OSError, DBAPIError) as fault:
        reason = str(getattr(fault, "orig", None) or fault)
        raise Refused(
            _("The database in DIARY_DATABASE_URL cannot be reached: {reason}", reason=reason)
        ) from None
