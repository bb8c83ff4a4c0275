"""From the record of changes to the marks that sum up as far as a family does not know them yet (R4, R8, R43)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from services.delivery import Item
from services.gradebook.attested import Text
from services.gradebook.attesting import ON_RECORD
from services.news.gathering import ChildNews, gather
from services.news.prepared import Prepared
from services.screening import Addressed
from storage.models import AttestationKind, ChangeKind, PaperKind, Student, Subject, Term
from storage.queries import news as queries

ATTESTATIONS: Mapping[ChangeKind, AttestationKind] = {noted: kind for kind, noted in ON_RECORD.items()}


@dataclass(frozen=True, slots=True)
class TermMarkChange:
    """What became of one mark: of a term, or of what is named beside it."""

    subject: Subject
    term: Term
    mark: Text
    """As it stands now, or stood when it was taken away."""
    before: Text | None
    """As it was known so far; nothing for a new mark."""
    is_removed: bool = False
    attestation: AttestationKind | None = None
    paper: PaperKind | None = None


TermMarksNews: TypeAlias = ChildNews[TermMarkChange]


async def term_marks_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[TermMarksNews]]:
    """For each message, the marks known before → the marks as they stand.

    A mark that came back to what it was, that no longer stands as the message would tell it, or whose
    course is gone, is dropped silently.
    """
    batches = [message.batch for message in messages]
    numbers: defaultdict[int, set[int]] = defaultdict(set)
    for batch in batches:
        numbers[batch.school_id or 0] |= {item.facts["change"] for item in batch.items}
    rows = await queries.summed_up(session, numbers)
    last = await queries.last_summed_up(session, rows)
    students = await queries.students(session, {batch.student_id for batch in batches if batch.student_id})
    known = _Known({(row.school_id, row.number): row for row in rows}, last, students)
    return [known.news(message) for message in messages]


def change(step: queries.SummedUpRow, was: str, became: str) -> TermMarkChange | None:
    """What is to be told of a mark whose cell held one text and then another; nothing when they are the same."""
    if was == became:
        return None
    return TermMarkChange(
        subject=step.Subject,
        term=step.Term,
        mark=Text.parse(became or was),
        before=Text.parse(was) if was else None,
        is_removed=not became,
        attestation=ATTESTATIONS.get(step.kind),
        paper=step.paper if step.kind is ChangeKind.COURSE_PAPER else None,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What a round is about."""

    steps: Mapping[tuple[int, int], queries.SummedUpRow]
    """By school and number on record; without those whose course is gone."""
    last: Mapping[queries.SummedUpMark, int]
    """The number of each mark's last step: what it became is what stands."""
    students: Mapping[int, Student]

    def news(self, message: Addressed) -> Prepared[TermMarksNews]:
        def step_of(item: Item) -> queries.SummedUpRow | None:
            return self.steps.get((message.batch.school_id or 0, item.facts["change"]))

        def change_of(items: Sequence[Item]) -> TermMarkChange | None:
            steps = sorted(filter(None, map(step_of, items)), key=lambda step: step.number)
            if not steps or steps[-1].number != self.last[_mark(steps[-1])]:
                return None
            return change(steps[-1], steps[0].was, steps[-1].became)

        return gather(
            message,
            self.students,
            mark_of=lambda item: (step := step_of(item)) and _mark(step),
            change_of=change_of,
            order=lambda found: (found.subject.name, found.term.ends_on, found.attestation or ""),
        )


def _mark(step: queries.SummedUpRow) -> queries.SummedUpMark:
    return step.kind, step.course_id, step.term_id, step.student_id
