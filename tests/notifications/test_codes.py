"""The reminder that access codes are late: to who leads the class, once, and only while it holds (R21)."""

from datetime import date

import pytest
from sqlalchemy import update

from notifications.jobs import remind_of_codes
from services.codes import issue_codes
from storage.models import GroupMembership
from tests.chat import SECRET
from tests.clock import Clock
from tests.eyes import as_seen
from tests.factories.people import make_student
from tests.factories.school import make_regulation
from tests.notifications.conftest import Post, at

TEACHER, CURATOR = "202", "203"


@pytest.fixture(autouse=True)
async def _seven_days(post: Post, clock: Clock) -> None:
    """Regulation C asks for no check of records, so that nothing else is reminded of."""
    clock.now = at(11)
    async with post.database.transaction() as session:
        await make_regulation(session, post.cast.school, "C", access__codes_within_days=7)


async def _look(post: Post, **later: float) -> None:
    post.clock.advance(**later)
    await remind_of_codes(post.database, post.clock())
    await post.delivers()


async def test_it_says_how_many_and_what_to_do_and_comes_once(post: Post) -> None:
    await _look(post)
    assert post.carrier.addresses == [TEACHER, CURATOR]
    assert as_seen(post.carrier.texts(TEACHER)[0]) == (
        "7 «А»: коды доступа не выданы в срок.\n"
        "Без кода дольше 7 дней: 1.\n"
        "Распечатайте листки на странице класса в веб-форме и раздайте их: /login"
    )
    for _ in range(9):
        await _look(post, days=1)
    assert len(post.carrier.sent) == 2


async def test_who_becomes_late_later_is_news_again(post: Post) -> None:
    await _look(post)
    async with post.database.transaction() as session:
        newcomer = await make_student(session, post.cast.class_7a, "Ахметова Сауле")
        query = update(GroupMembership).where(GroupMembership.student_id == newcomer.id)
        await session.execute(query.values(joined_on=date(2026, 11, 23)))
    await _look(post, days=7)
    assert len(post.carrier.texts(TEACHER)) == 1, "the seventh day is in time"
    await _look(post, days=1)
    assert "дольше 7 дней: 2." in as_seen(post.carrier.texts(TEACHER)[1])


async def test_codes_handed_out_meanwhile_are_no_news(post: Post) -> None:
    await remind_of_codes(post.database, post.clock())
    async with post.database.transaction() as session:
        await issue_codes(
            session,
            staff=post.cast.class_teacher,
            group_id=post.cast.class_7a.id,
            secret=SECRET,
            now=post.clock(),
        )
    await post.delivers()
    assert post.carrier.sent == []
    assert {item.error for item in await post.items()} == {"undone"}


async def test_nobody_hears_of_it_in_the_evening(post: Post) -> None:
    post.clock.now = at(20)
    await _look(post)
    assert await post.items() == []
