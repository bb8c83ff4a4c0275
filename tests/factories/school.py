"""Schools with their year, terms, bells and kinds of work."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import (
    BellTime,
    PerformanceRule,
    RegulationVersion,
    RuleKind,
    School,
    SchoolYear,
    Subject,
    Term,
    TermKind,
    WorkKind,
)
from tests.factories import keep

FIVE_POINTS = {"values": ["1", "2", "3", "4", "5"], "passing": "3", "codes": ["н/а", "осв", "зач"]}
QUARTERS = (
    (date(2026, 9, 1), date(2026, 10, 25)),
    (date(2026, 11, 2), date(2026, 12, 27)),
    (date(2027, 1, 11), date(2027, 3, 21)),
    (date(2027, 4, 1), date(2027, 5, 31)),
)
BELLS = (
    (time(8, 0), time(8, 45)),
    (time(8, 55), time(9, 40)),
    (time(9, 55), time(10, 40)),
    (time(10, 55), time(11, 40)),
    (time(11, 50), time(12, 35)),
    (time(12, 45), time(13, 30)),
)


async def make_school(
    session: AsyncSession, code: str, name: str, time_zone: str, languages: list[str]
) -> School:
    school = School(
        code=code,
        name=name,
        time_zone=time_zone,
        languages=languages,
        regulation_profile="E",
        scale=FIVE_POINTS,
    )
    await keep(session, school)
    # Nobody in the cast has marks; who tests term marks asks for the number that a preset requires.
    await make_regulation(session, school, "E", term_marks__least_marks=0)
    return school


async def make_regulation(
    session: AsyncSession,
    school: School,
    preset: str,
    starts_at: datetime = datetime(2026, 8, 31, 19, 0, tzinfo=UTC),
    **overrides: Any,
) -> RegulationVersion:
    """The regulation in force from before the school year; ``locks__marks_days=7`` overrides a value."""
    school.regulation_profile = preset
    return await keep(
        session,
        RegulationVersion(
            school_id=school.id,
            starts_at=starts_at,
            preset=preset,
            overrides={name.replace("__", "."): value for name, value in overrides.items()},
            time_zone=school.time_zone,
        ),
    )


async def make_year(session: AsyncSession, school: School) -> SchoolYear:
    """The year 2026/2027 with four quarters and the bells of schedule ``1``."""
    year = await keep(
        session,
        SchoolYear(
            school_id=school.id, name="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 31)
        ),
    )
    for number, (starts_on, ends_on) in enumerate(QUARTERS, 1):
        session.add(
            Term(
                school_id=school.id,
                school_year_id=year.id,
                kind=TermKind.QUARTER,
                number=number,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )
    for number, (starts_at, ends_at) in enumerate(BELLS, 1):
        session.add(
            BellTime(school_id=school.id, schedule="1", number=number, starts_at=starts_at, ends_at=ends_at)
        )
    await session.flush()
    return year


async def make_work_kinds(session: AsyncSession, school: School) -> dict[str, WorkKind]:
    """``answer`` (weight 1, the default), ``test`` (weight 2), ``notes`` (weight 0)."""
    kinds = {}
    for position, (code, ru, kk, en, weight) in enumerate(
        (
            ("answer", "Ответ на уроке", "Сабақтағы жауап", "Answer in class", "1"),
            ("test", "Контрольная работа", "Бақылау жұмысы", "Test", "2"),
            ("notes", "Конспект", "Конспект", "Notes", "0"),
        ),
        1,
    ):
        kinds[code] = await keep(
            session,
            WorkKind(
                school_id=school.id,
                code=code,
                names={"ru": ru, "kk": kk, "en": en},
                weight=Decimal(weight),
                position=position,
                is_default=code == "answer",
            ),
        )
    return kinds


async def make_subject(session: AsyncSession, school: School, name: str, **names: str) -> Subject:
    return await keep(session, Subject(school_id=school.id, name=name, names=names))


async def make_rules(session: AsyncSession, school: School) -> None:
    """Average under 3.00 of at least 3 marks; 2 failing marks in 14 days; a fall of 1.00 with 3 marks."""
    for kind, bound, count, days in (
        (RuleKind.AVERAGE_BELOW, Decimal(3), 3, None),
        (RuleKind.FAILING_MARKS, None, 2, 14),
        (RuleKind.FALL, Decimal(1), 3, None),
    ):
        session.add(PerformanceRule(school_id=school.id, kind=kind, bound=bound, count=count, days=days))
    await session.flush()
