"""Rights that end while somebody is writing: refused once, and the chat is free again."""

from collections.abc import Callable

from sqlalchemy import func, select, update

from handlers.telegram.tap import Tap
from services.messages import write_letter
from storage.database import Database
from storage.models import GroupLeader, Guardianship, Message, MessageRecipient
from tests.cast import Cast
from tests.chat import Phone
from tests.clock import Clock

Phones = Callable[[str], Phone]


async def _messages(database: Database) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(Message))).one()


async def test_a_guardian_revoked_in_the_middle_of_an_answer_is_refused_once(
    phone: Phones, database: Database, stored_cast: Cast, clock: Clock
) -> None:
    cast = stored_cast
    async with database.transaction() as session:
        letter = await write_letter(
            session, staff=cast.curator, student_id=cast.son.id, text="Позвоните", now=clock()
        )
        query = select(MessageRecipient.id).where(
            MessageRecipient.message_id == letter.id, MessageRecipient.guardian_id == cast.mother.id
        )
        recipient = (await session.scalars(query)).one()
    mother = phone("101")
    await mother.presses(Tap(place="W", item=recipient).pack())
    async with database.transaction() as session:
        await session.execute(
            update(Guardianship)
            .where(Guardianship.id == cast.mother_of_son.id)
            .values(revoked_at=clock.advance(minutes=1))
        )
    refusal = await mother.sends("оценки по алгебре?")
    assert await _messages(database) == 1, "nothing was sent"
    shown = await mother.sends("бағалар")
    assert shown != refusal
    assert "Бағалар" in shown, "what she types is read as a wish again"


async def test_a_class_teacher_replaced_while_writing_is_refused_once(
    phone: Phones, database: Database, stored_cast: Cast, clock: Clock
) -> None:
    teacher = phone("202")
    await teacher.sends("/announce")
    await teacher.presses(Tap(place="U", item=stored_cast.class_7a.id, value="parents").pack())
    async with database.transaction() as session:
        await session.execute(update(GroupLeader).values(ends_on=clock().date().replace(day=1)))
    refusal = await teacher.sends("Собрание в четверг")
    assert await _messages(database) == 0
    assert await teacher.sends("бла-бла") != refusal
    assert teacher.has_button("Меню сотрудника")
