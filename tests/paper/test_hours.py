"""Hours on paper: what the data says, odd letters, and that a year of sixty teachers can be set."""

from datetime import UTC, date, datetime

import pytest

from locales import words_in
from paper.hours import columns, figures, hours_data, print_hours
from paper.reading import Reading
from services.hours import Hours, HoursReport, Line, Period, TeacherHours
from storage.models import Course, Group, GroupKind, School, SchoolYear, StaffMember, Subject

SCHOOL = School(code="alm", name="Гимназия № 25", time_zone="Asia/Almaty", languages=["kk", "ru"])
YEAR = SchoolYear(name="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 31))
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 30), YEAR)
NOW = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)


def person(name: str = "Ким") -> StaffMember:
    return StaffMember(last_name=name, first_name="Елена", patronymic="")


def teacher(name: str = "Ким", subject: str = "Алгебра", lines: int = 1) -> TeacherHours:
    course = Course(group=Group(name="7 «А»", kind=GroupKind.CLASS), subject=Subject(name=subject, names={}))
    one = Line(course, None, (), Hours(planned=9, given=7, by_others=1, unrecorded=1))
    return TeacherHours(person(name), (one,) * lines)


def report(*teachers: TeacherHours) -> HoursReport:
    return HoursReport(PERIOD, (), teachers, is_own=False)


def reading(language: str = "en") -> Reading:
    return Reading(words_in(language), SCHOOL, NOW)


def test_every_figure_has_a_heading() -> None:
    assert len(columns(words_in("en"))) == 1 + len(figures(Hours()))


def test_the_paper_says_the_days_the_moment_and_the_sums() -> None:
    data = hours_data(reading(), report(teacher(), teacher("Ли")))
    assert data["about"][0] == "From 1\u00a0November 2026 to 30\u00a0November 2026"
    assert data["about"][-1] == "Made on 01.12.2026, 01:00"
    assert data["teachers"][0]["total"] == ["In all", "9", "7", "—", "7", "1", "—", "1", "—"]
    assert data["total"] == ["All teachers", "18", "14", "—", "14", "2", "—", "2", "—"]
    assert hours_data(reading(), report(teacher()))["total"] == [], "one teacher's sum is said once"


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
async def test_odd_letters_and_a_whole_school_are_set(language: str) -> None:
    odd = teacher(
        'Ким #set text(red) $x$ "<b>" \\ \u200b\U0001f4a1', "*Өнер* _и_ @труд\n= Заголовок", lines=20
    )
    printed = await print_hours(reading(language), report(odd, *[teacher(lines=4) for _ in range(60)]))
    assert printed.startswith(b"%PDF")
    assert (await print_hours(reading(language), report())).startswith(b"%PDF")
