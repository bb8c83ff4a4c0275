"""A file from before does not undo what a family reported and the class teacher accepted (R44)."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.importing import NoteCode, apply
from services.records import accept_report, decline_report
from storage.models import DataField, Guardian, Guardianship, StaffMember, Student
from tests.factories.files import Sheets, small_school
from tests.factories.people import link, make_account
from tests.factories.records import make_report
from tests.services.importing.way import NOW, bring_in, dry_run

CHAT = "301"


async def _imported(session: AsyncSession) -> tuple[Student, Guardian, StaffMember]:
    """А-2 of 7 «А», the father who has a chat, and the class teacher."""
    await bring_in(session, small_school())
    student = (await session.scalars(select(Student).where(Student.number == "А-2"))).one()
    tie = (await session.scalars(select(Guardianship).where(Guardianship.student_id == student.id))).one()
    await link(session, await make_account(session, CHAT), tie)
    teacher = (await session.scalars(select(StaffMember).where(StaffMember.number == "002"))).one()
    return student, await session.get_one(Guardian, tie.guardian_id), teacher


async def _brings_in_again(session: AsyncSession, sheets: Sheets) -> list[tuple[NoteCode, tuple[str, ...]]]:
    plan = await dry_run(session, sheets)
    assert plan.faults == ()
    await apply(session, plan=plan, staff=None, now=NOW)
    return [(note.code, note.items) for note in plan.notes]


async def test_names_and_the_birth_date_stay_as_they_were_accepted(session: AsyncSession) -> None:
    student, father, teacher = await _imported(session)
    for field, value, of_guardian in (
        (DataField.NAME, "Петрова Анна Петровна", False),
        (DataField.BIRTH_DATE, "2013-07-05", False),
        (DataField.NAME, "Иванов-Петров Пётр Ильич", True),
    ):
        report = await make_report(session, CHAT, student, field, value, of_guardian=of_guardian)
        await accept_report(session, staff=teacher, report_id=report.id, now=NOW)
    sheets = small_school()
    sheets["Ученики"][1][1] = "Серіков Әлихан"
    assert await _brings_in_again(session, sheets) == [
        (NoteCode.ACCEPTED_REPORT, ("А-2 Петрова Анна",)),
        (NoteCode.ACCEPTED_REPORT, ("Р-2 Иванов-Петров Пётр",)),
    ]
    for person in (student, father):
        await session.refresh(person)
    assert (student.full_name, student.birth_date) == ("Петрова Анна Петровна", date(2013, 7, 5))
    assert father.full_name == "Иванов-Петров Пётр Ильич"
    other = (await session.scalars(select(Student).where(Student.number == "А-1"))).one()
    await session.refresh(other)
    assert other.last_name == "Серіков", "of whom nothing was reported, the file changes as before"


async def test_a_new_file_that_says_the_same_is_no_news(session: AsyncSession) -> None:
    student, _, teacher = await _imported(session)
    report = await make_report(session, CHAT, student, DataField.NAME, "Петрова Анна Петровна")
    await accept_report(session, staff=teacher, report_id=report.id, now=NOW)
    sheets = small_school()
    sheets["Ученики"][2][1] = "Петрова Анна Петровна"
    sheets["Ученики"][2][2] = "03.07.2013"
    assert await _brings_in_again(session, sheets) == []
    await session.refresh(student)
    assert student.birth_date == date(2013, 7, 3), "only the name was reported"


async def test_what_waits_or_was_declined_holds_nothing_back(session: AsyncSession) -> None:
    student, _, teacher = await _imported(session)
    report = await make_report(session, CHAT, student, DataField.NAME, "Петрова Анна Петровна")
    await decline_report(
        session, staff=teacher, report_id=report.id, reason="Нет свидетельства", now=NOW + timedelta(hours=1)
    )
    await make_report(session, CHAT, student, DataField.BIRTH_DATE, "2013-07-05")
    sheets = small_school()
    sheets["Ученики"][2][1:3] = ["Иванова Анна Ильинична", "03.07.2013"]
    assert await _brings_in_again(session, sheets) == []
    await session.refresh(student)
    assert (student.patronymic, student.birth_date) == ("Ильинична", date(2013, 7, 3))
