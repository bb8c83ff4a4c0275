"""Reports, their outcomes and the monthly reminder reach whom they concern, once, and only while they hold."""

from datetime import UTC, datetime

import pytest

from locales.words import LANGUAGES, plain, words_in
from notifications.jobs import remind_of_records
from notifications.notices.records import HEADS
from services.records import accept_report, confirm_check, decline_report
from storage.models import DataField, DataReport
from tests.clock import Clock
from tests.factories.records import make_report
from tests.notifications.conftest import Post

FATHER, TEACHER, CURATOR = "102", "202", "203"
NUMBER = "012345678"
FIRST_OF_DECEMBER = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
"""11:00 in Almaty."""


async def _report(post: Post, field: DataField = DataField.DOCUMENT, value: str = NUMBER) -> DataReport:
    async with post.database.transaction() as session:
        return await make_report(session, FATHER, post.cast.son, field, value)


async def test_who_leads_the_class_gets_it_without_the_documents_number(post: Post) -> None:
    await _report(post)
    await post.delivers()
    assert post.carrier.addresses == [TEACHER, CURATOR]
    text = post.carrier.texts(TEACHER)[0]
    assert text.startswith("Семья сообщает о новом документе.")
    assert "••••5678" in text
    assert NUMBER not in text
    assert "Нұрланов Марат" in text


@pytest.mark.parametrize("how", ["accepted", "revoked"])
async def test_what_holds_no_longer_is_not_sent(post: Post, how: str) -> None:
    report = await _report(post)
    if how == "revoked":
        await post.alters(post.cast.father_of_son, revoked_at=post.clock())
    else:
        async with post.database.transaction() as session:
            await accept_report(session, staff=post.cast.class_teacher, report_id=report.id, now=post.clock())
    await post.delivers()
    assert TEACHER not in post.carrier.addresses
    assert CURATOR not in post.carrier.addresses


async def test_the_family_hears_the_outcome_in_its_language(post: Post) -> None:
    await post.alters(post.cast.father_account, language="kk")
    first, second = await _report(post), await _report(post, DataField.ADDRESS, "Абая 1")
    async with post.database.transaction() as session:
        staff = post.cast.class_teacher
        await accept_report(session, staff=staff, report_id=first.id, now=post.clock())
        await decline_report(session, staff=staff, report_id=second.id, reason="Пәтері жоқ", now=post.clock())
    await post.delivers()
    accepted, declined = sorted(post.carrier.texts(FATHER), key=lambda text: "Пәтері" in text)
    assert "Мектеп өзгерісіңізді жазып алды" in accepted
    assert "Әлихан" in accepted
    assert "Мектеп өзгерісіңізді қабылдамады" in declined
    assert "Пәтері жоқ" in declined
    assert "5678" not in accepted


async def test_who_lost_the_child_is_told_no_outcome(post: Post) -> None:
    report = await _report(post, DataField.ADDRESS, "Абая 1")
    async with post.database.transaction() as session:
        await accept_report(session, staff=post.cast.class_teacher, report_id=report.id, now=post.clock())
    await post.alters(post.cast.father_of_son, revoked_at=post.clock())
    await post.delivers()
    assert FATHER not in post.carrier.addresses


async def test_the_reminder_comes_once_by_day(post: Post, clock: Clock) -> None:
    clock.now = FIRST_OF_DECEMBER
    for _hour in range(3):
        await remind_of_records(post.database, clock())
        await post.delivers(hours=1)
    assert post.carrier.addresses == [TEACHER, CURATOR]
    assert post.carrier.texts(TEACHER)[0].startswith("7 «А»: пора проверить личные карточки.")
    clock.advance(days=1)
    await remind_of_records(post.database, clock())
    await post.delivers()
    assert len(post.carrier.sent) == 2


async def test_nobody_is_reminded_at_night_or_when_it_is_done_meanwhile(post: Post, clock: Clock) -> None:
    clock.now = FIRST_OF_DECEMBER
    await remind_of_records(post.database, clock().replace(hour=20))
    assert await post.items() == []
    await remind_of_records(post.database, clock())
    async with post.database.transaction() as session:
        await confirm_check(session, staff=post.cast.curator, group_id=post.cast.class_7a.id, now=clock())
    await post.delivers()
    assert post.carrier.sent == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lock_screen_says_what_is_up(language: str) -> None:
    words = words_in(language)
    heads = [plain(head(words)) for head in HEADS.values()]
    assert [head for head in heads if len(head) > 40] == []
    assert len(set(heads)) == len(DataField)
