"""What an order about a student may say. Pure."""

from dataclasses import dataclass
from datetime import date

from services.errors import EntryTooLong, OrderIncomplete, WrongDay

LONGEST_NUMBER = 40
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Order:
    """The order as it was typed: its number and date, the day it takes effect, why and where to."""

    number: str
    dated: date | None
    on_day: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """An order with nothing missing."""

    number: str
    dated: date
    on_day: date
    reason: str


def checked(order: Order, today: date, first: date, last: date) -> Checked:
    """The order, tidied. It takes effect on a day from ``first`` to ``last``.

    Raises ``OrderIncomplete``, ``EntryTooLong``, ``WrongDay``.
    """
    number, reason = order.number.strip(), order.reason.strip()
    if not number or order.dated is None or order.dated > today:
        raise OrderIncomplete
    if len(number) > LONGEST_NUMBER:
        raise EntryTooLong(limit=LONGEST_NUMBER)
    if len(reason) > LONGEST_REASON:
        raise EntryTooLong(limit=LONGEST_REASON)
    if order.on_day is None or not first <= order.on_day <= last:
        raise WrongDay(first=first, last=last)
    return Checked(number, order.dated, order.on_day, reason)
