"""Moments and decimals come back as they went in, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Channel, JoinAttempt, WorkKind
from storage.types import Hundredths
from tests.cast import Cast


async def test_a_moment_comes_back_in_utc(session: AsyncSession) -> None:
    almaty = timezone(timedelta(hours=5))
    session.add(
        JoinAttempt(channel=Channel.TELEGRAM, address="1", at=datetime(2026, 11, 23, 0, 30, tzinfo=almaty))
    )
    await session.flush()
    session.expire_all()
    stored = (await session.scalars(select(JoinAttempt))).one()
    assert stored.at == datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
    assert stored.at.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(session: AsyncSession) -> None:
    naive = datetime(2026, 11, 23)  # noqa: DTZ001 - the very mistake
    session.add(JoinAttempt(channel=Channel.TELEGRAM, address="1", at=naive))
    with pytest.raises(StatementError, match="without a time zone"):
        await session.flush()
    await session.rollback()


async def test_a_weight_is_exact(session: AsyncSession, cast: Cast) -> None:
    kind = WorkKind(
        school_id=cast.school.id, code="essay", names={"ru": "Эссе"}, weight=Decimal("1.15"), position=9
    )
    session.add(kind)
    await session.flush()
    session.expire_all()
    stored = (await session.scalars(select(WorkKind).where(WorkKind.code == "essay"))).one()
    assert stored.weight == Decimal("1.15")


@given(st.integers(min_value=-(10**6), max_value=10**6))
def test_hundredths_survive_the_way_there_and_back(hundredths: int) -> None:
    kind, value = Hundredths(), Decimal(hundredths) / 100
    assert kind.process_result_value(kind.process_bind_param(value, None), None) == value


def test_a_third_decimal_place_is_refused_rather_than_rounded() -> None:
    with pytest.raises(ValueError, match="two decimal places"):
        Hundredths().process_bind_param(Decimal("1.005"), None)
