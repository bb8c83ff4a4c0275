"""Findings of low performance that still hold when they are sent (R8, R9)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.calendar import school_day, term_on
from services.news.prepared import Prepared
from services.performance import FailingStudent, Finding, findings_of
from services.screening import Addressed
from storage.models import School, Student


@dataclass(frozen=True, slots=True)
class PerformanceNews:
    student: Student
    school: School
    is_own: bool
    findings: tuple[Finding, ...]


async def performance_news(
    session: AsyncSession, messages: Sequence[Addressed], now: datetime
) -> list[Prepared[PerformanceNews]]:
    """For each message, those of its findings that the marks of today still bear out in the same term."""
    schools: dict[int, School] = {}
    students: defaultdict[int, set[int]] = defaultdict(set)
    for message in messages:
        if message.school is not None and message.batch.student_id is not None:
            schools[message.school.id] = message.school
            students[message.school.id].add(message.batch.student_id)
    failing: dict[int, FailingStudent] = {}
    terms: dict[int, int] = {}
    for school_id, school in schools.items():
        day = school_day(school, now)
        term = await term_on(session, school_id, day)
        terms[school_id] = term.id if term else 0
        found = await findings_of(session, school_id=school_id, student_ids=students[school_id], day=day)
        failing.update({student.student.id: student for student in found})
    return [_news(message, failing, terms) for message in messages]


def _news(
    message: Addressed, failing: Mapping[int, FailingStudent], terms: Mapping[int, int]
) -> Prepared[PerformanceNews]:
    batch, school = message.batch, message.school
    found = failing.get(batch.student_id or 0)
    if found is None or school is None:
        return Prepared(None, {item.id: "undone" for item in batch.items})
    holding = {(finding.rule.id, finding.subject.id): finding for finding in found.findings}
    findings: list[Finding] = []
    dropped: dict[int, str] = {}
    for item in batch.items:
        finding = holding.get((item.facts["rule"], item.facts["subject"]))
        if finding is None or item.facts["term"] != terms[school.id]:
            dropped[item.id] = "undone"
        else:
            findings.append(finding)
    if not findings:
        return Prepared(None, dropped)
    return Prepared(PerformanceNews(found.student, school, message.is_own, tuple(findings)), dropped)
