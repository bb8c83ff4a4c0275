"""What a family sees of course papers in the diary (R4, R20, R43)."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services import diary
from services.accounts import Child
from storage.models import PaperKind
from tests.cast import MONDAY, Cast
from tests.factories.attestation import quarters_of
from tests.factories.papers import make_paper, make_register


async def test_a_family_sees_its_own_paper_and_no_other(session: AsyncSession, cast: Cast) -> None:
    term = (await quarters_of(session, cast.year))[1]
    algebra = await make_register(session, cast.algebra, term, PaperKind.PROJECT)
    kazakh = await make_register(session, cast.kazakh, term)
    await make_paper(session, algebra, cast.son, "Привод", "5", defended_on=date(2026, 11, 20))
    await make_paper(session, algebra, cast.classmate, "Чужая тема")
    await make_paper(session, kazakh, cast.son, "")
    son = Child(cast.son, cast.school, cast.class_7a, cast.mother_of_son)
    view = await diary.open_subject(session, child=son, subject_id=cast.algebra.subject_id, today=MONDAY)
    assert view.papers == (diary.Paper(PaperKind.PROJECT, "Привод", date(2026, 11, 20), "5"),)
    other = await diary.open_subject(session, child=son, subject_id=cast.kazakh.subject_id, today=MONDAY)
    assert other.papers == (), "a line without a topic is nothing yet"
