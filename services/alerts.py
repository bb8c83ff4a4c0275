"""Puts changed marks and missed lessons into the outbox of the families they concern (R8)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import history
from services.history import Difference
from services.outbox import EXCUSED, Telling, tell_all
from storage.models import Attendance, Door, Excuse, Lesson, Mark, OutboxKind, StaffMember
from storage.queries import outbox as queries
from storage.queries.history import SUMS_UP
from storage.queries.recipients import accounts_about, accounts_of_staff

MARKS_LAST = timedelta(days=3)
ATTENDANCE_LASTS = timedelta(hours=24)
MARKS_ARE_NEWS = timedelta(days=28)
"""A mark written for a lesson further back is history: it is in the diary, nobody is woken for it."""
ATTENDANCE_IS_NEWS = timedelta(days=3)
LONGEST_SETTLING = 3
"""However often marks change, the first change is told within so many settle windows."""


async def marks_saved(
    session: AsyncSession,
    *,
    lesson: Lesson,
    marks: Sequence[Mark],
    now: datetime,
    settle: timedelta,
    door: Door = Door.WEB,
) -> None:
    """Queue what became of marks in this transaction: new, changed or removed ones.

    Each already has its new version and a revision. The families hear of it once nothing more
    changed for ``settle``, in one message for each child. Nothing is queued for what was imported
    and for lessons long past.
    """
    if not marks or door is Door.IMPORT or not is_news(lesson, now, MARKS_ARE_NEWS):
        return
    await session.flush()
    accounts = await _accounts(session, {mark.student_id for mark in marks})
    changed = [_changed(lesson, mark, accounts.get(mark.student_id, ())) for mark in marks]
    await _tell_settled(session, changed, now, settle)


async def note_summed_up(
    session: AsyncSession,
    *,
    staff: StaffMember,
    differences: Sequence[Difference],
    now: datetime,
    settle: timedelta,
    door: Door,
) -> None:
    """Put a save of marks that sum up on record, and queue what became of them for the families.

    Settled and told as ``marks_saved`` says, however long ago the term was: such a mark stays. Call it last,
    for from here on nobody else of the school can save (R24, R34).
    """
    await session.flush()
    school_id = staff.school_id
    numbers = await history.note(
        session, school_id=school_id, staff=staff, door=door, differences=differences, now=now
    )
    told = [
        (number, one.student_id)
        for number, one in zip(numbers, differences, strict=True)
        if one.kind in SUMS_UP and one.student_id is not None
    ]
    if not told or door is Door.IMPORT:
        return
    accounts = await _accounts(session, {student for _, student in told})
    changed = [_noted(school_id, number, student, accounts.get(student, ())) for number, student in told]
    await _tell_settled(session, changed, now, settle)


async def attendance_saved(
    session: AsyncSession,
    *,
    lesson: Lesson,
    entries: Sequence[Attendance],
    now: datetime,
    settle: timedelta,
    door: Door = Door.WEB,
) -> None:
    """Queue what became of a lesson's attendance in this transaction: entered, changed or taken back.

    Told after the lesson at the earliest; whether it still holds and is unexcused is asked then.
    Whoever took the attendance is not told of it as a parent.
    """
    if not entries or door is Door.IMPORT or not is_news(lesson, now, ATTENDANCE_IS_NEWS):
        return
    await session.flush()
    accounts = await _accounts(session, {entry.student_id for entry in entries})
    authors = await accounts_of_staff(session, {entry.author_id for entry in entries if entry.author_id})
    takers = {account_id for account_id, _ in authors}
    await tell_all(
        session,
        [
            _missed(lesson, entry, accounts.get(entry.student_id, set()) - takers, now, settle)
            for entry in entries
        ],
        now=now,
    )


async def excuse_taken_back(session: AsyncSession, *, excuse: Excuse, today: date, now: datetime) -> None:
    """Queue anew what families were not told of the last days because of an excuse that is no more."""
    last_days = [today - timedelta(days=n) for n in range(ATTENDANCE_IS_NEWS.days + 1)]
    days = [day for day in last_days if excuse.starts_on <= day <= excuse.ends_on]
    batches = [attendance_batch(excuse.student_id, day) for day in days]
    await queries.wait_again(session, batches, EXCUSED, now, now + ATTENDANCE_LASTS)


def attendance_batch(student_id: int, day: date) -> str:
    return f"attendance:{student_id}:{day}"


def marks_batch(student_id: int) -> str:
    return f"marks:{student_id}"


def term_marks_batch(student_id: int) -> str:
    return f"term_marks:{student_id}"


def is_news(lesson: Lesson, now: datetime, within: timedelta) -> bool:
    """Whether the lesson ended so recently, or is yet to come, that what happens to its record is news."""
    return now - lesson.ends_at <= within


def settled_at(now: datetime, settle: timedelta, first: datetime | None) -> datetime:
    """When a change made now has settled, given when the first change still untold was made."""
    latest = now + settle
    return latest if first is None else min(latest, first + LONGEST_SETTLING * settle)


def _changed(lesson: Lesson, mark: Mark, account_ids: Collection[int]) -> Telling:
    return Telling(
        kind=OutboxKind.MARKS,
        account_ids=account_ids,
        event=f"mark:{mark.id}:{mark.version}",
        batch=marks_batch(mark.student_id),
        facts={"mark": mark.id, "version": mark.version, "student": mark.student_id},
        school_id=lesson.school_id,
        lasts=MARKS_LAST,
    )


def _noted(school_id: int, number: int, student_id: int, account_ids: Collection[int]) -> Telling:
    return Telling(
        kind=OutboxKind.TERM_MARKS,
        account_ids=account_ids,
        event=f"change:{school_id}:{number}",
        batch=term_marks_batch(student_id),
        facts={"change": number, "student": student_id},
        school_id=school_id,
        lasts=MARKS_LAST,
    )


def _missed(
    lesson: Lesson, entry: Attendance, account_ids: Collection[int], now: datetime, settle: timedelta
) -> Telling:
    return Telling(
        kind=OutboxKind.ATTENDANCE,
        account_ids=account_ids,
        event=f"attendance:{entry.id}:{entry.version}",
        batch=attendance_batch(entry.student_id, lesson.on_day),
        facts={
            "attendance": entry.id,
            "version": entry.version,
            "student": entry.student_id,
            "presence": entry.presence,
        },
        school_id=lesson.school_id,
        not_before=max(lesson.ends_at, now + settle),
        lasts=ATTENDANCE_LASTS,
    )


async def _accounts(session: AsyncSession, student_ids: Iterable[int]) -> Mapping[int, set[int]]:
    """Accounts to tell, by student: of guardians and of the student, as they are linked now."""
    accounts: defaultdict[int, set[int]] = defaultdict(set)
    for account_id, student_id, _ in await accounts_about(session, student_ids):
        accounts[student_id].add(account_id)
    return accounts


async def _tell_settled(
    session: AsyncSession, changed: Sequence[Telling], now: datetime, settle: timedelta
) -> None:
    """Queue changes of marks; each leaves when its batch has settled."""
    batches = list(dict.fromkeys(found.batch for found in changed if found.batch and found.account_ids))
    starts = await _settle(session, batches, now, settle)
    await tell_all(
        session,
        [replace(found, not_before=starts.get(found.batch or "", now + settle)) for found in changed],
        now=now,
    )


async def _settle(
    session: AsyncSession, batches: Sequence[str], now: datetime, settle: timedelta
) -> Mapping[str, datetime]:
    """Restart the settle window of these batches; tell when each is over now."""
    after = now - LONGEST_SETTLING * settle
    first = await queries.waiting_since(session, batches, after)
    starts = {batch: settled_at(now, settle, first.get(batch)) for batch in batches}
    for moment in {starts[batch] for batch in first}:
        await queries.put_off(session, [b for b in first if starts[b] == moment], after, moment)
    return starts
