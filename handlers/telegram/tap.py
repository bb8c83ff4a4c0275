"""How an ``Action`` travels inside a Telegram button: at most 64 bytes."""

from datetime import date
from functools import lru_cache
from typing import Annotated, Self, cast

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator

from handlers.screens import Action, Place
from services.calendar import LARGEST_ID


def _known_to_the_store(number: int) -> int:
    """0, which is nobody's, for a number that the store cannot even look for: such a button is forged."""
    return number if 0 <= number <= LARGEST_ID else 0


Id = Annotated[int, AfterValidator(_known_to_the_store)]


class Tap(CallbackData, prefix="t"):
    """``t:m:12:::`` — place, child, item, day (``yyyymmdd``), value."""

    place: Place
    child: Id | None = None
    item: Id | None = None
    on: str | None = None
    value: str | None = None

    @classmethod
    def unpack(cls, value: str) -> Self:
        """As aiogram reads it, but once: every router asks of every tap whether it is its own."""
        return cast(Self, _unpacked(value))

    @classmethod
    def of(cls, action: Action) -> Self:
        on = f"{action.on:%Y%m%d}" if action.on else None
        return cls(place=action.place, child=action.child, item=action.item, on=on, value=action.value)

    @classmethod
    def packed(cls, action: Action) -> str:
        """The button's data. Kept: a screen's seventeen buttons are much the same ones each time."""
        return _packed(action)

    @property
    def action(self) -> Action:
        """The action it was made from. Raises ``ValueError`` when the day is not a day."""
        on = date.fromisoformat(self.on) if self.on else None
        return Action(self.place, self.child, self.item, on, self.value)

    @property
    def only_looks(self) -> bool:
        """Whether the tap changes nothing, so that it needs no lock of the store."""
        return self.place.value.islower()


@lru_cache(maxsize=8192)
def _packed(action: Action) -> str:
    return Tap.of(action).pack()


@lru_cache(maxsize=1024)
def _unpacked(value: str) -> Tap:
    return super(Tap, Tap).unpack(value)
