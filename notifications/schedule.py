"""Runs the table of jobs by the clock."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from notifications.jobs import JOBS, Job
from storage.database import Database, DatabaseBusy

GRACE_SECONDS = 3600
"""A job that could not run on time still runs within the hour."""
logger = logging.getLogger(__name__)


def build_scheduler(
    database: Database, clock: Callable[[], datetime], jobs: Sequence[Job] = JOBS
) -> AsyncIOScheduler:
    """A scheduler that has every job and is not started yet. It forgets everything on exit: nothing needs to stay."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    for job in jobs:
        first: dict[str, Any] = {"next_run_time": datetime.now(UTC)} if job.at_start else {}
        scheduler.add_job(
            run,
            job.trigger,
            args=(job, database, clock),
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=GRACE_SECONDS,
            **first,
        )
    return scheduler


async def run(job: Job, database: Database, clock: Callable[[], datetime]) -> None:
    """Run a job once. A fault costs this run, never the schedule."""
    try:
        await job.run(database, clock())
    except DatabaseBusy:
        logger.warning("the store is busy; %s waits for its next turn", job.name)
    except Exception:
        logger.exception("%s failed", job.name)
