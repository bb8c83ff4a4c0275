"""How the first administrator of a new school gets in: there is nobody yet to hand out a code."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.codes import IssuedCode, issue_staff_code
from storage.models import Door
from storage.queries import first_entry as queries


async def somebody_is_in(session: AsyncSession, *, school_id: int) -> bool:
    """Whether an administrator of the school is linked or has a password."""
    return await queries.administrator_can_enter(session, school_id)


async def open_the_door(
    session: AsyncSession, *, school_id: int, secret: bytes, now: datetime
) -> list[IssuedCode]:
    """A code for each administrator, as long as none of them can get in: no link, no password.

    Whoever runs the command line holds the server, and with it the school. Run again before the
    first one is used, it ends the former codes and makes new ones; afterwards it makes none.
    """
    if await somebody_is_in(session, school_id=school_id):
        return []
    return [
        await issue_staff_code(
            session, administrator=member, staff_id=member.id, secret=secret, now=now, door=Door.COMMAND
        )
        for member in await queries.administrators(session, school_id)
    ]
