"""Letters to the parents of one student, and answers: who may write them and whom they reach."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import AuthorLeft, Forbidden, NobodyToTell
from services.messages import reply, write_letter
from storage.models import (
    Link,
    MessageKind,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING as NOW
from tests.correspondence import announced, caller_at, lettered, of, recipients, told


async def test_a_letter_goes_to_the_parents_of_that_student_alone(session: AsyncSession, cast: Cast) -> None:
    message = await lettered(session, cast)
    assert await told(session, message) == ["101", "102"]
    rows = await recipients(session, message)
    assert {row.about_student_id for row in rows} == {cast.son.id}
    assert {row.addressed_student_id for row in rows} == {None}
    assert message.kind is MessageKind.LETTER


@pytest.mark.parametrize("who", ["teacher", "administrator", "other_teacher"])
async def test_only_a_leader_of_the_students_class_may_write_to_the_parents(
    session: AsyncSession, cast: Cast, who: str
) -> None:
    with pytest.raises(Forbidden):
        await write_letter(
            session, staff=getattr(cast, who), student_id=cast.son.id, text="Здравствуйте", now=NOW
        )


async def test_a_forged_student_id_is_refused(session: AsyncSession, cast: Cast) -> None:
    for student_id in (cast.daughter.id, cast.other_student.id, 999_999):
        with pytest.raises(Forbidden):
            await write_letter(session, staff=cast.curator, student_id=student_id, text="Привет", now=NOW)


async def test_a_letter_about_a_student_without_parents_on_record(session: AsyncSession, cast: Cast) -> None:
    with pytest.raises(NobodyToTell):
        await write_letter(
            session, staff=cast.curator, student_id=cast.classmate.id, text="Здравствуйте", now=NOW
        )


async def test_an_answer_reaches_the_sender_and_says_about_whom(session: AsyncSession, cast: Cast) -> None:
    message = await announced(session, cast)
    received = await of(session, message, guardian_id=cast.mother.id)
    answer = await reply(
        session, caller=await caller_at(session, "101"), recipient_id=received.id, text="Спасибо", now=NOW
    )
    assert answer.kind is MessageKind.REPLY
    assert answer.guardian_id == cast.mother.id
    assert answer.student_id == cast.son.id
    assert answer.in_reply_to_id == message.id
    [to] = await recipients(session, answer)
    assert to.staff_id == cast.class_teacher.id
    assert received.read_at == NOW


async def test_a_student_may_answer_an_announcement(session: AsyncSession, cast: Cast) -> None:
    message = await announced(session, cast)
    received = await of(session, message, addressed_student_id=cast.son.id)
    answer = await reply(
        session, caller=await caller_at(session, "103"), recipient_id=received.id, text="Ок", now=NOW
    )
    assert answer.author_student_id == cast.son.id
    back_row = (await recipients(session, answer))[0]
    back = await reply(
        session, caller=await caller_at(session, "202"), recipient_id=back_row.id, text="Хорошо", now=NOW
    )
    assert await told(session, back) == ["103"]


async def test_staff_answer_back_to_that_parent_alone(session: AsyncSession, cast: Cast) -> None:
    message = await lettered(session, cast)
    received = await of(session, message, guardian_id=cast.father.id)
    answer = await reply(
        session, caller=await caller_at(session, "102"), recipient_id=received.id, text="Понял", now=NOW
    )
    to_curator = (await recipients(session, answer))[0]
    back = await reply(
        session, caller=await caller_at(session, "203"), recipient_id=to_curator.id, text="Жду Вас", now=NOW
    )
    assert await told(session, back) == ["102"]
    [row] = await recipients(session, back)
    assert (row.guardian_id, row.about_student_id) == (cast.father.id, cast.son.id)


@pytest.mark.parametrize("address", ["101", "103", "104", "201", "202", "204", "999"])
async def test_a_stranger_cannot_answer_with_a_forged_recipient_id(
    session: AsyncSession, cast: Cast, address: str
) -> None:
    """Not the other parent, the child, another school, other staff, the sender, nor an outsider."""
    received = await of(session, await lettered(session, cast), guardian_id=cast.father.id)
    with pytest.raises(Forbidden):
        await reply(
            session,
            caller=await caller_at(session, address),
            recipient_id=received.id,
            text="Это не мне",
            now=NOW,
        )


async def test_a_parent_revoked_in_the_middle_cannot_answer(session: AsyncSession, cast: Cast) -> None:
    received = await of(session, await lettered(session, cast), guardian_id=cast.father.id)
    cast.father_of_son.revoked_at = NOW
    await session.flush()
    with pytest.raises(Forbidden):
        await reply(
            session, caller=await caller_at(session, "102"), recipient_id=received.id, text="…", now=NOW
        )


async def test_a_parent_who_lost_the_child_of_this_class_cannot_answer_its_announcement(
    session: AsyncSession, cast: Cast
) -> None:
    """The guardianship of the daughter in another class gives no say about this one."""
    received = await of(session, await announced(session, cast), guardian_id=cast.mother.id)
    cast.mother_of_son.revoked_at = NOW
    await session.flush()
    with pytest.raises(Forbidden):
        await reply(
            session, caller=await caller_at(session, "101"), recipient_id=received.id, text="…", now=NOW
        )


async def test_a_revoked_parent_is_not_answered_back(session: AsyncSession, cast: Cast) -> None:
    received = await of(session, await lettered(session, cast), guardian_id=cast.father.id)
    answer = await reply(
        session, caller=await caller_at(session, "102"), recipient_id=received.id, text="Понял", now=NOW
    )
    cast.father_of_son.revoked_at = NOW
    await session.flush()
    with pytest.raises(AuthorLeft):
        await reply(
            session,
            caller=await caller_at(session, "203"),
            recipient_id=(await recipients(session, answer))[0].id,
            text="Жду Вас",
            now=NOW,
        )


async def test_an_answer_is_kept_while_the_sender_has_no_chat(session: AsyncSession, cast: Cast) -> None:
    received = await of(session, await lettered(session, cast), guardian_id=cast.father.id)
    for tie in await session.scalars(select(Link).where(Link.staff_id == cast.curator.id)):
        tie.revoked_at = NOW
    await session.flush()
    answer = await reply(
        session, caller=await caller_at(session, "102"), recipient_id=received.id, text="Понял", now=NOW
    )
    assert await told(session, answer) == []
    assert [row.staff_id for row in await recipients(session, answer)] == [cast.curator.id]


async def test_a_sender_who_left_the_school_cannot_be_answered(session: AsyncSession, cast: Cast) -> None:
    received = await of(session, await lettered(session, cast), guardian_id=cast.father.id)
    cast.curator.left_on = date(2026, 11, 1)
    await session.flush()
    with pytest.raises(AuthorLeft):
        await reply(
            session, caller=await caller_at(session, "102"), recipient_id=received.id, text="Понял", now=NOW
        )
