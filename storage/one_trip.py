"""SQLite in one trip to its thread for each statement, where SQLAlchemy's own adapter makes four.

A cursor opened, executed, fetched and closed one by one costs four changes of thread; for the small
queries of a chat that is most of the time. Nothing else about aiosqlite or SQLAlchemy changes.
"""

import enum
import sqlite3
from collections import deque
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util.concurrency import await_


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """Opened, executed, fetched and closed within the thread; afterwards it only holds what came."""

    __slots__ = ("_arraysize", "_description", "_lastrowid", "_rowcount")

    def __init__(self, connection: "OneTripConnection") -> None:
        self._adapt_connection = connection
        self._connection = connection._connection
        self._rows = deque()
        self._description: Any = None
        self._rowcount = -1
        self._lastrowid = 0
        self._arraysize = 1

    @property
    def description(self) -> Any:
        return self._description

    @property
    def rowcount(self) -> int:
        return self._rowcount

    @property
    def lastrowid(self) -> int:
        return self._lastrowid

    @property
    def arraysize(self) -> int:
        return self._arraysize

    @arraysize.setter
    def arraysize(self, value: int) -> None:
        self._arraysize = value

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        return self._go(lambda cursor: cursor.execute(operation, parameters or ()))

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        return self._go(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Nothing is open any more."""

    def _go(self, run: Callable[[sqlite3.Cursor], object]) -> "OneTripCursor":
        try:
            await_(self._trip(run))
        except Exception as error:
            self._adapt_connection._handle_exception(error)
        return self

    async def _trip(self, run: Callable[[sqlite3.Cursor], object]) -> None:
        async with self._adapt_connection._execute_mutex:
            await self._connection._execute(self._inside, run)

    def _inside(self, run: Callable[[sqlite3.Cursor], object]) -> None:
        """In the connection's thread, where alone its cursors may be touched."""
        cursor = self._connection._conn.cursor()
        try:
            run(cursor)
            self._description = cursor.description
            self._rows = deque(cursor.fetchall() if cursor.description else ())
            self._rowcount, self._lastrowid = cursor.rowcount, cursor.lastrowid or 0
        finally:
            cursor.close()


class _Open(enum.Enum):
    NOTHING = 0
    READING = 1
    WRITING = 2


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """Beginning to read, and to be done with it, cannot fail and gives no answer: nobody waits for it.

    The thread does things in the order in which they were asked of it. What is not open needs no end:
    the pool asks for a second rollback after every first.
    """

    __slots__ = ("_open",)
    _cursor_cls = OneTripCursor  # type: ignore[assignment]

    def __init__(self, driver: "OneTripSqlite", connection: Any) -> None:
        super().__init__(driver, connection)
        self._open = _Open.NOTHING

    def begin_reading(self) -> None:
        self._open = _Open.READING
        self._ask("BEGIN")

    def note_writing(self) -> None:
        """A transaction that writes begins now: its end will be waited for."""
        self._open = _Open.WRITING

    def commit(self) -> None:
        super().commit()
        self._open = _Open.NOTHING

    def rollback(self) -> None:
        before, self._open = self._open, _Open.NOTHING
        if before is _Open.READING:
            self._ask("ROLLBACK")
        elif before is _Open.WRITING:
            super().rollback()

    def _ask(self, statement: str) -> None:
        connection = self._connection
        connection._tx.put_nowait((None, lambda: connection._conn.execute(statement)))


class OneTripSqlite(AsyncAdapt_aiosqlite_dbapi):
    """What SQLAlchemy takes for the driver: aiosqlite, through these cursors."""

    def connect(self, *arguments: Any, **options: Any) -> OneTripConnection:
        return OneTripConnection(self, super().connect(*arguments, **options)._connection)


def driver() -> OneTripSqlite:
    return OneTripSqlite(aiosqlite, sqlite3)
