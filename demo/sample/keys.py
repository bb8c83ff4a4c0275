"""Who can be played in the sample school, and their codes, birthdays, user names and passwords."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import codes, passwords
from services.calendar import school_day
from services.codes import IssuedCode
from storage.models import (
    Group,
    Guardian,
    Guardianship,
    LeaderKind,
    Relation,
    Role,
    School,
    StaffMember,
    Student,
)
from storage.queries import bulk
from storage.queries.staff import staff_member

OLDER_GRADE = 9
"""From here on classes have a curator, so that one family can show everything."""


@dataclass(frozen=True, slots=True)
class Tie:
    guardianship: Guardianship
    guardian: Guardian
    student: Student
    group: Group


@dataclass(frozen=True, slots=True)
class Play:
    """A family whose older child is in a class with a curator, and who teaches that child."""

    mother: list[Tie]
    father: list[Tie]

    @property
    def older(self) -> Tie:
        return max(self.mother, key=lambda tie: tie.group.grade or 0)


async def keys(
    session: AsyncSession, *, school: School, play: Play, secret: bytes, now: datetime
) -> dict[str, Any]:
    """Issue codes for one family and its school people, and passwords for those who use the web form."""
    issued = await _issue(session, school, play, secret, now)
    staff = await _staff(session, school, play, now)
    people = [
        _parent("mother", play.mother, issued, "kk"),
        _parent("father", play.father, issued, "ru"),
        _student(play.older, issued),
    ]
    administrator = staff["administrator"][0]
    for part, (person, about) in staff.items():
        code = await codes.issue_staff_code(
            session, administrator=administrator, staff_id=person.id, secret=secret, now=now
        )
        people.append(await _colleague(session, part, person, about, code))
    return {"school": {"code": school.code, "name": school.name}, "people": people}


async def find_family(session: AsyncSession, school: School) -> Play:
    """The first mother of two, of whom one is in an older class and the other is not, with a father on record."""
    ties = [
        Tie(row.Guardianship, row.Guardian, row.Student, row.Group)
        for row in await bulk.families_of_school(session, school.id)
    ]
    by_guardian: defaultdict[int, list[Tie]] = defaultdict(list)
    fathers: dict[int, int] = {}
    for tie in ties:
        by_guardian[tie.guardian.id].append(tie)
        if tie.guardianship.relation == Relation.FATHER:
            fathers[tie.student.id] = tie.guardian.id
    for own in by_guardian.values():
        grades = sorted(tie.group.grade or 0 for tie in own)
        is_mother = own[0].guardianship.relation == Relation.MOTHER
        if is_mother and len(own) == 2 and 2 <= grades[0] < OLDER_GRADE <= grades[1]:
            father = fathers.get(own[0].student.id)
            if father is not None:
                return Play(own, by_guardian[father])
    raise LookupError("the sample has no such family; choose another seed")


async def _issue(
    session: AsyncSession, school: School, play: Play, secret: bytes, now: datetime
) -> dict[tuple[str, int], IssuedCode]:
    """The slips of the children's classes, as their class teachers print them."""
    leaders = await bulk.leaders_of_school(session, school.id, LeaderKind.CLASS_TEACHER)
    issued: dict[tuple[str, int], IssuedCode] = {}
    for tie in play.mother:
        teacher = await staff_member(session, leaders[tie.group.id])
        assert teacher is not None
        for code in await codes.issue_codes(
            session, staff=teacher, group_id=tie.group.id, secret=secret, now=now
        ):
            issued[codes.subject_of(code.person)] = code
    return issued


async def _staff(
    session: AsyncSession, school: School, play: Play, now: datetime
) -> dict[str, tuple[StaffMember, str]]:
    """Part → member of staff and what tells them apart; nobody plays two parts."""
    group = play.older.group
    teachers = await bulk.leaders_of_school(session, school.id, LeaderKind.CLASS_TEACHER)
    curators = await bulk.leaders_of_school(session, school.id, LeaderKind.CURATOR)
    course = await _course_of_today(session, school, group, teachers[group.id], now)
    administrators = await bulk.staff_with_role(session, school.id, Role.ADMINISTRATOR)
    directors = await bulk.staff_with_role(session, school.id, Role.DIRECTOR)
    deputies = await bulk.staff_with_role(session, school.id, Role.DEPUTY_HEAD)
    return {
        "teacher": (await _member(session, course.teacher_id), f"{course.subject}, {group.name}"),
        "class_teacher": (await _member(session, teachers[group.id]), group.name),
        "curator": (await _member(session, curators[group.id]), group.name),
        "deputy_head": (next(one for one in deputies if one.id != curators[group.id]), ""),
        "director": (directors[0], ""),
        "administrator": (administrators[0], ""),
    }


async def _course_of_today(
    session: AsyncSession, school: School, group: Group, class_teacher: int, now: datetime
) -> Any:
    """A course of the class by somebody else than its class teacher, best one with a lesson today."""
    today = school_day(school, now)
    taught_today = {row.course_id for row in await bulk.lessons_of_school(session, school.id, today, today)}
    own = [
        row
        for row in await bulk.courses_of_school(session, school.id)
        if row.group_id == group.id and row.teacher_id != class_teacher
    ]
    return max(own, key=lambda course: course.id in taught_today)


async def _member(session: AsyncSession, staff_id: int) -> StaffMember:
    found = await staff_member(session, staff_id)
    assert found is not None
    return found


def _parent(
    part: str, ties: Iterable[Tie], issued: dict[tuple[str, int], IssuedCode], language: str
) -> dict[str, Any]:
    own = list(ties)
    slips = [
        _slip(issued[("guardianship", tie.guardianship.id)], tie)
        for tie in own
        if ("guardianship", tie.guardianship.id) in issued
    ]
    about = ", ".join(f"{tie.student.first_name} {tie.group.name}" for tie in own)
    return _card(part, own[0].guardian.short_name, about, slips, language=language)


def _student(tie: Tie, issued: dict[tuple[str, int], IssuedCode]) -> dict[str, Any]:
    slip = _slip(issued[("student", tie.student.id)], tie)
    return _card("student", tie.student.short_name, tie.group.name, [slip])


def _slip(code: IssuedCode, tie: Tie) -> dict[str, str]:
    return {
        "code": code.code,
        "about": f"{tie.student.short_name}, {tie.group.name}",
        "birthday": f"{tie.student.birth_date:%d.%m.%Y}",
    }


async def _colleague(
    session: AsyncSession, part: str, person: StaffMember, about: str, code: IssuedCode
) -> dict[str, Any]:
    password = secrets.token_hex(5)
    user_name = person.user_name or person.number
    await passwords.set_password(session, staff=person, user_name=user_name, password=password)
    slip = {"code": code.code, "about": person.short_name, "birthday": ""}
    card = _card(part, person.short_name, about, [slip])
    return {**card, "user_name": user_name, "password": password}


def _card(
    part: str, name: str, about: str, slips: list[dict[str, str]], *, language: str = "ru"
) -> dict[str, Any]:
    return {
        "part": part,
        "name": name,
        "language": language,
        "about": about,
        "slips": slips,
        "user_name": "",
        "password": "",
    }
