"""Everything the stand-in remembers. Knows nothing of HTTP."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiogram.types import Message

from demo.telegram.answers import bad_request, blocked
from demo.telegram.events import Events
from demo.telegram.faults import Faults
from demo.telegram.files import Files
from demo.telegram.limits import Limits
from demo.telegram.people import Person, Talk, Tapped, Toast
from demo.telegram.profile import Profile
from demo.telegram.updates import UpdateQueue
from demo.telegram.views import shown
from demo.telegram.webhook import Webhook


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class StandIn:
    """One bot, the people who know it, and their chats. All of it in memory."""

    def __init__(
        self,
        token: str,
        *,
        clock: Callable[[], datetime] = _wall_clock,
        limits: Limits | None = None,
        first_id: int = 1,
    ) -> None:
        """``first_id`` is where messages and taps are numbered from: a bot that remembers more than
        one run of the stand-in must never meet the same number twice."""
        self.clock = clock
        self.profile = Profile(token)
        self.limits = limits or Limits()
        self.faults = Faults()
        self.files = Files()
        self.events = Events()
        self.updates = UpdateQueue()
        self.webhook = Webhook(self.updates)
        self.talks: dict[int, Talk] = {}
        self.tapped: dict[str, Tapped] = {}
        self.calls: Counter[str] = Counter()
        """How often each method was asked for, answered or not."""
        self._message_ids = count(first_id)
        self._tap_ids = count(first_id)

    def add_person(self, person: Person) -> Talk:
        """Give somebody a phone, with an empty chat; the same person again keeps theirs."""
        talk = self.talks.setdefault(person.id, Talk(person))
        self.events.publish("person", chat=person.id)
        return talk

    def talk_of(self, chat_id: int | str) -> Talk:
        """The chat the bot writes to. Raises ``Refusal``: unknown, never wrote, or blocked the bot."""
        talk = self.talks.get(chat_id) if isinstance(chat_id, int) else None
        if talk is None or not talk.person.has_written:
            raise bad_request("chat not found")
        if talk.person.has_blocked:
            raise blocked()
        return talk

    def next_message(self, talk: Talk, **content: Any) -> Message:
        """A message of now in this chat, not shown yet."""
        return Message(
            message_id=next(self._message_ids), date=self.clock(), chat=talk.person.chat, **content
        )

    def next_tap(self, talk: Talk, message_id: int) -> Tapped:
        """A tap of now, waiting for the bot's answer."""
        tapped = Tapped(str(next(self._tap_ids)), talk.person.id, message_id, self.clock())
        self.tapped[tapped.id] = tapped
        return tapped

    def show(self, talk: Talk, message: Message, *, silent: bool = False) -> Message:
        """Put a new message into the chat."""
        talk.add(message)
        if silent:
            talk.silent.add(message.message_id)
        self._tell("message", talk, message)
        return message

    def change(self, talk: Talk, message: Message) -> Message:
        """Put an edited message into the place of what it was."""
        talk.replace(message)
        self._tell("edited", talk, message)
        return message

    def remove(self, talk: Talk, message_id: int) -> None:
        del talk.messages[message_id]
        self.events.publish("deleted", chat=talk.person.id, message_id=message_id)

    def toast(self, talk: Talk, toast: Toast) -> None:
        """Let a short answer come up over the chat."""
        talk.toasts.append(toast)
        self.events.publish("toast", chat=talk.person.id, text=toast.text, alert=toast.is_alert)

    async def close(self) -> None:
        """End everything that waits: polls, streams of events, deliveries."""
        self.updates.close()
        self.events.close()
        await self.webhook.stop()

    def _tell(self, kind: str, talk: Talk, message: Message) -> None:
        if self.events.has_listeners:
            self.events.publish(kind, chat=talk.person.id, message=shown(talk, message))
