"""A blocked bot is noted, the class teacher told once; letting it in again revives the chat."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import (
    Chat,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberUpdated,
    Update,
    User,
)
from sqlalchemy import select

from storage.database import Database
from storage.models import Account, OutboxItem, OutboxKind
from tests.cast import Cast
from tests.chat import BOT, Phone

Phones = Callable[[str], Phone]
BOT_USER = User(id=42, is_bot=True, first_name="Bot")
IN = ChatMemberMember(user=BOT_USER)
OUT = ChatMemberBanned(user=BOT_USER, until_date=datetime(1970, 1, 1, tzinfo=UTC))


async def _changes(phone: Phone, old: Any, new: Any, chat: Chat | None = None) -> None:
    change = ChatMemberUpdated(
        chat=chat or phone.chat,
        from_user=phone.user,
        date=phone.clock(),
        old_chat_member=old,
        new_chat_member=new,
    )
    await phone.dispatcher.feed_update(BOT, Update(update_id=1, my_chat_member=change))


async def _account(database: Database, cast: Cast) -> Account:
    async with database.reading() as session:
        return await session.get_one(Account, cast.father_account.id)


async def _told(database: Database) -> list[int]:
    query = select(OutboxItem.account_id).where(OutboxItem.kind == OutboxKind.UNREACHABLE)
    async with database.reading() as session:
        return list(await session.scalars(query))


async def test_a_blocked_bot_is_noted_and_the_class_teacher_told_once(
    stored_cast: Cast, database: Database, phone: Phones
) -> None:
    father = phone("102")
    await _changes(father, IN, OUT)
    await _changes(father, IN, OUT)
    assert (await _account(database, stored_cast)).unreachable_at == father.clock()
    assert await _told(database) == [stored_cast.class_teacher_account.id]


async def test_letting_the_bot_in_again_revives_the_chat(
    stored_cast: Cast, database: Database, phone: Phones
) -> None:
    father = phone("102")
    await _changes(father, IN, OUT)
    await _changes(father, OUT, IN)
    assert (await _account(database, stored_cast)).unreachable_at is None


async def test_start_revives_the_chat(stored_cast: Cast, database: Database, phone: Phones) -> None:
    father = phone("102")
    await _changes(father, IN, OUT)
    await father.sends("/start")
    assert (await _account(database, stored_cast)).unreachable_at is None


@pytest.mark.parametrize(("old", "new"), [(IN, OUT), (OUT, IN)])
async def test_strangers_and_groups_change_nothing(
    stored_cast: Cast, database: Database, phone: Phones, old: Any, new: Any
) -> None:
    await _changes(phone("999"), old, new)
    await _changes(phone("102"), old, new, Chat(id=-100, type="group"))
    assert (await _account(database, stored_cast)).unreachable_at is None
    assert await _told(database) == []
