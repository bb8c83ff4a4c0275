"""A family reports changed data; the class teacher accepts, corrects or declines (R12)."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import (
    DecliningUnexplained,
    Forbidden,
    NothingChanged,
    NotLinked,
    ReportDecided,
    ReporterLeft,
    ReportTooLong,
    SchoolError,
    TextEmpty,
    TooManyReports,
    WrongBirthDate,
    WrongPhone,
)
from services.leaving import revoke_link
from services.records import MOST_WAITING, accept_report, decline_report
from storage.models import (
    AuditEntry,
    DataField,
    DataReport,
    GuardianRecord,
    Link,
    OutboxItem,
    OutboxKind,
    ReportStatus,
    Role,
    StudentRecord,
)
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import make_staff
from tests.factories.records import make_report

NUMBER = "012345678"
FATHER, STUDENT, OTHER = "102", "103", "104"


async def _all(session: AsyncSession, model, *which):
    await session.flush()
    return (await session.scalars(select(model).where(*which).order_by(model.id))).all()


async def _accept(session: AsyncSession, cast: Cast, report: DataReport, who="class_teacher", **changes):
    staff = getattr(cast, who)
    return await accept_report(session, staff=staff, report_id=report.id, now=MONDAY_MORNING, **changes)


async def test_a_report_goes_to_who_leads_the_class_without_its_value(
    session: AsyncSession, cast: Cast
) -> None:
    report = await make_report(session, FATHER, cast.son, DataField.DOCUMENT, NUMBER)
    assert (report.status, report.guardian_id, report.value) == (
        ReportStatus.WAITING,
        cast.father.id,
        NUMBER,
    )
    items = await _all(session, OutboxItem)
    assert {item.account_id for item in items} == {
        cast.class_teacher_account.id,
        cast.curator_account.id,
    }
    assert all(item.facts == {"report": report.id} for item in items)


@pytest.mark.parametrize("who", ["class_teacher", "curator", "administrator"])
async def test_an_accepted_value_is_on_record_and_the_family_is_told(
    session: AsyncSession, cast: Cast, who: str
) -> None:
    report = await make_report(
        session, FATHER, cast.son, DataField.PHONE, "8 701 765 43 21", of_guardian=True
    )
    await _accept(session, cast, report, who)
    (record,) = await _all(session, GuardianRecord)
    assert (record.guardian_id, record.phone, record.own_words) == (
        cast.father.id,
        "+77017654321",
        ["phone"],
    )
    (entry,) = await _all(session, AuditEntry)
    assert (entry.action, entry.staff_id) == ("accept_report", getattr(cast, who).id)
    assert entry.facts == {
        "report": report.id,
        "field": "phone",
        "of": "guardian",
        "guardian": cast.father.id,
        "corrected": False,
    }
    told = await _all(session, OutboxItem, OutboxItem.kind == OutboxKind.DATA_OUTCOME)
    assert [item.account_id for item in told] == [cast.father_account.id]


async def test_names_and_birth_dates_change_in_the_persons_own_row(session: AsyncSession, cast: Cast) -> None:
    for field, value, of_guardian in (
        (DataField.NAME, "Нұрланұлы Әлихан Маратұлы", False),
        (DataField.BIRTH_DATE, "2013-03-15", False),
        (DataField.NAME, "Нұрланов Мұрат", True),
    ):
        report = await make_report(session, FATHER, cast.son, field, value, of_guardian=of_guardian)
        await _accept(session, cast, report)
    assert (cast.son.full_name, cast.son.birth_date.isoformat()) == (
        "Нұрланұлы Әлихан Маратұлы",
        "2013-03-15",
    )
    assert cast.father.full_name == "Нұрланов Мұрат"


async def test_a_documents_number_stands_in_the_record_alone(session: AsyncSession, cast: Cast) -> None:
    report = await make_report(session, FATHER, cast.son, DataField.DOCUMENT, NUMBER)
    await _accept(session, cast, report)
    (record,) = await _all(session, StudentRecord)
    assert record.document_number == NUMBER
    assert report.value == "••••5678"
    elsewhere = [entry.facts for entry in await _all(session, AuditEntry)]
    elsewhere += [item.facts for item in await _all(session, OutboxItem)]
    assert NUMBER not in json.dumps(elsewhere)


async def test_a_value_is_corrected_before_it_is_accepted(session: AsyncSession, cast: Cast) -> None:
    report = await make_report(session, FATHER, cast.son, DataField.ADDRESS, "Алматы, Абая 1")
    with pytest.raises(TextEmpty):
        await _accept(session, cast, report, value=" ")
    await _accept(session, cast, report, value="Алматы, Абая 1, кв. 2")
    (record,) = await _all(session, StudentRecord)
    assert (record.address, record.own_words) == ("Алматы, Абая 1, кв. 2", [])
    (entry,) = await _all(session, AuditEntry)
    assert entry.facts["corrected"] is True


async def test_declining_needs_a_reason_and_changes_nothing(session: AsyncSession, cast: Cast) -> None:
    report = await make_report(session, FATHER, cast.son, DataField.NAME, "Нұрланов Әли")
    with pytest.raises(DecliningUnexplained):
        await decline_report(
            session, staff=cast.class_teacher, report_id=report.id, reason=" ", now=MONDAY_MORNING
        )
    await decline_report(
        session,
        staff=cast.class_teacher,
        report_id=report.id,
        reason="Нужен документ",
        now=MONDAY_MORNING,
    )
    assert (report.status, report.reason) == (ReportStatus.DECLINED, "Нужен документ")
    assert cast.son.first_name == "Әлихан"
    told = await _all(session, OutboxItem, OutboxItem.kind == OutboxKind.DATA_OUTCOME)
    assert [item.account_id for item in told] == [cast.father_account.id]


async def test_there_is_one_outcome_only(session: AsyncSession, cast: Cast) -> None:
    """A double tap, and two teachers at once."""
    report = await make_report(session, FATHER, cast.son, DataField.EMAIL, "a@example.org")
    await _accept(session, cast, report)
    with pytest.raises(ReportDecided):
        await _accept(session, cast, report, "curator")
    with pytest.raises(ReportDecided):
        await decline_report(
            session, staff=cast.curator, report_id=report.id, reason="No", now=MONDAY_MORNING
        )
    assert len(await _all(session, AuditEntry)) == 1


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "other_teacher"])
async def test_who_does_not_keep_the_records_decides_nothing(
    session: AsyncSession, cast: Cast, who: str
) -> None:
    report = await make_report(session, FATHER, cast.son, DataField.EMAIL, "a@example.org")
    with pytest.raises(Forbidden):
        await _accept(session, cast, report, who)
    with pytest.raises(Forbidden):
        await decline_report(
            session, staff=getattr(cast, who), report_id=report.id, reason="No", now=MONDAY_MORNING
        )
    assert report.status is ReportStatus.WAITING


async def test_another_classs_teacher_and_school_are_refused_like_nowhere(
    session: AsyncSession, cast: Cast
) -> None:
    theirs = await make_report(session, OTHER, cast.other_student, DataField.EMAIL, "a@example.org")
    sisters = await make_report(session, "101", cast.daughter, DataField.EMAIL, "a@example.org")
    for report_id in (theirs.id, sisters.id, 9999):
        with pytest.raises(Forbidden):
            await accept_report(session, staff=cast.class_teacher, report_id=report_id, now=MONDAY_MORNING)
    clerk = await make_staff(session, cast.school, "Серова Нина", Role.RECORDS_CLERK)
    await accept_report(session, staff=clerk, report_id=sisters.id, now=MONDAY_MORNING)
    with pytest.raises(Forbidden):
        await accept_report(session, staff=clerk, report_id=theirs.id, now=MONDAY_MORNING)


@pytest.mark.parametrize("how", ["guardianship", "link"])
async def test_who_lost_the_rights_meanwhile_changes_nothing(
    session: AsyncSession, cast: Cast, how: str
) -> None:
    report = await make_report(session, FATHER, cast.son, DataField.ADDRESS, "Алматы, Абая 1")
    if how == "guardianship":
        cast.father_of_son.revoked_at = MONDAY_MORNING
    else:
        (tie,) = await _all(session, Link, Link.guardianship_id == cast.father_of_son.id)
        await revoke_link(session, staff=cast.class_teacher, link_id=tie.id, now=MONDAY_MORNING)
    await session.flush()
    with pytest.raises(ReporterLeft):
        await _accept(session, cast, report)
    await decline_report(
        session, staff=cast.class_teacher, report_id=report.id, reason="No", now=MONDAY_MORNING
    )
    assert await _all(session, OutboxItem, OutboxItem.kind == OutboxKind.DATA_OUTCOME) == []


@pytest.mark.parametrize(
    ("address", "child", "field", "of_guardian"),
    [
        (FATHER, "daughter", DataField.PHONE, False),
        (FATHER, "classmate", DataField.PHONE, False),
        (OTHER, "son", DataField.ADDRESS, False),
        (FATHER, "son", DataField.BIRTH_DATE, True),
        (FATHER, "son", DataField.DOCUMENT, True),
        (STUDENT, "son", DataField.NAME, False),
        (STUDENT, "son", DataField.DOCUMENT, False),
        (STUDENT, "son", DataField.PHONE, True),
        ("201", "son", DataField.PHONE, False),
    ],
)
async def test_nobody_reports_what_is_not_theirs(
    session: AsyncSession, cast: Cast, address: str, child: str, field: DataField, of_guardian: bool
) -> None:
    with pytest.raises((Forbidden, NotLinked)):
        await make_report(
            session, address, getattr(cast, child), field, "+77010000000", of_guardian=of_guardian
        )
    assert await _all(session, DataReport) == []


async def test_a_student_reports_the_own_telephone(session: AsyncSession, cast: Cast) -> None:
    report = await make_report(session, STUDENT, cast.son, DataField.PHONE, "+77010000001")
    await _accept(session, cast, report)
    (record,) = await _all(session, StudentRecord)
    assert (record.phone, record.own_words) == ("+77010000001", ["phone"])
    told = await _all(session, OutboxItem, OutboxItem.kind == OutboxKind.DATA_OUTCOME)
    assert [item.account_id for item in told] == [cast.student_account.id]


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        (DataField.PHONE, "none", WrongPhone),
        (DataField.BIRTH_DATE, "", WrongBirthDate),
        (DataField.OTHER, " ", TextEmpty),
        (DataField.OTHER, "я" * 301, ReportTooLong),
        (DataField.NAME, "Нұрланов Әлихан", NothingChanged),
        (DataField.BIRTH_DATE, "2013-03-14", NothingChanged),
    ],
)
async def test_what_makes_no_sense_is_refused(
    session: AsyncSession, cast: Cast, field: DataField, value: str, refusal: type[SchoolError]
) -> None:
    with pytest.raises(refusal):
        await make_report(session, FATHER, cast.son, field, value)


async def test_the_same_reported_anew_takes_the_place_of_the_first(session: AsyncSession, cast: Cast) -> None:
    first = await make_report(session, FATHER, cast.son, DataField.ADDRESS, "Абая 1")
    second = await make_report(session, FATHER, cast.son, DataField.ADDRESS, "Абая 2")
    assert (first.status, first.value, second.status) == (ReportStatus.REPLACED, "", ReportStatus.WAITING)
    with pytest.raises(ReportDecided):
        await _accept(session, cast, first)
    mothers = await make_report(session, "101", cast.son, DataField.ADDRESS, "Абая 3")
    assert (second.status, mothers.status) == (ReportStatus.WAITING, ReportStatus.WAITING)


async def test_only_a_few_reports_wait_at_once(session: AsyncSession, cast: Cast) -> None:
    reports = [
        await make_report(session, FATHER, cast.son, DataField.OTHER, f"No. {n}") for n in range(MOST_WAITING)
    ]
    with pytest.raises(TooManyReports):
        await make_report(session, "101", cast.son, DataField.OTHER, "One more")
    await make_report(session, "101", cast.daughter, DataField.OTHER, "Of another child")
    await _accept(session, cast, reports[0])
    await make_report(session, "101", cast.son, DataField.OTHER, "One more")
