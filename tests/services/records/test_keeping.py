"""Who sees and keeps personal records, and that nothing of them leaks (R44, R23)."""

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.errors import Forbidden
from services.records import Lack, open_record, open_records, oversee, save_record, texts_of
from storage.models import AuditEntry, GuardianRecord, Relation, Role, StudentRecord
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import make_staff

NUMBER = "012345678"
TYPED = {
    "sex": "male",
    "document_kind": "birth_certificate",
    "document_number": NUMBER,
    "document_issued_by": "ЦОН № 3",
    "document_issued_on": "2013-04-01",
    "phone": "8 701 123 45 67",
}


async def _save(session: AsyncSession, cast: Cast, typed: dict[str, str], **seen: str):
    return await save_record(
        session,
        staff=cast.class_teacher,
        group_id=cast.class_7a.id,
        student_id=cast.son.id,
        typed=typed,
        seen=seen,
        now=MONDAY_MORNING,
    )


async def _open(session: AsyncSession, cast: Cast):
    return await open_record(
        session,
        staff=cast.class_teacher,
        group_id=cast.class_7a.id,
        student_id=cast.son.id,
        now=MONDAY_MORNING,
    )


async def test_a_record_is_kept_with_the_parents(session: AsyncSession, cast: Cast) -> None:
    father, mother = f"p{cast.father_of_son.id}-", f"p{cast.mother_of_son.id}-"
    saved = await _save(
        session,
        cast,
        {
            **TYPED,
            "last_name": "Нұрланұлы",
            f"{father}phone": "+77017654321",
            f"{mother}email": "a@example.org",
            f"{mother}relation": "guardian",
            f"{mother}last_name": "Серікова",
        },
    )
    assert saved.faults == {}
    _, record = await _open(session, cast)
    assert record.student.last_name == "Нұрланұлы"
    assert (record.record.document_number, record.record.phone) == (NUMBER, "+77011234567")
    assert record.record.document_issued_on == date(2013, 4, 1)
    assert [one.guardianship.relation for one in record.parents] == [Relation.GUARDIAN, Relation.FATHER]
    assert [one.guardian.last_name for one in record.parents] == ["Серікова", "Нұрланов"]
    assert record.parents[1].record.phone == "+77017654321"
    assert record.lacks == []


async def test_one_wrong_field_saves_nothing(session: AsyncSession, cast: Cast) -> None:
    saved = await _save(session, cast, {**TYPED, "email": "none", "document_issued_on": "2010-01-01"})
    assert {name: fault.code for name, fault in saved.faults.items()} == {
        "email": "wrong_email",
        "document_issued_on": "wrong_issue_date",
    }
    assert (await session.scalars(select(StudentRecord))).all() == []
    assert (await session.scalars(select(AuditEntry))).all() == []


async def test_the_audit_says_which_fields_and_never_what_they_say(session: AsyncSession, cast: Cast) -> None:
    await _save(session, cast, TYPED)
    entry = (await session.scalars(select(AuditEntry))).one()
    assert (entry.action, entry.staff_id, entry.subject_id) == (
        "change_record",
        cast.class_teacher.id,
        cast.son.id,
    )
    assert entry.facts == {"fields": sorted(TYPED)}
    for secret in (NUMBER, "7701", "ЦОН"):
        assert secret not in json.dumps(entry.facts, ensure_ascii=False)


async def test_saving_the_same_again_changes_and_notes_nothing(session: AsyncSession, cast: Cast) -> None:
    await _save(session, cast, TYPED)
    _, record = await _open(session, cast)
    texts = texts_of(record)
    assert (await _save(session, cast, texts, **texts)).changed == ()
    assert len((await session.scalars(select(AuditEntry))).all()) == 1


async def test_a_later_save_does_not_overwrite_an_earlier_one(session: AsyncSession, cast: Cast) -> None:
    await _save(session, cast, {"email": "first@example.org"}, email="")
    second = await _save(session, cast, {"email": "second@example.org"}, email="")
    assert [fault.code for fault in second.faults.values()] == ["changed_meanwhile"]
    _, record = await _open(session, cast)
    assert record.record.email == "first@example.org"


async def test_what_is_missing_is_counted(session: AsyncSession, cast: Cast) -> None:
    await _save(session, cast, {**TYPED, f"p{cast.father_of_son.id}-email": "a@example.org"})
    page = await open_records(
        session, staff=cast.class_teacher, group_id=cast.class_7a.id, now=MONDAY_MORNING
    )
    by_name = {one.student.id: one.lacks for one in page.records}
    assert by_name[cast.son.id] == [Lack.PARENT_PHONE]
    assert by_name[cast.classmate.id] == [Lack.SEX, Lack.DOCUMENT, Lack.EMAIL, Lack.PARENT]
    assert page.missing == {
        Lack.SEX: 1,
        Lack.DOCUMENT: 1,
        Lack.EMAIL: 1,
        Lack.PARENT: 1,
        Lack.PARENT_PHONE: 1,
    }
    assert page.incomplete == 2


@pytest.mark.parametrize("who", ["class_teacher", "curator", "administrator", "clerk"])
async def test_who_keeps_the_records_opens_and_saves_them(
    session: AsyncSession, cast: Cast, who: str
) -> None:
    clerk = await make_staff(session, cast.school, "Серова Нина", Role.RECORDS_CLERK)
    staff = clerk if who == "clerk" else getattr(cast, who)
    await open_records(session, staff=staff, group_id=cast.class_7a.id, now=MONDAY_MORNING)
    saved = await save_record(
        session,
        staff=staff,
        group_id=cast.class_7a.id,
        student_id=cast.son.id,
        typed={"sex": "male"},
        seen={},
        now=MONDAY_MORNING,
    )
    assert saved.changed == ("sex",)


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "director", "other_teacher"])
async def test_nobody_else_opens_or_saves_a_record(session: AsyncSession, cast: Cast, who: str) -> None:
    """A deputy head answers for the records being kept and needs no child's document for it."""
    director = await make_staff(session, cast.school, "Сатыбалдиев Ерлан", Role.DIRECTOR)
    staff = director if who == "director" else getattr(cast, who)
    with pytest.raises(Forbidden):
        await open_records(session, staff=staff, group_id=cast.class_7a.id, now=MONDAY_MORNING)
    with pytest.raises(Forbidden):
        await save_record(
            session,
            staff=staff,
            group_id=cast.class_7a.id,
            student_id=cast.son.id,
            typed={"sex": "male"},
            seen={},
            now=MONDAY_MORNING,
        )


async def test_another_class_and_another_school_are_refused_like_nowhere(
    session: AsyncSession, cast: Cast
) -> None:
    places = [
        (cast.class_teacher, cast.class_3b.id, cast.daughter.id),
        (cast.class_teacher, cast.class_7a.id, cast.daughter.id),
        (cast.class_teacher, cast.class_7a.id, cast.other_student.id),
        (cast.administrator, cast.other_class.id, cast.other_student.id),
        (cast.administrator, 9999, cast.son.id),
    ]
    for staff, group_id, student_id in places:
        with pytest.raises(Forbidden):
            await open_record(
                session, staff=staff, group_id=group_id, student_id=student_id, now=MONDAY_MORNING
            )


async def test_a_guardian_of_another_child_cannot_be_reached_through_a_field(
    session: AsyncSession, cast: Cast
) -> None:
    forged = f"p{cast.other_mother_of_student.id}-phone"
    assert (await _save(session, cast, {forged: "+77010000000"})).changed == ()
    assert (await session.scalars(select(GuardianRecord))).all() == []


@pytest.mark.parametrize("who", ["administrator", "deputy_head", "clerk"])
async def test_the_overview_has_numbers_and_no_data(session: AsyncSession, cast: Cast, who: str) -> None:
    clerk = await make_staff(session, cast.school, "Серова Нина", Role.RECORDS_CLERK)
    await _save(session, cast, TYPED)
    classes = await oversee(
        session, staff=clerk if who == "clerk" else getattr(cast, who), now=MONDAY_MORNING
    )
    assert [(one.group.id, one.students, one.incomplete) for one in classes] == [
        (cast.class_3b.id, 1, 1),
        (cast.class_7a.id, 2, 2),
    ]
    for staff in (cast.teacher, cast.class_teacher):
        with pytest.raises(Forbidden):
            await oversee(session, staff=staff, now=MONDAY_MORNING)
