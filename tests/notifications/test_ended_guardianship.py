"""What is queued already for a guardian whose right ends meanwhile never reaches the chat (R20)."""

import pytest
from sqlalchemy import select

from services.guardians import end_guardianship
from services.messages import announce, write_letter
from services.outbox import tell_all
from services.performance import findings_to_tell
from services.records import accept_report
from storage.models import Audience, DataField, Guardianship, OutboxItem, OutboxKind, OutboxStatus
from tests.clock import Clock
from tests.factories.records import make_report
from tests.notifications.conftest import Post, at

MOTHER, FATHER, STUDENT = "101", "102", "103"
FAMILIES_HEAR = {
    OutboxKind.MARKS,
    OutboxKind.TERM_MARKS,
    OutboxKind.ATTENDANCE,
    OutboxKind.PERFORMANCE,
    OutboxKind.MESSAGE,
    OutboxKind.DATA_OUTCOME,
}


async def _queue_everything(post: Post) -> None:
    """One thing of every kind that families hear, about the son; nothing has left yet."""
    cast = post.cast
    for _ in range(3):
        await post.gives("2")
    await post.sums_up("2")
    await post.misses()
    async with post.database.transaction() as session:
        report = await make_report(session, FATHER, cast.son, DataField.ADDRESS, "Абая 1")
        await accept_report(session, staff=cast.class_teacher, report_id=report.id, now=post.clock())
        await write_letter(
            session, staff=cast.curator, student_id=cast.son.id, text="Зайдите, пожалуйста", now=post.clock()
        )
        await announce(
            session,
            staff=cast.class_teacher,
            group_id=cast.class_7a.id,
            audience=Audience.PARENTS,
            text="Собрание в пятницу",
            now=post.clock(),
        )
        tellings = await findings_to_tell(session, school_id=cast.school.id, now=post.clock())
        await tell_all(session, tellings, now=post.clock())


async def _ends(post: Post, tie: Guardianship, how: str) -> None:
    """By the class teacher on the page, or by an import, which leaves the link itself alone."""
    if how == "import":
        await post.alters(tie, revoked_at=post.clock())
        return
    async with post.database.transaction() as session:
        await end_guardianship(
            session,
            staff=post.cast.class_teacher,
            guardianship_id=tie.id,
            reason="Решение суда",
            on_day=post.clock().date(),
            now=post.clock(),
        )


async def _of_father(post: Post) -> list[OutboxItem]:
    query = select(OutboxItem).where(OutboxItem.account_id == post.cast.father_account.id)
    async with post.database.reading() as session:
        return list(await session.scalars(query))


@pytest.mark.parametrize("how", ["page", "import"])
async def test_nothing_that_waits_reaches_a_guardian_whose_right_has_ended(
    post: Post, clock: Clock, how: str
) -> None:
    clock.now = at(18)
    await _queue_everything(post)
    assert {item.kind for item in await _of_father(post)} == FAMILIES_HEAR
    await _ends(post, post.cast.father_of_son, how)
    await post.delivers(minutes=10)
    assert FATHER not in post.carrier.addresses
    assert {MOTHER, STUDENT} <= set(post.carrier.addresses), "the rest of the family hears as before"
    left = await _of_father(post)
    assert {(item.status, item.error) for item in left} == {(OutboxStatus.DROPPED, "revoked")}


async def test_of_the_other_child_one_goes_on_hearing(post: Post) -> None:
    await post.gives("5")
    await post.gives("4", student=post.cast.daughter)
    await _ends(post, post.cast.mother_of_son, "page")
    await post.delivers(minutes=10)
    texts = post.carrier.texts(MOTHER)
    assert len(texts) == 1
    assert "Әмина" in texts[0]
    assert "Әлихан" not in texts[0]


async def test_what_waits_for_the_morning_is_asked_again_then(post: Post, clock: Clock) -> None:
    """Postponed by quiet hours before the right ended: the morning asks once more."""
    clock.now = at(23)
    await post.alters(post.cast.father_account, quiet_from=at(22).time(), quiet_to=at(7).time())
    await post.gives("5")
    await post.delivers(minutes=10)
    await _ends(post, post.cast.father_of_son, "page")
    await post.delivers(hours=9)
    assert FATHER not in post.carrier.addresses
    assert [item.error for item in await _of_father(post)] == ["revoked"]
