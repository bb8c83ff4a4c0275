"""What a kind of notice is: where its facts come from and what they look like."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.screens import Screen
from locales import Words
from services.news import Prepared
from services.screening import Addressed

View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Notice(Generic[View]):
    """``load`` is asked once for all messages of a round, and answers one ``Prepared`` for each, in order;
    ``render`` is pure and writes in the reader's language."""

    load: Callable[[AsyncSession, Sequence[Addressed], datetime], Awaitable[Sequence[Prepared[View]]]]
    render: Callable[[Words, View], Screen]
