"""What families read of marks of terms, exams and course papers, and of final marks (R4, R8, R43)."""

from datetime import date, time

import pytest
from sqlalchemy import delete, select

from handlers.screens import Action, Place
from services.preferences import switch_alert
from storage.models import (
    AlertKind,
    Attestation,
    AttestationKind,
    Course,
    Door,
    OutboxKind,
    OutboxStatus,
    PaperKind,
    TermKind,
    TermMark,
)
from tests.factories.attestation import make_attestation, make_term, quarters_of
from tests.factories.papers import make_register
from tests.notifications.conftest import Post
from tests.services.papers import line
from tests.services.papers.line import TOPIC

FATHER, MOTHER, STUDENT, OTHER_MOTHER = "102", "101", "103", "104"


async def exam(post: Post, kind: AttestationKind = AttestationKind.EXAM) -> Attestation:
    async with post.database.transaction() as session:
        quarter = (await quarters_of(session, post.cast.year))[1]
        return await make_attestation(session, post.cast.algebra, quarter, kind)


async def paper(post: Post, value: str, seen: str | None = None) -> None:
    """The son's course paper of algebra; first with its topic."""
    typed, before = {line.Field.MARK: value}, {line.Field.MARK: seen or ""}
    async with post.database.transaction() as session:
        if seen is None:
            quarter = (await quarters_of(session, post.cast.year))[1]
            await make_register(session, post.cast.algebra, quarter, PaperKind.PROJECT)
            typed[line.Field.TOPIC] = TOPIC
        result = await line.save(session, post.cast, typed, before, now=post.clock())
    assert result.is_saved, result.faults


def heard(post: Post, address: str = FATHER) -> list[str]:
    """What arrived since this was asked last."""
    texts = post.carrier.texts(address)
    post.carrier.sent.clear()
    return texts


async def test_a_new_mark_reaches_the_family_in_their_languages(post: Post) -> None:
    await post.sums_up("4")
    await post.delivers(minutes=4, seconds=59)
    assert post.carrier.sent == []
    await post.delivers(seconds=1)
    assert post.carrier.addresses == [MOTHER, FATHER, STUDENT]
    assert post.carrier.texts(FATHER) == ["Әлихан: <b>Алгебра 4</b> · 2-я четверть"]
    assert post.carrier.texts(MOTHER) == ["Әлихан: <b>Алгебра 4</b> · 2-тоқсан"]
    assert post.carrier.texts(STUDENT) == ["<b>Алгебра 4</b> · 2-я четверть"]


async def test_changed_and_removed_later_it_is_told_as_that(post: Post) -> None:
    await post.sums_up("4")
    await post.delivers(minutes=5)
    heard(post)
    await post.sums_up("3", "4")
    await post.sums_up("5", "3")
    await post.delivers(minutes=5)
    assert heard(post) == ["Әлихан: <b>Алгебра 4 → 5</b> · 2-я четверть"]
    await post.sums_up("", "5")
    await post.delivers(minutes=5)
    assert heard(post) == ["Әлихан: <b>Алгебра</b>, оценка 5 удалена · 2-я четверть"]


async def test_changed_before_it_was_told_it_is_told_once_as_it_stands(post: Post) -> None:
    await post.sums_up("2")
    post.clock.advance(minutes=1)
    await post.sums_up("5", "2")
    await post.delivers(minutes=10)
    assert heard(post) == ["Әлихан: <b>Алгебра 5</b> · 2-я четверть"]


async def test_removed_before_it_was_told_or_back_to_what_it_was_nobody_is_told(post: Post) -> None:
    await post.sums_up("2")
    await post.sums_up("", "2")
    await post.delivers(minutes=5)
    assert post.carrier.sent == []
    await post.sums_up("4")
    await post.delivers(minutes=5)
    heard(post)
    await post.sums_up("", "4")
    await post.sums_up("4")
    await post.delivers(minutes=5)
    assert post.carrier.sent == []
    assert {item.error for item in await post.items(OutboxStatus.DROPPED)} == {"undone"}


async def test_what_no_longer_stands_as_told_is_left_to_its_own_message(post: Post) -> None:
    """Changed by a colleague in the moment in which the first message is being made."""
    await post.sums_up("2")
    first = await post.items()
    await post.sums_up("5", "2")
    later = [item for item in await post.items() if item.id not in {one.id for one in first}]
    await post.alters(*later, batch="elsewhere")
    await post.delivers(minutes=5)
    assert heard(post) == ["Әлихан: <b>Алгебра 2 → 5</b> · 2-я четверть"]


async def test_of_a_course_that_is_gone_nobody_is_told(post: Post) -> None:
    await post.sums_up("2")
    async with post.database.transaction() as session:
        await session.execute(delete(Course).where(Course.id == post.cast.algebra.id))
    await post.delivers(minutes=5)
    assert post.carrier.sent == []


async def test_not_attested_comes_with_its_reason(post: Post) -> None:
    await post.sums_up("н/а: illness")
    await post.delivers(minutes=5)
    assert heard(post) == ["Әлихан: <b>Алгебра н/а (болезнь)</b> · 2-я четверть"]
    await post.sums_up("н/а: other: <b>переезд</b>", "н/а: illness")
    await post.delivers(minutes=5)
    assert heard(post) == [
        "Әлихан: <b>Алгебра н/а (болезнь) → н/а (&lt;b&gt;переезд&lt;/b&gt;)</b> · 2-я четверть"
    ]


async def test_all_subjects_saved_within_the_window_are_one_message_for_each_child(post: Post) -> None:
    cast = post.cast
    await post.sums_up("4")
    post.clock.advance(minutes=3)
    await post.sums_up("5", course=cast.kazakh)
    await post.sums_up("3", course=cast.reading, student=cast.daughter)
    await post.delivers(minutes=5)
    assert post.carrier.texts(FATHER) == [
        "Әлихан: <b>Алгебра 4</b> · 2-я четверть\n<b>Казахский язык 5</b> · 2-я четверть"
    ]
    assert sorted(text.split(":")[0] for text in post.carrier.texts(MOTHER)) == ["Әлихан", "Әмина"]
    assert OTHER_MOTHER not in post.carrier.addresses


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (AttestationKind.EXAM, "Экзамен"),
        (AttestationKind.CREDIT, "Зачёт"),
        (AttestationKind.GRADED_CREDIT, "Дифференцированный зачёт"),
        (AttestationKind.FINAL, "Итоговая оценка"),
    ],
)
async def test_exams_credits_and_final_marks_say_what_they_are(
    post: Post, kind: AttestationKind, name: str
) -> None:
    await post.sums_up("5", of=await exam(post, kind))
    await post.sums_up("4")
    await post.delivers(minutes=5)
    assert heard(post) == [
        f"Әлихан: <b>Алгебра 4</b> · 2-я четверть\n<b>Алгебра 5</b> · {name} · 2-я четверть"
    ]


async def test_the_mark_of_a_course_paper_is_told_and_its_topic_alone_is_not(post: Post) -> None:
    await paper(post, "")
    await post.delivers(minutes=5)
    assert await post.items() == []
    await paper(post, "4", "")
    await post.delivers(minutes=5)
    assert heard(post) == ["Әлихан: <b>Алгебра 4</b> · Курсовой проект"]
    await paper(post, "5", "4")
    await post.delivers(minutes=5)
    assert heard(post) == ["Әлихан: <b>Алгебра 4 → 5</b> · Курсовой проект"]
    await paper(post, "", "5")
    await post.delivers(minutes=5)
    assert heard(post) == ["Әлихан: <b>Алгебра</b>, оценка 5 удалена · Курсовой проект"]


async def test_the_button_opens_the_marks_of_that_term(post: Post) -> None:
    cast = post.cast
    async with post.database.transaction() as session:
        second = (await quarters_of(session, cast.year))[1].id
    for course, action in (
        (cast.algebra, Action(Place.SUBJECT, cast.son.id, item=cast.algebra.subject_id, value=str(second))),
        (cast.kazakh, Action(Place.MARKS, cast.son.id, item=second)),
    ):
        await post.sums_up("4", course=course)
        if course is cast.kazakh:
            await post.sums_up("5", "4")
        await post.delivers(minutes=5)
        (button,) = post.carrier.sent[0][1].rows[0]
        assert button.action == action
        post.carrier.sent.clear()


async def test_of_two_terms_the_button_opens_the_later(post: Post) -> None:
    cast = post.cast
    async with post.database.transaction() as session:
        year = await make_term(session, cast.year, TermKind.YEAR, ends_on=date(2026, 12, 27))
    await post.sums_up("4")
    await post.sums_up("5", of=year)
    await post.delivers(minutes=5)
    (button,) = post.carrier.sent[0][1].rows[0]
    assert button.action is not None
    assert button.action.value == str(year.id)


async def test_what_was_imported_is_told_to_nobody(post: Post) -> None:
    await post.sums_up("4", door=Door.IMPORT)
    assert await post.items() == []


async def test_a_guardian_whose_right_has_ended_hears_nothing(post: Post) -> None:
    await post.sums_up("4")
    await post.alters(post.cast.father_of_son, revoked_at=post.clock())
    await post.delivers(minutes=5)
    assert post.carrier.addresses == [MOTHER, STUDENT]


async def test_who_wants_no_marks_hears_of_none(post: Post) -> None:
    async with post.database.transaction() as session:
        account = await session.merge(post.cast.father_account)
        await switch_alert(session, account=account, kind=AlertKind.MARKS, enabled=False)
    await post.sums_up("4")
    await post.delivers(minutes=5)
    assert post.carrier.addresses == [MOTHER, STUDENT]


async def test_in_quiet_hours_it_waits_for_the_morning_with_what_comes_till_then(post: Post) -> None:
    await post.alters(post.cast.father_account, quiet_from=time(8), quiet_to=time(12))
    await post.sums_up("4")
    await post.delivers(minutes=5)
    assert FATHER not in post.carrier.addresses
    await post.sums_up("5", "4")
    await post.delivers(hours=3)
    assert heard(post) == ["Әлихан: <b>Алгебра 5</b> · 2-я четверть"]


async def test_a_save_that_fails_tells_nothing(post: Post) -> None:
    await post.sums_up("4")
    with pytest.raises(AssertionError):
        await post.sums_up("17", "4")
    assert {item.kind for item in await post.items()} == {OutboxKind.TERM_MARKS}
    assert len(await post.items()) == 3
    async with post.database.reading() as session:
        assert list(await session.scalars(select(TermMark.value))) == ["4"]
