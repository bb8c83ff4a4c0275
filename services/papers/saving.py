"""Opens a register of course papers and saves what is typed into it: all of it, or nothing (R43)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import alerts, audit, history
from services.errors import EntryTooLong, Forbidden, OrderIncomplete, RegisterInUse, SchoolError
from services.gradebook import term_windows
from services.papers.cells import ON_RECORD, Cells, Draft, Place, decide, put, texts_of
from services.papers.reading import Kept, load_kept
from services.papers.rights import may_correct, require_filling
from storage.models import (
    ChangeKind,
    Course,
    CoursePaper,
    Door,
    PaperKind,
    PaperRegister,
    StaffMember,
    Term,
)
from storage.queries import class_gradebook, gradebook
from storage.queries import papers as queries

LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Order:
    """By which order a deputy head enters what has closed, as it was typed."""

    number: str = ""
    dated: date | None = None

    def wrong(self, today: date) -> SchoolError | None:
        if not self.number or self.dated is None or self.dated > today:
            return OrderIncomplete()
        return EntryTooLong(limit=LONGEST_NUMBER) if len(self.number) > LONGEST_NUMBER else None


NO_ORDER = Order()


@dataclass(frozen=True, slots=True)
class PapersResult:
    """What became of a save: all of it, or, with any fault, nothing."""

    changed: int = 0
    faults: Mapping[Place, SchoolError] = field(default_factory=dict)
    order: SchoolError | None = None
    """What is wrong with the order that the save would need."""

    @property
    def is_saved(self) -> bool:
        return not self.faults and self.order is None


async def open_register(
    session: AsyncSession,
    *,
    staff: StaffMember,
    course_id: int,
    term_id: int,
    kind: PaperKind,
    now: datetime,
) -> PaperRegister:
    """Let the course have course papers, kept till the end of a term; a register that is there stays as it is.

    Raises ``Forbidden`` for who does not fill it and for a term of another year, ``YearClosed``.
    """
    course = await require_filling(session, staff=staff, course_id=course_id)
    term = await class_gradebook.term_of_group(session, term_id, course.group.school_year_id)
    if term is None:
        raise Forbidden
    await class_gradebook.lock_course(session, course.id)
    await _require_open_year(session, course, term, now)
    register = await queries.register_of_course(session, course.id)
    if register is None:
        register = PaperRegister(school_id=course.school_id, course_id=course.id, term_id=term.id, kind=kind)
        session.add(register)
        await session.flush()
        _trace(session, register, staff, "open_paper_register", now)
    return register


async def remove_register(
    session: AsyncSession, *, staff: StaffMember, course_id: int, now: datetime
) -> None:
    """Take an empty register away. Raises ``Forbidden``, ``RegisterInUse``, ``YearClosed``."""
    course = await require_filling(session, staff=staff, course_id=course_id)
    await class_gradebook.lock_course(session, course.id)
    register = await queries.register_of_course(session, course.id)
    if register is None:
        raise Forbidden
    await _require_open_year(session, course, register.term, now)
    papers = await queries.papers_in(session, [register.id])
    # A line that was emptied again is still there.
    if any(any(texts_of(one, "").values()) or one.supervisor_id for one in papers):
        raise RegisterInUse
    _trace(session, register, staff, "remove_paper_register", now)
    await session.delete(register)
    await session.flush()


async def save_papers(
    session: AsyncSession,
    *,
    staff: StaffMember,
    course_id: int,
    draft: Draft,
    order: Order = NO_ORDER,
    now: datetime,
    settle: timedelta,
    door: Door = Door.WEB,
) -> PapersResult:
    """Save what was typed and differs from what was seen; what has closed by an ``order``, which goes on record.

    Raises ``Forbidden`` for who does not fill the register, and for students who are not in it.
    """
    course, kept = await _require(session, staff, course_id, draft, now)
    decided = decide(draft, kept.cells, kept.bounds)
    closed = _closed(kept, decided.changes, now)
    needed = order.wrong(kept.bounds.today) if closed and may_correct(staff) else None
    faults = {**decided.faults, **({} if may_correct(staff) else closed)}
    if faults or needed:
        return PapersResult(faults=faults, order=needed)
    differences = _differences(kept, course, decided.changes, order if closed else None)
    _write(session, kept, decided.changes, staff, now)
    door = Door.PERMISSION if closed else door
    await alerts.note_summed_up(
        session, staff=staff, differences=differences, now=now, settle=settle, door=door
    )
    return PapersResult(changed=len(decided.changes))


async def _require(
    session: AsyncSession, staff: StaffMember, course_id: int, draft: Draft, now: datetime
) -> tuple[Course, Kept]:
    """The course, locked, and its register. Raises ``Forbidden`` as ``save_papers`` says."""
    course = await require_filling(session, staff=staff, course_id=course_id)
    await class_gradebook.lock_course(session, course.id)
    register = await queries.register_of_course(session, course.id)
    if register is None:
        raise Forbidden
    school = await gradebook.school_of(session, course.school_id)
    kept = await load_kept(session, school, course, register, now)
    if not {place.student for place, _ in draft.touched()} <= {one.id for one in kept.students}:
        raise Forbidden
    return course, kept


def _closed(kept: Kept, changes: Cells, now: datetime) -> dict[Place, SchoolError]:
    refusals = {place: kept.closed(place, now) for place in changes}
    return {place: refusal for place, refusal in refusals.items() if refusal is not None}


def _write(session: AsyncSession, kept: Kept, changes: Cells, staff: StaffMember, now: datetime) -> None:
    papers = dict(kept.papers)
    for place, text in changes.items():
        paper = papers.get(place.student)
        if paper is None:
            paper = papers[place.student] = CoursePaper(
                school_id=kept.register.school_id, register_id=kept.register.id, student_id=place.student
            )
            session.add(paper)
        put(paper, place.field, text, kept.bounds)
        paper.author_id, paper.changed_at = staff.id, now


def _differences(kept: Kept, course: Course, changes: Cells, order: Order | None) -> list[history.Difference]:
    was = kept.cells
    found = [
        history.Difference(
            kind=ON_RECORD[place.field],
            was=was.get(place, ""),
            became=text,
            course_id=course.id,
            student_id=place.student,
            term_id=kept.register.term_id,
        )
        for place, text in changes.items()
    ]
    if order is None or order.dated is None:
        return found
    by_order = history.Difference(
        kind=ChangeKind.COURSE_PAPER_ORDER,
        was="",
        became=f"{order.dated.isoformat()} {order.number}",
        course_id=course.id,
        term_id=kept.register.term_id,
    )
    return [by_order, *found]


async def _require_open_year(session: AsyncSession, course: Course, term: Term, now: datetime) -> None:
    school = await gradebook.school_of(session, course.school_id)
    windows = await term_windows(session, school, course, term, now)
    if closed := windows.span.year_closed(now):
        raise closed


def _trace(
    session: AsyncSession, register: PaperRegister, staff: StaffMember, action: str, now: datetime
) -> None:
    audit.record(
        session,
        audit.About(register.school_id, "course", register.course_id),
        staff=staff,
        action=action,
        now=now,
        term=register.term_id,
        kind=register.kind.value,
    )
