"""Codes whose plain text a test knows."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.codes import hash_code, normalise
from storage.models import AccessCode, Guardianship, StaffMember, Student
from tests.chat import SECRET
from tests.clock import MONDAY_MORNING
from tests.factories import keep

CODE = "ABCD-EFGH-JKMN"


async def make_code(
    session: AsyncSession,
    person: Guardianship | Student | StaffMember,
    code: str = CODE,
    lasts: timedelta = timedelta(days=30),
) -> AccessCode:
    """An unused code of Monday morning for one person."""
    row = AccessCode(
        school_id=person.school_id,
        code_hash=hash_code(normalise(code) or "", SECRET),
        created_at=MONDAY_MORNING,
        expires_at=MONDAY_MORNING + lasts,
    )
    if isinstance(person, Guardianship):
        row.guardianship_id = person.id
    elif isinstance(person, Student):
        row.student_id = person.id
    else:
        row.staff_id = person.id
    return await keep(session, row)
