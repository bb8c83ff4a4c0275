"""Each step of a late change reaches the person whose turn it is, and nobody else."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from locales.words import LANGUAGES, plain, words_in
from notifications.notices.late_changes import HEADS
from services.gradebook import LessonDraft, shown
from services.late_changes import (
    Application,
    Approval,
    Document,
    Protocol,
    Refusal,
    apply_for_term,
    decide,
    enter,
    enter_term_marks,
    open_entry,
)
from storage.files import Files
from storage.models import (
    Account,
    Grounds,
    LateChange,
    OutboxKind,
    OutboxStatus,
    StaffMember,
    StaffRole,
)
from tests.clock import SETTLE, Clock
from tests.factories.attestation import make_attestation, quarters_of
from tests.factories.late_changes import LATE, PDF, approve, make_director, make_late_change
from tests.factories.people import link, make_account
from tests.notifications.conftest import Post
from tests.services.lesson_cells import mark

TEACHER, DIRECTOR, DEPUTY, FATHER = "201", "301", "302", "102"


@pytest.fixture
async def director(post: Post, clock: Clock) -> StaffMember:
    """With a chat, as the deputy head has one."""
    clock.now = LATE
    async with post.database.transaction() as session:
        director = await make_director(session, post.cast)
        for address, person in ((DIRECTOR, director), (DEPUTY, post.cast.deputy_head)):
            await link(session, await make_account(session, address, "ru"), person)
        return director


@pytest.fixture
async def filed(post: Post, director: StaffMember, tmp_path: Path) -> LateChange:
    cast = post.cast
    async with post.database.transaction() as session:
        return await make_late_change(session, tmp_path, cast.teacher, cast.lesson, cast.son)


async def _approve(post: Post, director: StaffMember, filed: LateChange) -> None:
    async with post.database.transaction() as session:
        await approve(session, director, filed)


async def test_every_step_reaches_whose_turn_it_is(
    post: Post, director: StaffMember, filed: LateChange
) -> None:
    cast = post.cast
    await post.delivers()
    assert post.carrier.addresses == [DIRECTOR]
    text = post.carrier.texts(DIRECTOR)[0]
    assert text.startswith("Заявление ждёт вашего решения.")
    assert "7 «А», Алгебра, 23 ноября" in text
    assert f"{cast.son.short_name}: болезнь ученика" in text
    await _approve(post, director, filed)
    await post.delivers()
    assert post.carrier.addresses == [DIRECTOR, DEPUTY]
    assert "Урок открыт до конца дня 11 декабря." in post.carrier.texts(DEPUTY)[0]
    async with post.database.transaction() as session:
        entry = await open_entry(session, staff=cast.deputy_head, change_id=filed.id, now=LATE)
        seen = shown(entry.record)
        draft = LessonDraft({**seen, mark(cast.son.id): "4"}, seen)
        await enter(
            session,
            staff=cast.deputy_head,
            change_id=filed.id,
            draft=draft,
            protocol=Protocol(),
            now=LATE,
            settle=timedelta(0),
        )
    await post.delivers()
    assert post.carrier.texts(TEACHER)[0].startswith("Изменение внесено по вашему заявлению.")


async def test_a_refusal_reaches_the_teacher_with_its_reason(
    post: Post, director: StaffMember, filed: LateChange
) -> None:
    async with post.database.transaction() as session:
        refusal = Refusal("No <stamp> on it")
        await decide(session, staff=director, change_id=filed.id, decision=refusal, now=LATE)
    await post.delivers()
    assert post.carrier.addresses == [TEACHER], "what is decided waits for the director no more"
    assert "No <stamp> on it" in plain(post.carrier.texts(TEACHER)[0])


async def test_a_permission_that_is_over_is_no_news(
    post: Post, director: StaffMember, filed: LateChange
) -> None:
    await _approve(post, director, filed)
    await post.delivers(days=4)
    assert post.carrier.addresses == []
    steps = [item for item in await post.items() if item.kind is OutboxKind.LATE_CHANGE]
    assert {item.status for item in steps} == {OutboxStatus.DROPPED}


@pytest.mark.usefixtures("filed")
async def test_who_is_director_no_more_hears_nothing(post: Post, director: StaffMember) -> None:
    async with post.database.transaction() as session:
        for role in list((await session.merge(director)).roles):
            await session.delete(await session.get_one(StaffRole, role.id))
    await post.delivers()
    assert post.carrier.addresses == []


SAID = {
    "ru": {
        "term": (
            "Заявление ждёт вашего решения.",
            "7 «А», Алгебра, 2-я четверть",
            "Оценки открыты до конца дня 14 января.",
        ),
        "exam": (
            "Заявление ждёт вашего решения.",
            "7 «А», Алгебра, 2-я четверть, экзамен",
            "Оценки открыты до конца дня 14 января.",
        ),
    },
    "kk": {
        "term": (
            "Өтініш сіздің шешіміңізді күтеді.",
            "7 «А», Алгебра, 2-тоқсан",
            "Бағалар 14 қаңтар күнінің соңына дейін ашық.",
        ),
        "exam": (
            "Өтініш сіздің шешіміңізді күтеді.",
            "7 «А», Алгебра, 2-тоқсан, емтихан",
            "Бағалар 14 қаңтар күнінің соңына дейін ашық.",
        ),
    },
}
DONE = {"ru": "Изменение внесено по вашему заявлению.", "kk": "Өтінішіңіз бойынша өзгеріс енгізілді."}
FOR_THE_FAMILY = {
    "term": "Әлихан: <b>Алгебра 4</b> · 2-я четверть",
    "exam": "Әлихан: <b>Алгебра 4</b> · Экзамен · 2-я четверть",
}
JANUARY = datetime(2027, 1, 11, 5, 0, tzinfo=UTC)
"""By preset A what sums up the second quarter closed last night."""


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("what", ["term", "exam"])
async def test_marks_that_sum_up_are_told_of_in_the_readers_language(
    post: Post, director: StaffMember, tmp_path: Path, language: str, what: str
) -> None:
    cast, head, about, until = post.cast, *SAID[language][what]
    post.clock.now = JANUARY
    async with post.database.transaction() as session:
        for account in await session.scalars(
            select(Account).where(Account.address.in_((TEACHER, DIRECTOR, DEPUTY)))
        ):
            account.language = language
        quarter = (await quarters_of(session, cast.year))[1]
        exam = await make_attestation(session, cast.algebra, quarter)
        change = await apply_for_term(
            session,
            staff=cast.teacher,
            course_id=cast.algebra.id,
            term_id=quarter.id,
            attestation_id=exam.id if what == "exam" else None,
            application=Application(
                Grounds.STUDENT_ILLNESS, frozenset({cast.son.id}), "Was ill", (Document("a.pdf", PDF),)
            ),
            files=Files(tmp_path),
            now=JANUARY,
        )
    await post.delivers()
    (text,) = post.carrier.texts(DIRECTOR)
    assert text.startswith(head)
    assert f"\n{about}\n" in text
    async with post.database.transaction() as session:
        approval = Approval("18-к", date(2027, 1, 11))
        await decide(session, staff=director, change_id=change.id, decision=approval, now=JANUARY)
    await post.delivers()
    (text,) = post.carrier.texts(DEPUTY)
    assert about in text
    assert until in text
    async with post.database.transaction() as session:
        await enter_term_marks(
            session,
            staff=cast.deputy_head,
            change_id=change.id,
            typed={cast.son.id: "4"},
            seen={},
            protocol=Protocol(),
            now=JANUARY,
            settle=SETTLE,
        )
    await post.delivers()
    (text,) = post.carrier.texts(TEACHER)
    assert text.startswith(DONE[language])
    assert about in text
    await post.delivers(minutes=5)
    assert post.carrier.texts(FATHER) == [FOR_THE_FAMILY[what]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lock_screen_says_what_is_up(language: str) -> None:
    for head in HEADS.values():
        assert len(plain(head(words_in(language)))) <= 40
