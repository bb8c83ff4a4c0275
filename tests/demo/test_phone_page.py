"""The phone page in a real browser: what one sees, types and taps."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.types import BotCommand, BufferedInputFile
from playwright.async_api import Page, expect

from demo.phone.page import OWN_NAMES
from demo.telegram import actions
from demo.telegram.stand_in import StandIn
from tests.demo.conftest import MOTHER
from tests.demo.test_sending import keyboard, png

TEACHER = 102


@pytest_asyncio.fixture
async def phone(page: Page, address: str) -> AsyncIterator[Page]:
    """The page in English with Aigerim's chat open; whatever goes wrong in its scripts fails the test."""
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await page.goto(f"{address}/?lang=en")
    await expect(page.locator(".message")).to_have_count(1)
    yield page
    assert faults == []
    # The stream of events ends with the page, before the server is connected to the next test.
    await page.goto("about:blank")


async def test_what_is_typed_goes_out_with_enter(phone: Page, stand_in: StandIn) -> None:
    await phone.fill("#text", "үй тапсырмасы ертеңге ңғүұқөһі")
    await phone.press("#text", "Enter")
    await expect(phone.locator(".message.mine").last).to_contain_text("үй тапсырмасы ертеңге ңғүұқөһі")
    assert list(stand_in.talks[MOTHER].messages.values())[-1].text == "үй тапсырмасы ертеңге ңғүұқөһі"
    await expect(phone.locator("#text")).to_have_value("")


async def test_shift_and_enter_make_a_new_line(phone: Page) -> None:
    await phone.locator("#text").press_sequentially("a")
    await phone.press("#text", "Shift+Enter")
    await phone.locator("#text").press_sequentially("b")
    await expect(phone.locator("#text")).to_have_value("a\nb")


async def test_messages_arrive_and_change_by_themselves(phone: Page, bot: Bot) -> None:
    sent = await bot.send_message(MOTHER, "before", reply_markup=keyboard("Баға", data="t:m"))
    await expect(phone.locator(".message").last).to_contain_text("before")
    await bot.edit_message_text("after", chat_id=MOTHER, message_id=sent.message_id)
    await expect(phone.locator(".message").last).to_contain_text("after")
    await expect(phone.locator(".message").last).to_contain_text("edited")
    await expect(phone.locator(".buttons button")).to_have_count(0)
    await bot.delete_message(MOTHER, sent.message_id)
    await expect(phone.locator(".message")).to_have_count(1)


async def test_a_tap_reaches_the_bot_and_its_answer_comes_up(
    phone: Page, bot: Bot, stand_in: StandIn
) -> None:
    stand_in.updates.forget()
    await bot.send_message(MOTHER, "a", reply_markup=keyboard("Баға", data="t:m"))
    await phone.get_by_role("button", name="Баға").click()
    (update,) = await bot.get_updates(timeout=10)
    assert update.callback_query is not None
    assert update.callback_query.data == "t:m"
    await bot.answer_callback_query(update.callback_query.id, "Сақталды")
    await expect(phone.locator("#toast")).to_have_text("Сақталды")
    await bot.answer_callback_query(update.callback_query.id, "Рұқсат жоқ", show_alert=True)
    await expect(phone.locator("#alert")).to_contain_text("Рұқсат жоқ")
    await phone.get_by_role("button", name="OK").click()
    await expect(phone.locator("#alert")).to_be_hidden()


async def test_formatting_looks_like_formatting_and_is_never_code(phone: Page, bot: Bot) -> None:
    text = (
        "<b>bold</b> <i>italic</i> <code>code</code> <tg-spoiler>secret</tg-spoiler>"
        '<blockquote>quote</blockquote> <a href="https://diary.example/x">link</a> &lt;img src=x onerror=alert(1)&gt;'
    )
    await bot.send_message(MOTHER, text, parse_mode="HTML")
    body = phone.locator(".message").last.locator(".body")
    for selector, inside in {
        "b": "bold",
        "i": "italic",
        "code": "code",
        "blockquote": "quote",
        "a": "link",
    }.items():
        await expect(body.locator(selector)).to_have_text(inside)
    await expect(body).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(body.locator("img")).to_have_count(0)
    await body.locator("tg-spoiler").click()
    await expect(body.locator("tg-spoiler")).to_have_class("open")


async def test_a_deep_link_in_a_message_and_on_a_slip_sends_its_code(phone: Page, bot: Bot) -> None:
    await bot.send_message(MOTHER, "https://t.me/school_diary_bot?start=XYZ and /help")
    await phone.get_by_role("link", name="https://t.me/school_diary_bot?start=XYZ").click()
    await expect(phone.locator(".message.mine").last).to_contain_text("/start XYZ")
    await phone.locator("[data-command='/help']").click()
    await expect(phone.locator(".message.mine").last).to_contain_text("/help")
    await phone.get_by_role("button", name="Open the link from the slip").click()
    await expect(phone.locator(".message.mine").last).to_contain_text("/start ABCD-EFGH-JKLM")


async def test_what_arrives_for_somebody_else_shows_up_on_top_with_a_badge(
    phone: Page, bot: Bot, stand_in: StandIn
) -> None:
    await phone.get_by_role("button", name="Елена Ким").click()
    await expect(phone.locator(".empty")).to_be_visible()
    await phone.get_by_role("button", name="Start").click()
    await expect(phone.locator(".message")).to_have_count(1)
    await bot.send_message(MOTHER, "Алгебра: 5 — жаңа баға, бақылау жұмысы — өте жақсы")
    banner = phone.locator(".banner")
    await expect(banner).to_contain_text("Айгерім")
    await expect(banner.locator(".preview")).to_have_text("Алгебра: 5 — жаңа баға, бақылау жұмысы —…")
    await expect(phone.locator(f"[data-person='{MOTHER}'] .badge")).to_have_text("1")
    assert await phone.title() == "(1) School diary: try it"
    await banner.click()
    await expect(phone.locator(".message").last).to_contain_text("өте жақсы")
    await expect(phone.locator(".people .badge")).to_have_count(0)


async def test_a_message_without_sound_brings_no_banner(phone: Page, bot: Bot) -> None:
    await phone.get_by_role("button", name="Елена Ким").click()
    await bot.send_message(MOTHER, "quiet", disable_notification=True)
    await expect(phone.locator(f"[data-person='{MOTHER}'] .badge")).to_have_text("1")
    await expect(phone.locator(".banner")).to_have_count(0)


async def test_pictures_are_shown_and_documents_open(phone: Page, bot: Bot) -> None:
    await bot.send_photo(MOTHER, BufferedInputFile(png(40, 30), "card.png"), caption="a card")
    picture = phone.locator(".picture img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    await bot.send_document(MOTHER, BufferedInputFile(b"%PDF-1.7", "Табель.pdf"))
    link = phone.locator("a.file")
    await expect(link).to_contain_text("Табель.pdf")
    address = await link.get_attribute("href")
    answer = await phone.request.get(f"{phone.url.partition('/?')[0]}{address}")
    assert (answer.headers["content-type"], await answer.body()) == ("application/pdf", b"%PDF-1.7")


async def test_the_menu_lists_the_commands_in_the_persons_language(phone: Page, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand(command="marks", description="Баға")], language_code="kk")
    await phone.get_by_role("button", name="Menu").click()
    await phone.get_by_role("button", name="Баға /marks").click()
    await expect(phone.locator(".message.mine").last).to_contain_text("/marks")


async def test_stickers_forwarded_messages_and_blocking(phone: Page, stand_in: StandIn) -> None:
    for label in ("Sticker", "Forwarded message"):
        await phone.get_by_role("button", name="Attach").click()
        await phone.get_by_role("button", name=label).click()
    await expect(phone.locator(".message")).to_have_count(3)
    await phone.get_by_role("button", name="More").click()
    await phone.get_by_role("button", name="Block the bot").click()
    await expect(phone.locator("[data-do=block]")).to_have_text("Unblock the bot")
    assert stand_in.talks[MOTHER].person.has_blocked


async def test_staff_are_told_how_to_sign_in_and_families_are_not(phone: Page) -> None:
    await expect(phone.locator("#login")).to_be_hidden()
    await phone.get_by_role("button", name="Елена Ким").click()
    await expect(phone.locator("#login")).to_contain_text("tail-of-a-comet")
    await expect(phone.get_by_role("link", name="Open the web form")).to_have_attribute(
        "href", "http://127.0.0.1:8000"
    )


async def test_trouble_can_be_asked_for(phone: Page, stand_in: StandIn) -> None:
    await phone.get_by_role("button", name="Lost answer").click()
    await expect(phone.locator("#toast")).to_contain_text("will meet this trouble")
    assert [fault.kind for fault in stand_in.faults.waiting] == ["lost"]


async def test_at_390_pixels_everything_is_within_reach(phone: Page, stand_in: StandIn) -> None:
    await phone.set_viewport_size({"width": 390, "height": 844})
    actions.forwards(stand_in, MOTHER, "ұзақ" * 60)
    await expect(phone.locator(".message")).to_have_count(2)
    assert await phone.evaluate("document.documentElement.scrollWidth") == 390
    await phone.get_by_role("button", name="People").click()
    await phone.locator(f"[data-person='{TEACHER}']").click()
    await expect(phone.locator("#playing")).to_contain_text("Елена Ким")
    await phone.get_by_role("button", name="More").click()
    await phone.locator("#more-menu").get_by_role("button", name="What to try").click()
    await expect(phone.locator("#hints")).to_contain_text("tail-of-a-comet")
    await phone.get_by_role("button", name="Close").click()
    await expect(phone.locator("#hints")).to_be_hidden()


@pytest.mark.parametrize(("language", "word"), [("ru", "Люди"), ("kk", "Адамдар"), ("en", "People")])
async def test_the_page_speaks_the_readers_language(
    page: Page, address: str, language: str, word: str
) -> None:
    await page.set_extra_http_headers({"Accept-Language": f"{language}-XX,de;q=0.5"})
    await page.goto(address)
    assert await page.locator("#people").get_attribute("aria-label") == word
    await expect(page.locator(".languages a[aria-current]")).to_have_text(OWN_NAMES[language])
    await page.goto("about:blank")
