"""Which lesson gives which topic: pure, and the same whatever is saved first."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from services.plans.linking import Told, links, still_to_give, title_key
from storage.models import PlanTopic

TITLES = ("Дроби", "Проценты", "Повторение")
topics_of_a_plan = st.lists(st.tuples(st.sampled_from(TITLES), st.integers(1, 3)), max_size=8)
texts = st.sampled_from((*TITLES, "Экскурсия", ""))


def plan(*topics: tuple[str, int]) -> list[PlanTopic]:
    return [
        PlanTopic(id=100 + position, position=position, title=title, hours=hours)
        for position, (title, hours) in enumerate(topics, 1)
    ]


def told(*titles: str) -> list[Told]:
    return [Told(lesson, title) for lesson, title in enumerate(titles, 1)]


def saved_one_by_one(topics: list[PlanTopic], texts: list[str], order: list[int]) -> dict[int, int]:
    """Save lessons in some order; each save drops its own link and finds all of them anew."""
    written: dict[int, str] = {}
    found: dict[int, int] = {}
    for lesson in order:
        written[lesson] = texts[lesson]
        found.pop(lesson, None)
        lessons = [Told(one, written[one], found.get(one)) for one in sorted(written)]
        found = links(topics, lessons)
    return found


@given(
    topics=topics_of_a_plan,
    lessons=st.lists(texts, max_size=12).flatmap(
        lambda said: st.tuples(
            st.just(said), st.lists(st.sampled_from(range(len(said)))) if said else st.just([])
        )
    ),
)
def test_no_order_of_saves_skips_or_doubles_a_topic(
    topics: list[tuple[str, int]], lessons: tuple[list[str], list[int]]
) -> None:
    made, (said, order) = plan(*topics), lessons
    order = [*order, *(lesson for lesson in range(len(said)) if lesson not in order)]
    found = saved_one_by_one(made, said, order)
    assert found == links(made, [Told(lesson, text) for lesson, text in enumerate(said)])
    taken = Counter(found.values())
    hours = {topic.id: topic.hours for topic in made}
    assert all(taken[topic] <= hours[topic] for topic in taken), "none is doubled"
    for title in TITLES:
        own = [topic for topic in made if topic.title == title]
        given_in_order = [
            found[lesson] for lesson, text in enumerate(said) if text == title and lesson in found
        ]
        wanted = [topic.id for topic in own for _ in range(topic.hours)][: said.count(title)]
        assert given_in_order == wanted, "none is skipped"


@given(topics=topics_of_a_plan, said=st.lists(texts, max_size=12))
def test_what_is_offered_next_is_the_first_topic_with_hours_left(
    topics: list[tuple[str, int]], said: list[str]
) -> None:
    made = plan(*topics)
    found = links(made, told(*said))
    offered = still_to_give(made, found.values())
    taken = Counter(found.values())
    assert [topic.id for topic in offered] == [topic.id for topic in made if taken[topic.id] < topic.hours]
    if offered:
        following = links(made, told(*said, offered[0].title))[len(said) + 1]
        assert following == offered[0].id, "whoever takes the offer gives that very topic"


def test_a_topic_of_two_hours_takes_two_lessons_and_the_third_is_outside() -> None:
    assert links(plan(("Дроби", 2)), told("Дроби", "Дроби", "Дроби")) == {1: 101, 2: 101}


def test_the_same_title_twice_is_two_topics_in_order() -> None:
    topics = plan(("Повторение", 1), ("Дроби", 1), ("Повторение", 1))
    assert links(topics, told("Повторение", "Повторение")) == {1: 101, 2: 103}


def test_a_title_is_the_same_however_it_is_spaced_or_ended() -> None:
    assert title_key("  Теорема\u00a0 Виета. ") == title_key("теорема виета")
    assert title_key("Ещё о дробях") == title_key("Еще о дробях")
    assert title_key("§ 1") != title_key("§ 2")


def test_a_lesson_keeps_its_topic_when_the_plan_is_reworded() -> None:
    reworded = plan(("Дроби и доли", 1), ("Проценты", 1))
    assert links(reworded, [Told(1, "Дроби", 101)]) == {1: 101}


def test_a_lesson_follows_its_title_when_the_plan_is_renumbered() -> None:
    renumbered = plan(("Введение", 1), ("Дроби", 1))
    assert links(renumbered, [Told(1, "Дроби", 101)]) == {1: 102}


def test_a_lesson_whose_topic_has_lost_its_hours_is_outside() -> None:
    assert links(plan(("Доли", 1)), [Told(1, "Дроби", 101), Told(2, "Дроби", 101)]) == {1: 101}


def test_a_topic_of_another_plan_is_none_of_this_one() -> None:
    assert links(plan(("Доли", 1)), [Told(1, "Дроби", 999)]) == {}
