"""The zone data we ship is what counts, not the machine's."""

import subprocess
import sys
from pathlib import Path

ASK = """
import zoneinfo
from datetime import datetime
from bot.main import main
main(["migrate"])
print(zoneinfo.TZPATH, zoneinfo.ZoneInfo("Asia/Almaty").utcoffset(datetime(2026, 11, 23)))
"""


def test_an_old_machines_zones_do_not_move_almatys_lessons_by_an_hour(tmp_path: Path) -> None:
    """Kazakhstan moved to a single UTC+5 in 2024."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
    )
    assert asked.stdout.splitlines()[-1] == "() 5:00:00"
