"""Low performance: rules as data, a pure verdict, and the students it falls on (R8, R9)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from services.averages import Average, Counted, Scale, average, is_failing
from services.calendar import previous_term, school_day, term_on
from services.class_list import list_order
from services.outbox import Telling
from storage.models import OutboxKind, PerformanceRule, RuleKind, School, Student, Subject, Term
from storage.queries import performance as queries
from storage.queries.recipients import accounts_about

PERFORMANCE_LASTS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one student's marks in one subject meet, with the numbers that prove it."""

    rule: PerformanceRule
    subject: Subject
    course_id: int
    """The latest course in which the subject's marks were given."""
    average: Average
    """Of this term."""
    before: Average
    """Of the term before; empty in the first one."""
    failing: int
    """Failing marks within the rule's days, in this term."""

    @property
    def rule_kind(self) -> RuleKind:
        return self.rule.kind


@dataclass(frozen=True, slots=True)
class FailingStudent:
    student: Student
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class SubjectRecord:
    """What a student has in a subject. ``recent`` holds this term's marks by the rule's days."""

    course_id: int = 0
    term: list[Counted] = field(default_factory=list)
    before: list[Counted] = field(default_factory=list)
    recent: dict[int, list[Counted]] = field(default_factory=lambda: defaultdict(list))


async def failing_students(session: AsyncSession, *, group_id: int, day: date) -> list[FailingStudent]:
    """Members of the group whose performance is low on ``day``, in class order, each with the reasons.

    Empty in the holidays: a new term starts with a clean page.
    """
    school = await queries.school_of_group(session, group_id)
    if school is None:
        return []
    students = sorted(await queries.students_in(session, group_id, day), key=list_order)
    return await _examine(session, school, students, day, [student.id for student in students])


async def findings_for_school(session: AsyncSession, *, school_id: int, day: date) -> list[FailingStudent]:
    """All students of the school whose performance is low on ``day``."""
    school = await session.get_one(School, school_id)
    return await _examine(session, school, await queries.students_of(session, school_id, day), day, None)


async def findings_of(
    session: AsyncSession, *, school_id: int, student_ids: Collection[int], day: date
) -> list[FailingStudent]:
    """Those of the named students of the school whose performance is low on ``day``."""
    school = await session.get_one(School, school_id)
    students = await queries.students_of(session, school_id, day, student_ids)
    return await _examine(session, school, students, day, student_ids)


async def findings_to_tell(session: AsyncSession, *, school_id: int, now: datetime) -> list[Telling]:
    """What families of the school are to be told of today's findings; only looks.

    A rule that is met is told once a term for each subject: one that is met again after a better
    week is on the curator's list, but the family is not told the same twice.
    """
    school = await session.get_one(School, school_id)
    day = school_day(school, now)
    term = await term_on(session, school_id, day)
    if term is None:
        return []
    failing = await findings_for_school(session, school_id=school_id, day=day)
    accounts: defaultdict[int, set[int]] = defaultdict(set)
    for account_id, student_id, _ in await accounts_about(session, [found.student.id for found in failing]):
        accounts[student_id].add(account_id)
    return [
        _telling(found.student, finding, term, accounts[found.student.id])
        for found in failing
        for finding in found.findings
    ]


def verdict(
    record: SubjectRecord, rules: Iterable[PerformanceRule], subject: Subject, scale: Scale
) -> tuple[Finding, ...]:
    """The rules that a record meets. Averages are compared unrounded; codes and weightless marks never count."""
    now, before = average(record.term, scale), average(record.before, scale)
    found = []
    for rule in rules:
        recent = record.recent.get(rule.days, []) if rule.days else record.term
        failing = sum(mark.times for mark in recent if mark.weight > 0 and is_failing(mark.value, scale))
        finding = Finding(rule, subject, record.course_id, now, before, failing)
        if _is_met(rule, finding):
            found.append(finding)
    return tuple(found)


def _is_met(rule: PerformanceRule, finding: Finding) -> bool:
    now, before = finding.average, finding.before
    match rule.kind:
        case RuleKind.FAILING_MARKS:
            return finding.failing >= max(rule.count, 1)
        case RuleKind.AVERAGE_BELOW:
            return now.value is not None and now.count >= rule.count and now.value < (rule.bound or 0)
        case RuleKind.FALL:
            if now.value is None or before.value is None or min(now.count, before.count) < rule.count:
                return False
            return before.value - now.value >= (rule.bound or 0) and before.value > now.value


def _telling(student: Student, finding: Finding, term: Term, account_ids: Collection[int]) -> Telling:
    facts = {
        "rule": finding.rule.id,
        "subject": finding.subject.id,
        "student": student.id,
        "term": term.id,
    }
    return Telling(
        kind=OutboxKind.PERFORMANCE,
        account_ids=account_ids,
        event=f"performance:{finding.rule_kind}:{finding.subject.id}:{student.id}:{term.id}",
        batch=f"performance:{student.id}",
        facts=facts,
        school_id=student.school_id,
        lasts=PERFORMANCE_LASTS,
    )


async def _examine(
    session: AsyncSession,
    school: School,
    students: Sequence[Student],
    day: date,
    only: Collection[int] | None,
) -> list[FailingStudent]:
    term = await term_on(session, school.id, day)
    rules = await queries.active_rules(session, school.id)
    if term is None or not rules or not students:
        return []
    records = await _records(session, term, rules, day, only)
    subjects = await queries.subjects_of(session, school.id)
    scale = Scale.of(school)
    found = []
    for student in students:
        findings = [
            finding
            for subject_id, record in records.get(student.id, {}).items()
            for finding in verdict(record, rules, subjects[subject_id], scale)
        ]
        if findings:
            found.append(FailingStudent(student, tuple(findings)))
    return found


async def _records(
    session: AsyncSession,
    term: Term,
    rules: Sequence[PerformanceRule],
    day: date,
    only: Collection[int] | None,
) -> Mapping[int, Mapping[int, SubjectRecord]]:
    """Records by student and subject. A query for each span of days: the number of marks does not matter."""
    records: defaultdict[int, defaultdict[int, SubjectRecord]]
    records = defaultdict(lambda: defaultdict(SubjectRecord))

    async def marks(
        first_day: date, last_day: date
    ) -> Sequence[Row[int, int, str | None, Decimal, int, int]]:
        return await queries.marks_counted(
            session, term.school_id, first_day=first_day, last_day=last_day, student_ids=only
        )

    for student, subject, value, weight, many, course in await marks(term.starts_on, day):
        record = records[student][subject]
        record.course_id = max(record.course_id, course)
        record.term.append(Counted(value, weight, many))
    if before := await previous_term(session, term):
        for student, subject, value, weight, many, _ in await marks(before.starts_on, before.ends_on):
            records[student][subject].before.append(Counted(value, weight, many))
    for days in {rule.days for rule in rules if rule.days}:
        for student, subject, value, weight, many, _ in await marks(recent_from(term, day, days), day):
            records[student][subject].recent[days].append(Counted(value, weight, many))
    return records


def recent_from(term: Term, day: date, days: int) -> date:
    """The first of the last ``days`` days that still lies in the term: gaps of last term are over."""
    return max(term.starts_on, day - timedelta(days=days - 1))
