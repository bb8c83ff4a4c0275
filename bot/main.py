"""The command line: ``diary demo | run | migrate | demo-data | import FILE… | check``."""

import argparse
import asyncio
import logging
import sys
import zoneinfo
from collections.abc import Sequence
from pathlib import Path

from bot import commands
from bot.console import console_words, setting_fault
from bot.settings import SettingsError
from locales import Words, plain


def parser(_: Words) -> argparse.ArgumentParser:
    """What can be asked for, worded in the language of the terminal."""
    top = argparse.ArgumentParser(prog="diary", description=plain(_("The school diary.")))
    verbs = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    verbs.add_parser("demo", help=plain(_("Try it: a whole school and a phone in the browser.")))
    verbs.add_parser("run", help=plain(_("Run the bot and the web form.")))
    verbs.add_parser("migrate", help=plain(_("Bring the database to the newest shape.")))
    verbs.add_parser("demo-data", help=plain(_("Fill an empty database with the sample school.")))
    imports = verbs.add_parser("import", help=plain(_("Bring in the school's files (XLSX or CSV).")))
    imports.add_argument("files", nargs="+", type=Path, metavar="FILE")
    imports.add_argument(
        "--dry-run", action="store_true", help=plain(_("Only say what would change and what is wrong."))
    )
    verbs.add_parser("check", help=plain(_("Check settings, database and token; say what is wrong.")))
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked, 1 when not, 2 for wrong usage."""
    _ = console_words()
    asked = parser(_).parse_args(arguments)
    _log()
    # A machine's own zone data may be older than Kazakhstan's change of 2024; the package we ship is not.
    zoneinfo.reset_tzpath(())
    try:
        return asyncio.run(_command(_, asked))
    except SettingsError as error:
        print(setting_fault(_, error), file=sys.stderr)
    except commands.Refused as refusal:
        print(plain(str(refusal)), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _log() -> None:
    """To the terminal or the service's journal. Libraries speak up only when something is wrong."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for room in ("bot", "handlers", "notifications", "services", "storage", "web"):
        logging.getLogger(room).setLevel(logging.INFO)


async def _command(_: Words, asked: argparse.Namespace) -> int:
    match asked.command:
        case "demo":
            return await commands.demo(_)
        case "run":
            return await commands.run(_)
        case "migrate":
            return await commands.migrate(_)
        case "demo-data":
            return await commands.demo_data(_)
        case "import":
            return await commands.import_files(_, asked.files, dry_run=asked.dry_run)
        case _:
            return await commands.check(_)


if __name__ == "__main__":
    sys.exit(main())
