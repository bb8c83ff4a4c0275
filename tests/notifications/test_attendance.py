"""What families read of absences and lateness."""

from datetime import date

from services.excuses import take_back_excuse
from storage.models import Excuse, ExcuseReason, LessonStatus, OutboxStatus, Presence
from tests.cast import MONDAY, Cast
from tests.notifications.conftest import Post, at

FATHER, MOTHER, STUDENT = "102", "101", "103"


def _excuse(cast: Cast, first: date = MONDAY, last: date = MONDAY) -> Excuse:
    return Excuse(
        school_id=cast.school.id,
        student_id=cast.son.id,
        starts_on=first,
        ends_on=last,
        reason=ExcuseReason.ILLNESS,
        created_at=at(9),
    )


async def _reasons(post: Post) -> set[str]:
    return {item.error for item in await post.items(OutboxStatus.DROPPED)}


async def test_an_absence_reaches_the_family_after_the_lesson(post: Post) -> None:
    post.clock.now = at(8, 10)
    await post.misses()
    await post.delivers(minutes=30)
    assert post.carrier.sent == []
    await post.delivers(minutes=5)
    assert post.carrier.addresses == [MOTHER, FATHER, STUDENT]
    assert post.carrier.texts(FATHER) == ["Әлихан: нет на 1-м уроке (Алгебра)\nпонедельник, 23 ноября"]


async def test_lateness_is_told_as_lateness(post: Post) -> None:
    await post.misses(presence=Presence.LATE)
    await post.delivers(minutes=5)
    assert post.carrier.texts(FATHER)[0].startswith("Әлихан: опоздание на 1-й урок (Алгебра)")


async def test_lessons_missed_that_are_due_together_are_one_message(post: Post) -> None:
    post.clock.now = at(12)
    await post.misses(post.cast.kazakh_lesson)
    await post.misses(post.cast.lesson)
    await post.delivers(minutes=5)
    (text,) = post.carrier.texts(FATHER)
    assert text.index("Алгебра") < text.index("Казахский язык")


async def test_a_lesson_that_goes_on_is_not_told_with_one_that_is_over(post: Post) -> None:
    post.clock.now = at(8, 56)
    await post.misses(post.cast.lesson)
    await post.misses(post.cast.kazakh_lesson)
    await post.delivers(minutes=5)
    assert "Казахский" not in post.carrier.texts(FATHER)[0]
    await post.delivers(minutes=45)
    assert "Казахский" in post.carrier.texts(FATHER)[1]


async def test_no_absence_alarm_when_an_excuse_exists(post: Post) -> None:
    """Absence alarm although an excuse existed."""
    await post.misses()
    await post.adds(_excuse(post.cast))
    await post.delivers(minutes=5)
    assert post.carrier.sent == []
    assert await _reasons(post) == {"excused"}


async def test_an_excuse_of_another_day_or_taken_back_excuses_nothing(post: Post) -> None:
    await post.misses()
    revoked = _excuse(post.cast)
    revoked.revoked_at = post.clock()
    await post.adds(revoked, _excuse(post.cast, date(2026, 11, 24), date(2026, 11, 30)))
    await post.delivers(minutes=5)
    assert post.carrier.addresses == [MOTHER, FATHER, STUDENT]


async def test_an_absence_taken_back_in_time_is_told_to_nobody(post: Post) -> None:
    entry = await post.misses()
    await post.corrects(entry, None)
    await post.delivers(minutes=5)
    assert post.carrier.sent == []
    assert await _reasons(post) == {"undone"}


async def test_an_absence_that_became_lateness_is_told_once(post: Post) -> None:
    await post.corrects(await post.misses(), Presence.LATE)
    await post.delivers(minutes=5)
    (text,) = post.carrier.texts(FATHER)
    assert "опоздание" in text


async def test_who_was_told_wrongly_is_told_of_the_correction(post: Post) -> None:
    entry = await post.misses()
    await post.delivers(minutes=5)
    post.carrier.sent.clear()
    await post.corrects(entry, None)
    await post.delivers(minutes=5)
    assert post.carrier.texts(FATHER)[0].startswith("Әлихан: исправлено")


async def test_there_and_back_again_is_no_second_alarm(post: Post) -> None:
    entry = await post.misses()
    await post.delivers(minutes=5)
    post.carrier.sent.clear()
    await post.corrects(entry, None)
    entry.version = 2
    await post.corrects(entry, Presence.ABSENT)
    await post.delivers(minutes=5)
    assert post.carrier.sent == []


async def test_no_alarm_for_a_lesson_since_cancelled(post: Post) -> None:
    """A reminder for a lesson since cancelled."""
    await post.misses()
    await post.alters(post.cast.lesson, status=LessonStatus.CANCELLED)
    await post.delivers(minutes=5)
    assert post.carrier.sent == []
    assert await _reasons(post) == {"cancelled"}


async def test_of_two_lessons_only_the_one_that_still_holds_is_told(post: Post) -> None:
    await post.misses(post.cast.lesson)
    second = await post.misses(post.cast.kazakh_lesson)
    await post.corrects(second, None)
    post.clock.now = at(10)
    await post.delivers(minutes=5)
    (text,) = post.carrier.texts(FATHER)
    assert "Алгебра" in text
    assert "Казахский" not in text


async def test_an_absence_hidden_by_an_excuse_taken_back_is_told_then_once(post: Post) -> None:
    excuse = _excuse(post.cast)
    await post.adds(excuse)
    await post.misses()
    await post.delivers(hours=1)
    assert post.carrier.sent == []
    for _ in range(2):
        async with post.database.transaction() as session:
            await take_back_excuse(
                session, staff=post.cast.class_teacher, excuse_id=excuse.id, now=post.clock()
            )
        await post.delivers(minutes=1)
    assert len(post.carrier.texts("102")) == 1


async def test_an_excuse_taken_back_wakes_nothing_that_another_one_excuses(post: Post) -> None:
    excuse = _excuse(post.cast)
    await post.adds(excuse, _excuse(post.cast))
    await post.misses()
    await post.delivers(hours=1)
    async with post.database.transaction() as session:
        await take_back_excuse(session, staff=post.cast.class_teacher, excuse_id=excuse.id, now=post.clock())
    await post.delivers(minutes=1)
    assert post.carrier.sent == []
    assert await _reasons(post) == {"excused"}


async def test_an_old_excuse_taken_back_wakes_nobody_for_history(post: Post) -> None:
    """Old events announced weeks later."""
    excuse = _excuse(post.cast)
    await post.adds(excuse)
    await post.misses()
    await post.delivers(hours=1)
    post.clock.advance(days=5)
    async with post.database.transaction() as session:
        await take_back_excuse(session, staff=post.cast.class_teacher, excuse_id=excuse.id, now=post.clock())
    await post.delivers(minutes=1)
    assert post.carrier.sent == []
