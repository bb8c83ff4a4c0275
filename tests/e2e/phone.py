"""A person with a phone, seen through the stand-in: what they do, and what stands on their screen."""

from collections.abc import Awaitable, Callable

from aiogram.types import InlineKeyboardButton, Message

from demo.telegram import actions
from demo.telegram.files import Upload
from demo.telegram.people import Person, Talk, Toast
from demo.telegram.stand_in import StandIn
from tests.eyes import as_seen


class Phone:
    """``mother.sends("/start")``, ``mother.taps("Marks")``, ``mother.sees("Algebra")``.

    Whatever the person does, the call returns once the bot has acted on it and its replies are out.
    """

    def __init__(self, stand_in: StandIn, person: Person, settled: Callable[[], Awaitable[None]]) -> None:
        self.stand_in = stand_in
        self.talk: Talk = stand_in.add_person(person)
        self.settled = settled

    @property
    def id(self) -> int:
        return self.talk.person.id

    @property
    def received(self) -> list[Message]:
        """What the bot has sent, oldest first, as it stands now."""
        return [m for m in self.talk.messages.values() if m.from_user is not None and m.from_user.is_bot]

    @property
    def texts(self) -> list[str]:
        return [as_seen(message.text or message.caption or "") for message in self.received]

    @property
    def screen(self) -> str:
        """The newest message of the bot; nothing when there is none."""
        return self.texts[-1] if self.received else ""

    @property
    def toast(self) -> Toast | None:
        """The newest short answer over the chat."""
        return self.talk.toasts[-1] if self.talk.toasts else None

    @property
    def buttons(self) -> list[InlineKeyboardButton]:
        """The buttons under the newest message that has some."""
        for message in reversed(self.received):
            if message.reply_markup:
                return [button for row in message.reply_markup.inline_keyboard for button in row]
        return []

    async def sends(self, text: str) -> None:
        actions.writes(self.stand_in, self.id, text)
        await self.settled()

    async def sends_sticker(self) -> None:
        actions.sends_sticker(self.stand_in, self.id)
        await self.settled()

    async def sends_photo(self, content: bytes) -> None:
        actions.sends_photo(self.stand_in, self.id, Upload("photo.png", content))
        await self.settled()

    async def forwards(self, text: str) -> None:
        actions.forwards(self.stand_in, self.id, text)
        await self.settled()

    async def taps(self, label: str) -> None:
        """Press the newest button whose label contains ``label``."""
        message, button = self.find(label)
        assert button.callback_data is not None, f"{label!r} opens {button.url}"
        actions.taps(self.stand_in, self.id, message.message_id, button.callback_data)
        await self.settled()

    async def presses(self, data: str) -> None:
        """Press a button that is not on the screen, as a forged client can."""
        actions.presses(self.stand_in, self.id, self.received[-1], data)
        await self.settled()

    async def blocks(self) -> None:
        actions.blocks(self.stand_in, self.id)
        await self.settled()

    def find(self, label: str) -> tuple[Message, InlineKeyboardButton]:
        for message in reversed(self.received):
            for row in message.reply_markup.inline_keyboard if message.reply_markup else []:
                for button in row:
                    if label in button.text:
                        return message, button
        raise AssertionError(f"no button {label!r}; the screen is {self.screen!r}, {self.labels}")

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.buttons]

    def link(self, label: str) -> str:
        """Where a button with an address leads."""
        url = self.find(label)[1].url
        assert url is not None, f"{label!r} opens no page"
        return url

    def sees(self, *texts: str) -> None:
        """The newest message says all of this."""
        for text in texts:
            assert text in self.screen, f"{text!r} is not in {self.screen!r}"

    def sees_no(self, *texts: str) -> None:
        """No message in the chat says any of this."""
        for text in texts:
            assert not any(text in seen for seen in self.texts), f"{text!r} is in {self.texts!r}"

    def got(self, *texts: str) -> Message:
        """The only message that says all of this: exactly one, never two."""
        found = [
            m for m in self.received if all(text in as_seen(m.text or m.caption or "") for text in texts)
        ]
        assert len(found) == 1, f"{texts!r} is in {len(found)} of {self.texts!r}"
        return found[0]
