"""Finds a Chromium for the tests, or installs one; prints its path. Exit 1 with a sentence when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HEADLESS = "chromium-headless-shell"
"""Debian's Chromium without windows, which starts and draws in two thirds of the time."""
NAMES = (HEADLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)


def on_this_machine() -> str | None:
    """A browser named by ``DIARY_TEST_BROWSER`` or installed where browsers usually are."""
    named = os.environ.get("DIARY_TEST_BROWSER")
    if named:
        return named
    found = (shutil.which(name) for name in NAMES)
    applications = (str(path) for path in APPLICATIONS if path.exists())
    return next((path for path in (*found, *applications) if path), None)


def playwrights_own(*, install: bool) -> str | None:
    """The browser that Playwright brings, downloaded when ``install`` is set."""
    if install and not _runs([sys.executable, "-m", "playwright", "install", "chromium"]):
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def from_debian() -> str | None:
    """Debian's package, where there is apt."""
    if shutil.which("apt-get") is None:
        return None
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    _runs([*sudo, "apt-get", "update"])
    install = [*sudo, "apt-get", "install", "--yes", "--no-install-recommends"]
    # Ubuntu and older releases do not have the first.
    any(_runs([*install, package]) for package in (HEADLESS, "chromium"))
    return on_this_machine()


def _runs(command: list[str]) -> bool:
    # The program's own output would be taken for the path.
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0


def main() -> int:
    path = (
        on_this_machine() or playwrights_own(install=False) or playwrights_own(install=True) or from_debian()
    )
    if path is None:
        print(
            "The tests need a Chromium and none could be installed. Install Chromium or Chrome, "
            "or set DIARY_TEST_BROWSER to the program's path.",
            file=sys.stderr,
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
