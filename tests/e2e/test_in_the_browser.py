"""The whole path, alive: a teacher saves a mark in Chromium, and the mother's phone shows it."""

from playwright.async_api import BrowserContext, Page, expect

from tests.e2e.phone import Phone
from tests.e2e.world import World


async def enters(page: Page, world: World, teacher: Phone) -> None:
    """Ask the bot for the link, open it, press the button."""
    await teacher.sends("/start")
    await teacher.taps("Web form")
    await page.goto(teacher.link("Open the web form"))
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/lessons*")


async def test_a_mark_saved_in_the_web_form_arrives_on_the_mothers_phone(
    world: World, context: BrowserContext, mother: Phone, teacher: Phone
) -> None:
    cast = world.cast
    phone = await context.new_page()
    await phone.goto(f"{world.phone_url}/?lang=en#201")
    await expect(phone.locator("#playing")).to_contain_text("Елена")

    form = await context.new_page()
    await enters(form, world, teacher)
    await form.goto(f"{world.web_url}/lessons/{cast.lesson.id}")
    await form.locator(f"#mark-new1-{cast.son.id}").fill("5")
    await form.locator("#homework").fill("№ 341–344")
    await form.get_by_role("button", name="Save").last.click()
    await expect(form.get_by_text("Saved.")).to_be_visible()

    world.clock.advance(minutes=6)
    await world.delivers()
    banner = phone.locator(".banner", has_text="Айгерім")
    await expect(banner).to_contain_text("5")
    await expect(phone.locator("[data-person='101'] .badge")).to_have_text("1")
    await banner.click()
    await expect(phone.locator(".message").last).to_contain_text("Algebra")

    await phone.fill("#text", "/today")
    await phone.press("#text", "Enter")
    await expect(phone.locator(".message").last).to_contain_text("№ 341–344")
    await phone.get_by_role("button", name="Marks").last.click()
    await expect(phone.locator(".message").last).to_contain_text("Marks · Quarter 2")
    await world.settled()
    mother.sees("Algebra", "5")


async def test_the_mark_is_typed_by_keyboard_alone(
    world: World, page: Page, mother: Phone, teacher: Phone
) -> None:
    cast = world.cast
    await enters(page, world, teacher)
    await page.goto(f"{world.web_url}/lessons/{cast.lesson.id}")
    await page.locator(f"#mark-new1-{cast.son.id}").focus()
    await page.keyboard.type("4")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Saved.")).to_be_visible()
    world.clock.advance(minutes=6)
    await world.delivers()
    mother.got("Algebra", "4")
