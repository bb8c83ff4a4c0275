"""A teacher's change of a lesson reaches the deputy head's chat, if it still stands."""

from datetime import timedelta

import pytest

from services import timetable
from storage.models import Lesson, StaffMember
from storage.queries.staff import staff_member
from tests.cast import TUESDAY
from tests.clock import MONDAY_MORNING
from tests.factories.people import link, make_account
from tests.notifications.conftest import Post

DEPUTY = "302"


@pytest.fixture
async def teacher(post: Post) -> StaffMember:
    async with post.database.transaction() as session:
        await link(session, await make_account(session, DEPUTY, "ru"), post.cast.deputy_head)
        found = await staff_member(session, post.cast.teacher.id)
        assert found is not None
        return found


async def _move(post: Post, teacher: StaffMember) -> Lesson:
    async with post.database.transaction() as session:
        return await timetable.move_lesson(
            session,
            staff=teacher,
            lesson_id=post.cast.next_lesson.id,
            day=TUESDAY + timedelta(days=1),
            number=3,
            room_id=None,
            now=MONDAY_MORNING,
        )


async def test_the_deputy_head_reads_what_was_moved_where_and_by_whom(
    post: Post, teacher: StaffMember
) -> None:
    await _move(post, teacher)
    await post.delivers()
    assert post.carrier.addresses == [DEPUTY]
    (text,) = post.carrier.texts(DEPUTY)
    assert text.splitlines() == [
        "7 «А», Алгебра: урок перенесён",
        "24 ноября, урок 1",
        "Теперь: 25 ноября, урок 3",
        teacher.initials,
    ]


async def test_what_was_taken_back_meanwhile_is_not_told(post: Post, teacher: StaffMember) -> None:
    await _move(post, teacher)
    async with post.database.transaction() as session:
        await timetable.cancel_lesson(
            session, staff=teacher, lesson_id=post.cast.next_lesson.id, now=MONDAY_MORNING
        )
    await post.delivers()
    (text,) = post.carrier.texts(DEPUTY)
    assert text.startswith("7 «А», Алгебра: урок отменён")
