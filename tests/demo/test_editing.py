"""What the bot does to messages that are there already, and its answers to taps."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile

from demo.telegram import actions
from demo.telegram.stand_in import StandIn
from tests.clock import Clock
from tests.demo.conftest import MOTHER
from tests.demo.test_sending import keyboard


async def test_a_message_is_edited_in_place_and_what_it_was_is_remembered(
    bot: Bot, stand_in: StandIn
) -> None:
    sent = await bot.send_message(MOTHER, "before", reply_markup=keyboard("a"))
    edited = await bot.edit_message_text(
        "<i>after</i>", chat_id=MOTHER, message_id=sent.message_id, parse_mode="HTML"
    )
    assert edited.html_text == "<i>after</i>"  # type: ignore[union-attr]
    talk = stand_in.talks[MOTHER]
    assert talk.messages[sent.message_id].reply_markup is None
    assert [old.text for old in talk.before[sent.message_id]] == ["before"]


async def test_message_is_not_modified_on_the_same_content(bot: Bot) -> None:
    sent = await bot.send_message(MOTHER, "<b>a</b>", parse_mode="HTML", reply_markup=keyboard("x"))
    same = {"chat_id": MOTHER, "message_id": sent.message_id, "reply_markup": keyboard("x")}
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("<b>a</b> ", parse_mode="HTML", **same)  # type: ignore[arg-type]
    await bot.edit_message_text("a", **same)  # type: ignore[arg-type]
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(**same)  # type: ignore[arg-type]
    await bot.edit_message_reply_markup(chat_id=MOTHER, message_id=sent.message_id)


async def test_what_cannot_be_edited_is_refused(bot: Bot, stand_in: StandIn) -> None:
    theirs = next(iter(stand_in.talks[MOTHER].messages))
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("a", chat_id=MOTHER, message_id=999)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("a", chat_id=MOTHER, message_id=theirs)
    document = await bot.send_document(MOTHER, BufferedInputFile(b"%PDF", "a.pdf"))
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("a", chat_id=MOTHER, message_id=document.message_id)
    await bot.edit_message_caption(chat_id=MOTHER, message_id=document.message_id, caption="new")
    assert stand_in.talks[MOTHER].messages[document.message_id].caption == "new"


async def test_a_message_can_be_deleted_within_48_hours(bot: Bot, stand_in: StandIn, clock: Clock) -> None:
    old, new = await bot.send_message(MOTHER, "a"), await bot.send_message(MOTHER, "b")
    assert await bot.delete_message(MOTHER, new.message_id)
    assert new.message_id not in stand_in.talks[MOTHER].messages
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(MOTHER, new.message_id)
    clock.advance(hours=49)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(MOTHER, old.message_id)


async def test_a_tap_is_answered_with_a_toast(bot: Bot, stand_in: StandIn) -> None:
    sent = await bot.send_message(MOTHER, "a", reply_markup=keyboard("x"))
    tapped = actions.taps(stand_in, MOTHER, sent.message_id, "t:h")
    assert await bot.answer_callback_query(tapped.id, "Сақталды", show_alert=True)
    toast = stand_in.talks[MOTHER].toasts[-1]
    assert (toast.text, toast.is_alert) == ("Сақталды", True)
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(tapped.id, "a" * 201)


async def test_a_query_that_is_too_old_or_unknown_is_refused(
    bot: Bot, stand_in: StandIn, clock: Clock
) -> None:
    sent = await bot.send_message(MOTHER, "a", reply_markup=keyboard("x"))
    tapped = actions.taps(stand_in, MOTHER, sent.message_id, "t:h")
    clock.advance(minutes=1)
    for query in (tapped.id, "999"):
        with pytest.raises(TelegramBadRequest, match="query is too old"):
            await bot.answer_callback_query(query)
