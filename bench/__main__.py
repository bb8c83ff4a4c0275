"""``python -m bench``: every measure, one line each."""

import asyncio
import logging

from bench import chat, delivery, gradebook, lesson
from bench.scene import sample_school


async def main() -> None:
    logging.disable(logging.WARNING)
    async with sample_school() as scene:
        print(f"The sample school, {scene.accounts} linked guardians, SQLite.")
        for part in (chat, lesson, gradebook, delivery):
            for found in await part.measure(scene):
                print(found, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
