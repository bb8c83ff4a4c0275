"""A director, a lesson whose marks have closed, and an application at each of its steps."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import LateChange, StaffMember, Work
from tests.cast import Cast
from tests.factories.late_changes import approve, make_director, make_late_change
from tests.factories.lessons import make_mark, make_work


@pytest.fixture
async def director(session: AsyncSession, cast: Cast) -> StaffMember:
    return await make_director(session, cast)


@pytest.fixture
async def work(session: AsyncSession, cast: Cast, director: StaffMember) -> Work:
    """A test that both boys have a mark for."""
    made = await make_work(session, cast.lesson, cast.kinds["test"])
    await make_mark(session, made, cast.son, "2")
    await make_mark(session, made, cast.classmate, "4")
    return made


@pytest.fixture
async def filed(session: AsyncSession, cast: Cast, director: StaffMember, tmp_path: Path) -> LateChange:
    return await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.son)


@pytest.fixture
async def approved(session: AsyncSession, director: StaffMember, work: Work, filed: LateChange) -> LateChange:
    """The son's lesson is open to the deputy head until the end of Friday."""
    return await approve(session, director, filed)
