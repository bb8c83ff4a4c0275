"""``python -m bench``: every measure, one line each."""

import asyncio
import logging

from bench import chat, delivery, pages, rules, scale, terms
from bench.scene import sample_school


async def main() -> None:
    logging.disable(logging.WARNING)
    async with sample_school() as scene:
        for part in (chat, pages, rules, delivery, scale, terms):
            for found in await part.measure(scene):
                print(found, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
