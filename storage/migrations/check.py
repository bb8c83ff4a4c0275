"""Says whether the migrations make what the models describe: ``python -m storage.migrations.check``."""

import asyncio
import sys
import tempfile
from pathlib import Path

from storage.migrate import differences, migrate


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'models.db'}"
        await migrate(url)
        found = await differences(url)
    print("\n".join(found) or "The migrations are in step with the models.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
