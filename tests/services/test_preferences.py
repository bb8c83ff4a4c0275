"""What a person may choose."""

from datetime import time

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from services.preferences import QUIET_HOURS, set_language, set_quiet_hours, settings_of, switch_alert
from storage.models import AlertKind, Preference
from tests.cast import Cast


async def test_everything_is_on_until_switched_off(session: AsyncSession, cast: Cast) -> None:
    settings = await settings_of(session, cast.mother_account)
    assert settings.alerts == dict.fromkeys(AlertKind, True)
    assert settings.quiet_hours is None
    assert settings.language == "kk"


async def test_an_alert_is_switched_off_and_on_again(session: AsyncSession, cast: Cast) -> None:
    for enabled in (False, False, True):
        await switch_alert(session, account=cast.mother_account, kind=AlertKind.MARKS, enabled=enabled)
        settings = await settings_of(session, cast.mother_account)
        assert settings.alerts[AlertKind.MARKS] is enabled
    assert settings.alerts[AlertKind.ATTENDANCE]
    assert (await session.scalars(select(func.count()).select_from(Preference))).one() == 1


async def test_one_persons_choice_is_not_anothers(session: AsyncSession, cast: Cast) -> None:
    await switch_alert(session, account=cast.mother_account, kind=AlertKind.MARKS, enabled=False)
    settings = await settings_of(session, cast.father_account)
    assert settings.alerts[AlertKind.MARKS]


async def test_quiet_hours_are_one_of_the_offered(session: AsyncSession, cast: Cast) -> None:
    for choice, hours in enumerate(QUIET_HOURS, 1):
        set_quiet_hours(cast.mother_account, choice)
        assert (await settings_of(session, cast.mother_account)).quiet_hours == hours
    for forged in (-1, 0, len(QUIET_HOURS) + 1):
        with pytest.raises(Forbidden):
            set_quiet_hours(cast.mother_account, forged)


def test_the_offer_has_hours_over_midnight_and_none() -> None:
    assert (time(21), time(7)) in QUIET_HOURS
    assert (time(22), time(8)) in QUIET_HOURS
    assert None in QUIET_HOURS


async def test_the_language_is_remembered(session: AsyncSession, cast: Cast) -> None:
    set_language(cast.mother_account, "en")
    await session.flush()
    await session.refresh(cast.mother_account)
    assert cast.mother_account.language == "en"
