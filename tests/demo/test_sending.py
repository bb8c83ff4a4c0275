"""aiogram's own client talks to the stand-in over real HTTP: sending, editing, deleting, toasts."""

import struct
import zlib

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)

from demo.telegram import actions
from demo.telegram.stand_in import StandIn
from tests.demo.conftest import MOTHER, TOKEN


def keyboard(*labels: str, data: str = "t:h") -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=label, callback_data=data) for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\xff" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_a_message_arrives_with_its_entities_and_buttons(bot: Bot, stand_in: StandIn) -> None:
    sent = await bot.send_message(
        MOTHER,
        "<b>Алгебра</b>: 5 &amp; 4",
        parse_mode="HTML",
        reply_markup=keyboard("Баға"),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )
    talk = stand_in.talks[MOTHER]
    kept = talk.messages[sent.message_id]
    assert sent.text == kept.text == "Алгебра: 5 & 4"
    assert sent.html_text == "<b>Алгебра</b>: 5 &amp; 4"
    assert kept.reply_markup is not None
    assert kept.reply_markup.inline_keyboard[0][0].text == "Баға"
    assert sent.message_id in talk.silent
    assert sent.date == stand_in.clock()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Field required"),
        ("  \n ", "message text is empty"),
        ("<b></b>", "message text is empty"),
        ("<p>a</p>", "unsupported start tag"),
        ("a" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused(bot: Bot, text: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_message(MOTHER, text, parse_mode="HTML")


async def test_the_limit_counts_what_is_left_after_parsing(bot: Bot) -> None:
    sent = await bot.send_message(MOTHER, f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
    assert sent.text == "<" * 4096


async def test_a_bot_cannot_write_first(bot: Bot) -> None:
    for chat in (102, 999, "@somebody"):
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await bot.send_message(chat, "a")


async def test_a_person_who_blocked_the_bot_gets_nothing_until_they_come_back(
    bot: Bot, stand_in: StandIn
) -> None:
    actions.blocks(stand_in, MOTHER)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(MOTHER, "a")
    actions.writes(stand_in, MOTHER, "/start")
    assert (await bot.send_message(MOTHER, "a")).text == "a"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (keyboard(*(["a"] * 101)), "reply markup is too long"),
        (keyboard("  "), "must be non-empty"),
        (keyboard("a", data="қ" * 33), "BUTTON_DATA_INVALID"),
        (InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="a")]]), "exactly one way"),
        (
            InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text="a", url="http://localhost:8000")]]
            ),
            "Wrong HTTP URL",
        ),
        (
            InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text="a", callback_data="x", style="pink")]]
            ),
            "invalid button style",
        ),
    ],
)
async def test_buttons_that_telegram_refuses_are_refused(
    bot: Bot, markup: InlineKeyboardMarkup, reason: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_message(MOTHER, "a", reply_markup=markup)


async def test_a_button_may_carry_64_bytes(bot: Bot) -> None:
    sent = await bot.send_message(MOTHER, "a", reply_markup=keyboard("a", data="қ" * 32))
    assert sent.reply_markup
    assert [[one.callback_data for one in row] for row in sent.reply_markup.inline_keyboard] == [["қ" * 32]]


async def test_only_html_is_a_parse_mode_of_ours(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="unsupported parse_mode"):
        await bot.send_message(MOTHER, "*a*", parse_mode="MarkdownV2")


async def test_removed_parameters_are_refused_to_find_our_mistakes(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match='removed parameter "disable_web_page_preview"'):
        await bot.send_message(MOTHER, "a", disable_web_page_preview=True)
    with pytest.raises(TelegramBadRequest, match='removed parameter "reply_to_message_id"'):
        await bot.send_message(MOTHER, "a", reply_to_message_id=1)


async def test_unknown_parameters_are_refused_at_any_depth(http: aiohttp.ClientSession) -> None:
    body = {"chat_id": MOTHER, "text": "a", "colour": "red"}
    answer = await (await http.post(f"/bot{TOKEN}/sendMessage", json=body)).json()
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": 'Bad Request: unknown parameter "colour" of sendMessage',
    }
    button = {"text": "a", "callback_data": "x", "colour": "red"}
    body = {"chat_id": MOTHER, "text": "a", "reply_markup": {"inline_keyboard": [[button]]}}
    answer = await (await http.post(f"/bot{TOKEN}/sendMessage", json=body)).json()
    assert "InlineKeyboardButton" in answer["description"]


@pytest.mark.parametrize("kind", ["json", "data"])
async def test_json_and_forms_are_understood_alike(http: aiohttp.ClientSession, kind: str) -> None:
    body = {"chat_id": MOTHER, "text": '{"a": 1}', "disable_notification": "true"}
    async with http.post(f"/bot{TOKEN}/SENDMESSAGE", **{kind: body}) as answer:
        result = (await answer.json())["result"]
    assert (result["text"], result["chat"]["id"], result["from"]["is_bot"]) == ('{"a": 1}', MOTHER, True)


async def test_what_is_no_request_is_refused(http: aiohttp.ClientSession) -> None:
    async def fails(path: str, **body: object) -> tuple[int, str]:
        async with http.post(path, **body) as answer:  # type: ignore[arg-type]
            return answer.status, (await answer.json())["description"]

    send = f"/bot{TOKEN}/sendMessage"
    assert await fails(f"/bot{TOKEN}/noSuchMethod") == (404, "Not Found: method not found")
    assert await fails(f"/bot{TOKEN}/banChatMember") == (404, "Not Found: method not found")
    assert await fails(send, data=b"{", headers={"Content-Type": "application/json"}) == (
        400,
        "Bad Request: can't parse JSON object",
    )
    assert await fails(send, json=[1]) == (400, "Bad Request: object expected")
    form = {"chat_id": str(MOTHER), "text": "a", "reply_markup": "{"}
    assert await fails(send, data=form) == (400, "Bad Request: can't parse reply markup JSON object")


async def test_another_token_is_unauthorized(bot: Bot, address: str) -> None:
    stranger = Bot("43:OTHER", session=bot.session)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()


async def test_a_document_goes_up_and_comes_down_the_same(bot: Bot) -> None:
    content = b"%PDF-1.7 \x00\xff" * 1000
    sent = await bot.send_document(
        MOTHER, BufferedInputFile(content, "Табель.pdf"), caption="<b>a</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("Табель.pdf", "application/pdf")
    file = await bot.get_file(sent.document.file_id)
    downloaded = await bot.download(file)
    assert downloaded is not None
    assert downloaded.read() == content
    again = await bot.send_document(MOTHER, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_id == sent.document.file_id


async def test_a_picture_has_its_size_and_must_be_one(bot: Bot) -> None:
    sent = await bot.send_photo(MOTHER, BufferedInputFile(png(30, 20), "card.png"))
    assert sent.photo is not None
    assert (sent.photo[0].width, sent.photo[0].height) == (30, 20)
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(MOTHER, BufferedInputFile(b"%PDF", "card.png"))
    with pytest.raises(TelegramBadRequest, match="PHOTO_INVALID_DIMENSIONS"):
        await bot.send_photo(MOTHER, BufferedInputFile(png(2100, 100), "card.png"))


async def test_files_that_are_empty_or_unknown_are_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await bot.send_document(MOTHER, BufferedInputFile(b"", "a.txt"))
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_document(MOTHER, "NOSUCHFILE")
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await bot.send_document(MOTHER, BufferedInputFile(b"a", "a.txt"), caption="a" * 1025)


async def test_a_file_under_another_token_is_not_given_out(http: aiohttp.ClientSession) -> None:
    async with http.get("/file/bot43:OTHER/documents/file_1.pdf") as answer:
        assert answer.status == 401
    async with http.get(f"/file/bot{TOKEN}/documents/../../etc/passwd") as answer:
        assert answer.status == 404


async def test_a_reply_points_at_a_message_that_is_there(bot: Bot, stand_in: StandIn) -> None:
    first = next(iter(stand_in.talks[MOTHER].messages))
    sent = await bot.send_message(MOTHER, "a", reply_parameters=ReplyParameters(message_id=first))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == first
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(MOTHER, "a", reply_parameters=ReplyParameters(message_id=999))


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramNotFound):
        await bot.leave_chat(MOTHER)
