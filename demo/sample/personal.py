"""Personal records of the sample school's students and parents, their monthly check, reports of families."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from demo.sample.curriculum import is_taught_in_kazakh
from demo.sample.keys import Play, Tie
from services import records
from services.accounts import Caller, Child
from services.calendar import school_day
from services.records import ReportDraft
from services.records.values import read_value
from storage.models import (
    Channel,
    DataField,
    DocumentKind,
    GuardianRecord,
    LeaderKind,
    School,
    Sex,
    Student,
    StudentRecord,
)
from storage.queries import bulk
from storage.queries.staff import staff_member

SEED = 17
LACKING = 0.05
"""Share of students of whom a document or an address is still to be brought."""
ADULT_DOCUMENT = 16
"""Years at which an identity card is given."""
LATE = 3
"""Every third class teacher has not confirmed this month's check yet, as every month."""
A_MONTH = timedelta(days=30)
STREETS = {
    True: ("Достық көшесі, {n}-үй, {m}-пәтер", "Тәуелсіздік көшесі, {n}-үй", "Жібек жолы, {n}-үй, {m}-пәтер"),
    False: ("ул. Садовая, {n}, кв. {m}", "ул. Степная, {n}", "мкр. Восточный, {n}, кв. {m}"),
}
"""By whether the class is taught in Kazakh."""
OFFICES = {True: "АХАТ бөлімі", False: "Отдел РАГС"}
MINISTRY = "ІІМ / МВД РК"
REPORTS = (
    (2, True, DataField.PHONE, "8 700 000 99 17"),
    (4, False, DataField.ADDRESS, "ул. Парковая, 14, кв. 52"),
)
"""Which of the class's families, about the parent or the child, what has changed."""


async def keep_records(session: AsyncSession, *, school: School, play: Play, now: datetime) -> None:
    ties = [
        Tie(row.Guardianship, row.Guardian, row.Student, row.Group)
        for row in await bulk.families_of_school(session, school.id)
    ]
    await _write(session, school, ties, school_day(school, now))
    await _confirm(session, school, play, now)
    await _report(session, school, play, ties, now)


async def _write(session: AsyncSession, school: School, ties: Iterable[Tie], today: date) -> None:
    """What the form of a record would take, field by field."""
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    students = {tie.student.id: tie for tie in ties}
    guardians = {tie.guardian.id: tie.guardian for tie in ties}
    own = [
        {"school_id": school.id, "student_id": tie.student.id, "own_words": [], **_as_kept(one, today)}
        for tie in students.values()
        for one in [_of_student(random, tie, today)]
    ]
    theirs = [
        {"school_id": school.id, "guardian_id": guardian.id, "own_words": [], **_as_kept(one, today)}
        for place, guardian in enumerate(guardians.values())
        for one in [_of_guardian(random, place)]
    ]
    await bulk.insert_blindly(session, StudentRecord, own)
    await bulk.insert_blindly(session, GuardianRecord, theirs)


def _as_kept(typed: dict[str, str], today: date) -> dict[str, Any]:
    return {name: read_value(name, text, today) for name, text in typed.items()}


def _of_student(random: Random, tie: Tie, today: date) -> dict[str, str]:
    student, is_kazakh = tie.student, is_taught_in_kazakh(tie.group.name)
    document = _document(random, student, today, is_kazakh)
    if random.random() < LACKING:
        document = dict.fromkeys(document, "")
    street = random.choice(STREETS[is_kazakh]).format(n=random.randrange(1, 90), m=random.randrange(1, 80))
    return {
        "sex": (Sex.FEMALE if student.patronymic.endswith(("вна", "қызы")) else Sex.MALE).value,
        **document,
        "email": "",
        "phone": "",
        "address": street,
    }


def _document(random: Random, student: Student, today: date, is_kazakh: bool) -> dict[str, str]:
    born = student.birth_date
    # A week after the birthday at the earliest, which is why some of sixteen still have none.
    grown = born.replace(year=born.year + ADULT_DOCUMENT) + timedelta(days=7)
    is_grown = grown <= today
    kind = DocumentKind.IDENTITY_CARD if is_grown else DocumentKind.BIRTH_CERTIFICATE
    return {
        "document_kind": kind.value,
        "document_number": f"0{random.randrange(10**7, 10**8)}"
        if is_grown
        else f"№ 0{random.randrange(10**6, 10**7)}",
        "document_issued_by": MINISTRY if is_grown else OFFICES[is_kazakh],
        "document_issued_on": (grown if is_grown else born + timedelta(days=7)).isoformat(),
    }


def _of_guardian(random: Random, place: int) -> dict[str, str]:
    """Numbers that no operator gives, addresses that no post office knows."""
    if random.random() < LACKING:
        return {"phone": "", "email": ""}
    email = f"parent{place + 1}@mail.example" if random.random() < 0.8 else ""
    return {"phone": f"+7 700 000 {place % 10000:04}", "email": email}


async def _confirm(session: AsyncSession, school: School, play: Play, now: datetime) -> None:
    """Last month everybody has, this month most; whoever plays the class teacher has it still to do."""
    leaders = await bulk.leaders_of_school(session, school.id, LeaderKind.CLASS_TEACHER)
    for place, (group_id, staff_id) in enumerate(leaders.items(), 1):
        staff = await staff_member(session, staff_id)
        assert staff is not None
        is_late = place % LATE == 0 or group_id == play.older.group.id
        at = now - A_MONTH if is_late else now
        await records.confirm_check(session, staff=staff, group_id=group_id, now=at)


async def _report(
    session: AsyncSession, school: School, play: Play, ties: Iterable[Tie], now: datetime
) -> None:
    """Families of the class whose teacher can be played write what has changed, as from their chats."""
    group_id = play.older.group.id
    of_class = {tie.student.id: tie for tie in ties if tie.group.id == group_id}
    of_class.pop(play.older.student.id)
    families = list(of_class.values())
    for place, about_guardian, field, value in REPORTS:
        tie = families[place]
        child = Child(tie.student, school, tie.group, tie.guardianship)
        await records.file_report(
            session,
            caller=Caller(Channel.TELEGRAM, "", None, (child,), ()),
            draft=ReportDraft(tie.student.id, about_guardian, field, value),
            now=now,
        )
