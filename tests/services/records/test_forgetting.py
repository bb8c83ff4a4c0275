"""What is forgotten of the records of who leaves the diary, and what the school keeps (R22)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.leaving import forget_me
from services.records import accept_report, save_record
from storage.models import Account, DataField, DataReport, GuardianRecord, ReportStatus, StudentRecord
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import link, make_account
from tests.factories.records import make_report

FATHER = "102"


async def _reported_and_kept(session: AsyncSession, cast: Cast) -> None:
    """The father reported his telephone and the boy's address; the school wrote down his e-mail itself."""
    for field, value, of_guardian in (
        (DataField.PHONE, "+77017654321", True),
        (DataField.ADDRESS, "Алматы, Абая 1", False),
    ):
        report = await make_report(session, FATHER, cast.son, field, value, of_guardian=of_guardian)
        await accept_report(session, staff=cast.class_teacher, report_id=report.id, now=MONDAY_MORNING)
    await save_record(
        session,
        staff=cast.class_teacher,
        group_id=cast.class_7a.id,
        student_id=cast.son.id,
        typed={f"p{cast.father_of_son.id}-email": "marat@example.org"},
        seen={},
        now=MONDAY_MORNING,
    )
    await make_report(session, FATHER, cast.son, DataField.OTHER, "We move in spring")


async def _forget(session: AsyncSession, account: Account) -> None:
    await forget_me(session, account=account, now=MONDAY_MORNING)
    await session.flush()


async def test_contacts_given_in_the_chat_go_and_the_schools_own_record_stays(
    session: AsyncSession, cast: Cast
) -> None:
    await _reported_and_kept(session, cast)
    await _forget(session, cast.father_account)
    (fathers,) = (await session.scalars(select(GuardianRecord))).all()
    assert (fathers.phone, fathers.email, fathers.own_words) == ("", "marat@example.org", [])
    (boys,) = (await session.scalars(select(StudentRecord))).all()
    assert boys.address == "Алматы, Абая 1"


async def test_what_was_reported_is_erased_and_waits_no_longer(session: AsyncSession, cast: Cast) -> None:
    await _reported_and_kept(session, cast)
    await _forget(session, cast.father_account)
    reports = (await session.scalars(select(DataReport).order_by(DataReport.id))).all()
    assert [report.value for report in reports] == ["", "", ""]
    assert [report.status for report in reports] == [
        ReportStatus.ACCEPTED,
        ReportStatus.ACCEPTED,
        ReportStatus.WITHDRAWN,
    ]


async def test_nothing_is_forgotten_while_another_phone_is_linked(session: AsyncSession, cast: Cast) -> None:
    await _reported_and_kept(session, cast)
    await link(session, await make_account(session, "901"), cast.father_of_son)
    await _forget(session, cast.father_account)
    (fathers,) = (await session.scalars(select(GuardianRecord))).all()
    assert fathers.phone == "+77017654321"


async def test_the_other_parents_words_stay(session: AsyncSession, cast: Cast) -> None:
    await _reported_and_kept(session, cast)
    report = await make_report(session, "101", cast.son, DataField.EMAIL, "a@example.org", of_guardian=True)
    await _forget(session, cast.father_account)
    await session.refresh(report)
    assert (report.value, report.status) == ("a@example.org", ReportStatus.WAITING)


async def test_a_telephone_entered_again_by_the_school_is_the_schools(
    session: AsyncSession, cast: Cast
) -> None:
    await _reported_and_kept(session, cast)
    await save_record(
        session,
        staff=cast.class_teacher,
        group_id=cast.class_7a.id,
        student_id=cast.son.id,
        typed={f"p{cast.father_of_son.id}-phone": "+77019999999"},
        seen={},
        now=MONDAY_MORNING,
    )
    await _forget(session, cast.father_account)
    (fathers,) = (await session.scalars(select(GuardianRecord))).all()
    assert fathers.phone == "+77019999999"


async def test_a_students_own_telephone_goes_with_the_students_consent(
    session: AsyncSession, cast: Cast
) -> None:
    report = await make_report(session, "103", cast.son, DataField.PHONE, "+77010000001")
    await accept_report(session, staff=cast.class_teacher, report_id=report.id, now=MONDAY_MORNING)
    await _forget(session, cast.student_account)
    (boys,) = (await session.scalars(select(StudentRecord))).all()
    assert boys.phone == ""
