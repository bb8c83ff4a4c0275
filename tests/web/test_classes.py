"""The class teacher's page and the administrator's page of staff, with every denial."""

import pytest
from sqlalchemy import func, select

from services.accounts import identify
from storage.database import Database
from storage.models import AccessCode, Channel, Excuse, Link, Student
from tests.cast import Cast
from tests.clock import MONDAY_MORNING
from tests.factories.people import make_group, make_leader
from tests.web.desk import Desk, text_of

TODAY = "2026-11-23"


@pytest.fixture
async def gulnar(desk, stored_cast: Cast) -> Desk:
    """The class teacher of 7 «А», signed in."""
    opened: Desk = desk()
    await opened.signs_in(stored_cast.class_teacher)
    return opened


async def _desk_of(desk, staff) -> Desk:
    opened: Desk = desk()
    await opened.signs_in(staff)
    return opened


async def _count(database: Database, model, *conditions) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(model).where(*conditions))).one()


async def _link_id(database: Database, account_id: int) -> int:
    async with database.reading() as session:
        query = select(Link.id).where(Link.account_id == account_id).order_by(Link.id)
        return (await session.scalars(query)).first() or 0


def _excuse(
    student_id: int, starts_on: str = TODAY, ends_on: str = TODAY, **changes: str
) -> dict[str, object]:
    return {
        "student": student_id,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "reason": "illness",
        "note": "",
        **changes,
    }


async def test_a_single_class_opens_at_once(gulnar: Desk, stored_cast: Cast) -> None:
    page = await gulnar.opens("/classes")
    assert page.headers["location"] == f"/classes/{stored_cast.class_7a.id}"


async def test_the_class_shows_who_is_linked(gulnar: Desk, stored_cast: Cast) -> None:
    text = text_of(await gulnar.opens(f"/classes/{stored_cast.class_7a.id}"))
    assert "3 of 4 people linked." in text
    for name in ("Нұрланов Әлихан", "Нұрланова Айгерім Серікқызы", "Соколов Дмитрий Олегович"):
        assert name in text
    assert "Linked since 23 November" in text
    assert "Not linked, no code" in text
    assert "Нұрланова Әмина" not in text
    assert "Белова" not in text


async def test_several_classes_are_listed_and_none_is_said(
    desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        await make_leader(session, stored_cast.class_3b, stored_cast.class_teacher)
    gulnar = await _desk_of(desk, stored_cast.class_teacher)
    assert "3 «Б» 7 «А»" in text_of(await gulnar.opens("/classes"))
    teacher = await _desk_of(desk, stored_cast.teacher)
    assert "You lead no class" in text_of(await teacher.opens("/classes"))


async def test_slips_for_the_class_come_as_a_pdf_to_keep(
    gulnar: Desk, database: Database, stored_cast: Cast
) -> None:
    answer = await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/slips")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.content.startswith(b"%PDF")
    assert await _count(database, AccessCode, AccessCode.student_id == stored_cast.classmate.id) == 1
    assert "Code until 23 December" in text_of(await gulnar.opens(f"/classes/{stored_cast.class_7a.id}"))


async def test_when_everybody_is_linked_the_page_says_so(
    gulnar: Desk, database: Database, stored_cast: Cast
) -> None:
    async with database.transaction() as session:
        (await session.get_one(Student, stored_cast.classmate.id)).left_on = MONDAY_MORNING.date().replace(
            day=1
        )
    answer = await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/slips")
    assert "Everybody is linked" in text_of(await gulnar.opens(answer.headers["location"]))


async def test_one_person_gets_a_new_slip_and_the_former_code_ends(
    gulnar: Desk, database: Database, stored_cast: Cast
) -> None:
    base = f"/classes/{stored_cast.class_7a.id}"
    for _ in range(2):
        answer = await gulnar.posts(f"{base}/guardianship/{stored_cast.father_of_son.id}/slip")
        assert answer.content.startswith(b"%PDF")
    assert await _count(database, AccessCode, AccessCode.revoked_at.is_(None)) == 1
    answer = await gulnar.posts(f"{base}/guardianship/{stored_cast.father_of_son.id}/revoke-code")
    assert "no longer works" in text_of(await gulnar.opens(answer.headers["location"]))
    assert await _count(database, AccessCode, AccessCode.revoked_at.is_(None)) == 0


async def test_a_revoked_parent_loses_access_at_once(
    gulnar: Desk, database: Database, stored_cast: Cast
) -> None:
    link = await _link_id(database, stored_cast.father_account.id)
    answer = await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/links/{link}/revoke")
    assert "Access ended" in text_of(await gulnar.opens(answer.headers["location"]))
    async with database.reading() as session:
        father = await identify(session, channel=Channel.TELEGRAM, address="102", now=MONDAY_MORNING)
    assert not father.is_linked


ACTIONS = (
    "/classes/{group}/slips",
    "/classes/{group}/student/{student}/slip",
    "/classes/{group}/guardianship/{guardianship}/slip",
    "/classes/{group}/student/{student}/revoke-code",
    "/classes/{group}/excuses",
    "/classes/{group}/excuses/{excuse}/take-back",
    "/classes/{group}/links/{link}/revoke",
)


@pytest.mark.parametrize("who", ["teacher", "deputy_head", "other_teacher"])
@pytest.mark.parametrize("action", ACTIONS)
async def test_refused_the_page_one_cannot_post_to_its_addresses_either(
    desk, database: Database, gulnar: Desk, stored_cast: Cast, who: str, action: str
) -> None:
    await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/excuses", _excuse(stored_cast.son.id))
    async with database.reading() as session:
        excuse = (await session.scalars(select(Excuse.id))).one()
    path = action.format(
        group=stored_cast.class_7a.id,
        student=stored_cast.son.id,
        guardianship=stored_cast.father_of_son.id,
        excuse=excuse,
        link=await _link_id(database, stored_cast.father_account.id),
    )
    stranger = await _desk_of(desk, getattr(stored_cast, who))
    assert (await stranger.opens(f"/classes/{stored_cast.class_7a.id}")).status_code == 403
    answer = await stranger.posts(path, _excuse(stored_cast.son.id, "2026-11-20", "2026-11-20"))
    assert answer.status_code == 403
    assert await _count(database, AccessCode) == 0
    assert await _count(database, Link, Link.revoked_at.is_not(None)) == 0
    assert await _count(database, Excuse, Excuse.revoked_at.is_(None)) == 1


async def test_another_classs_people_cannot_be_reached_through_the_own_class(
    gulnar: Desk, database: Database, stored_cast: Cast
) -> None:
    base = f"/classes/{stored_cast.class_7a.id}"
    daughters = await _link_id(database, stored_cast.other_mother_account.id)
    for path in (
        f"{base}/student/{stored_cast.daughter.id}/slip",
        f"{base}/guardianship/{stored_cast.mother_of_daughter.id}/slip",
        f"{base}/guardianship/{stored_cast.other_mother_of_student.id}/revoke-code",
        f"{base}/links/{daughters}/revoke",
        f"/classes/{stored_cast.class_3b.id}/slips",
        f"/classes/{stored_cast.other_class.id}/slips",
    ):
        assert (await gulnar.posts(path)).status_code == 403
    answer = await gulnar.posts(f"{base}/excuses", _excuse(stored_cast.daughter.id))
    assert answer.status_code == 403
    assert await _count(database, AccessCode) == 0


async def test_an_unknown_kind_of_person_is_no_page(gulnar: Desk, stored_cast: Cast) -> None:
    path = f"/classes/{stored_cast.class_7a.id}/staff/{stored_cast.teacher.id}/slip"
    assert (await gulnar.posts(path)).status_code == 404


async def test_nothing_is_issued_without_the_forms_token(
    gulnar: Desk, database: Database, stored_cast: Cast
) -> None:
    answer = await gulnar.posts(f"/classes/{stored_cast.class_7a.id}/slips", {"csrf": "forged"})
    assert answer.status_code == 403
    assert await _count(database, AccessCode) == 0


async def test_an_administrator_looks_and_revokes_but_issues_nothing_for_families(
    desk, database: Database, stored_cast: Cast
) -> None:
    timur = await _desk_of(desk, stored_cast.administrator)
    base = f"/classes/{stored_cast.class_7a.id}"
    page = await timur.opens(base)
    assert "Slips for who" not in page.text
    assert (await timur.posts(f"{base}/slips")).status_code == 403
    link = await _link_id(database, stored_cast.father_account.id)
    await timur.posts(f"{base}/links/{link}/revoke")
    assert await _count(database, Link, Link.revoked_at.is_not(None)) == 1


async def test_html_in_names_is_shown_as_written(gulnar: Desk, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        (await session.get_one(Student, stored_cast.son.id)).last_name = "<script>alert(1)</script>&"
    page = await gulnar.opens(f"/classes/{stored_cast.class_7a.id}")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


async def test_an_empty_class_is_a_sentence(desk, database: Database, stored_cast: Cast) -> None:
    async with database.transaction() as session:
        group = await make_group(session, stored_cast.year, "1 «А»", 1)
        await make_leader(session, group, stored_cast.teacher)
    elena = await _desk_of(desk, stored_cast.teacher)
    assert "There are no students" in text_of(await elena.opens(f"/classes/{group.id}"))


async def test_a_stranger_is_asked_to_sign_in(desk, stored_cast: Cast) -> None:
    for path in ("/classes", f"/classes/{stored_cast.class_7a.id}", "/staff"):
        page = await desk().opens(path)
        assert page.headers["location"].startswith("/login")
