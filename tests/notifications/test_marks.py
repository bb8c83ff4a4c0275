"""What families read of marks, and how often."""

from datetime import timedelta

from storage.models import NameOnScreen, OutboxStatus
from tests.notifications.conftest import Post

FATHER, MOTHER, STUDENT, OTHER_MOTHER = "102", "101", "103", "104"


def _first(post: Post, address: str = FATHER) -> str:
    (text,) = post.carrier.texts(address)
    return text.splitlines()[0]


async def test_a_new_mark_reaches_the_family_in_their_languages(post: Post) -> None:
    await post.gives("5", comment="Молодец")
    await post.delivers(minutes=5)
    assert post.carrier.addresses == [MOTHER, FATHER, STUDENT]
    assert _first(post) == "Әлихан: <b>Алгебра 5</b>"
    assert "Ответ на уроке, 23 ноября" in post.carrier.texts(FATHER)[0]
    assert "💬 Молодец" in post.carrier.texts(FATHER)[0]
    assert "Сабақтағы жауап" in post.carrier.texts(MOTHER)[0]


async def test_the_students_own_chat_needs_no_name(post: Post) -> None:
    await post.gives("5")
    await post.delivers(minutes=5)
    assert _first(post, STUDENT) == "<b>Алгебра 5</b>"


async def test_nothing_leaves_before_the_mark_has_settled(post: Post) -> None:
    await post.gives("5")
    await post.delivers(minutes=4, seconds=59)
    assert post.carrier.sent == []


async def test_several_marks_of_one_child_become_one_message(post: Post) -> None:
    """Bulk grading sent an alert per keystroke or per re-save."""
    await post.gives("5")
    await post.gives("4", lesson=post.cast.kazakh_lesson)
    await post.delivers(minutes=5)
    (text,) = post.carrier.texts(FATHER)
    assert "Алгебра 5" in text
    assert "Казахский язык 4" in text
    assert text.count("Әлихан") == 1


async def test_two_children_are_two_messages(post: Post) -> None:
    await post.gives("5")
    await post.gives("4", student=post.cast.daughter)
    await post.delivers(minutes=5)
    assert sorted(text.split(":")[0] for text in post.carrier.texts(MOTHER)) == ["Әлихан", "Әмина"]


async def test_a_mark_corrected_before_it_settled_is_told_once_with_its_last_value(post: Post) -> None:
    mark = await post.gives("2")
    post.clock.advance(minutes=1)
    await post.changes(mark, "5")
    await post.delivers(minutes=10)
    assert _first(post) == "Әлихан: <b>Алгебра 5</b>"


async def test_a_mark_changed_later_is_told_old_and_new(post: Post) -> None:
    mark = await post.gives("4")
    await post.delivers(minutes=5)
    post.carrier.sent.clear()
    await post.changes(mark, "3")
    await post.changes(mark, "5")
    await post.delivers(minutes=5)
    assert _first(post) == "Әлихан: <b>Алгебра 4 → 5</b>"


async def test_a_removed_mark_is_told_as_removed(post: Post) -> None:
    mark = await post.gives("2")
    await post.delivers(minutes=5)
    post.carrier.sent.clear()
    await post.changes(mark, None)
    await post.delivers(minutes=5)
    assert "2" in _first(post)
    assert "→" not in _first(post)


async def test_what_came_back_to_what_it_was_is_told_to_nobody(post: Post) -> None:
    mark = await post.gives("4")
    await post.delivers(minutes=5)
    post.carrier.sent.clear()
    await post.changes(mark, None)
    await post.changes(mark, "4")
    await post.delivers(minutes=5)
    assert post.carrier.sent == []
    assert {item.error for item in await post.items(OutboxStatus.DROPPED)} == {"undone"}


async def test_a_mark_entered_and_removed_at_once_is_told_to_nobody(post: Post) -> None:
    await post.changes(await post.gives("2"), None)
    await post.delivers(minutes=5)
    assert post.carrier.sent == []


async def test_an_edited_comment_is_not_a_deleted_and_a_new_mark(post: Post) -> None:
    """A mark's identity built from editable text: an edited comment looked like delete + new."""
    mark = await post.gives("4", comment="Хорошо")
    await post.delivers(minutes=5)
    post.carrier.sent.clear()
    await post.changes(mark, "4", comment="Хорошо, но без чертежа")
    await post.delivers(minutes=5)
    (text,) = post.carrier.texts(FATHER)
    assert "→" not in text
    assert "💬 Хорошо, но без чертежа" in text
    assert len(post.carrier.sent) == 3


async def test_a_comment_taken_away_is_no_news(post: Post) -> None:
    mark = await post.gives("4", comment="Списал")
    await post.delivers(minutes=5)
    post.carrier.sent.clear()
    await post.changes(mark, "4")
    await post.delivers(minutes=5)
    assert post.carrier.sent == []


async def test_a_change_while_the_morning_is_awaited_is_told_once(post: Post) -> None:
    """No version is told twice, however long the first one had to wait."""
    mark = await post.gives("4")
    waiting = post.clock.now + timedelta(hours=9)
    await post.alters(*await post.items(), not_before=waiting)
    post.clock.advance(hours=8, minutes=58)
    await post.changes(mark, "5")
    await post.delivers(minutes=2)
    await post.delivers(minutes=10)
    assert post.carrier.texts(FATHER) == [text for text in post.carrier.texts(FATHER) if "Алгебра 5" in text]
    assert len(post.carrier.texts(FATHER)) == 1


async def test_codes_are_shown_as_they_are(post: Post) -> None:
    await post.gives("осв")
    await post.delivers(minutes=5)
    assert _first(post) == "Әлихан: <b>Алгебра осв</b>"


async def test_html_in_names_titles_and_comments_stays_text(post: Post) -> None:
    """An unescaped < or & makes the whole message fail."""
    await post.alters(post.cast.son, first_name="<b>A&B</b>")
    await post.alters(post.cast.algebra.subject, name="A <i>&", names={})
    await post.gives("5", comment="<script>&")
    await post.delivers(minutes=5)
    (text,) = post.carrier.texts(FATHER)
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in text
    assert "A &lt;i&gt;&amp; 5" in text
    assert "&lt;script&gt;&amp;" in text


async def test_the_school_decides_how_much_of_the_name_a_lock_screen_shows(post: Post) -> None:
    """The child's full name or id on a lock screen."""
    shown = {}
    for choice in NameOnScreen:
        await post.alters(post.cast.school, name_on_screen=choice)
        await post.gives("5")
        await post.delivers(minutes=5)
        shown[choice] = _first(post).split(":")[0]
        post.carrier.sent.clear()
    assert shown == {
        NameOnScreen.FULL: "Нұрланов Әлихан",
        NameOnScreen.FIRST: "Әлихан",
        NameOnScreen.INITIALS: "Ә. Н.",
        NameOnScreen.HIDDEN: "Ваш ребёнок",
    }


async def test_a_hundred_marks_fit_into_one_message(post: Post) -> None:
    for _ in range(60):
        await post.gives("5", comment="Очень хорошая и подробная работа " * 5)
    await post.delivers(minutes=15)
    (text,) = post.carrier.texts(FATHER)
    assert len(text) <= 4096


async def test_the_button_opens_the_subject_of_that_child(post: Post) -> None:
    await post.gives("5")
    await post.delivers(minutes=5)
    (button,) = post.carrier.sent[0][1].rows[0]
    assert button.action is not None
    assert (button.action.child, button.action.item) == (post.cast.son.id, post.cast.algebra.subject_id)


async def test_every_family_gets_its_own_childs_marks_only(post: Post) -> None:
    """Roster data of a hundred children mailed to the wrong parents."""
    await post.gives("5")
    await post.gives("2", student=post.cast.classmate)
    await post.gives("3", student=post.cast.other_student, lesson=post.cast.other_lesson)
    await post.delivers(minutes=5)
    assert _first(post, OTHER_MOTHER) == "Вера: <b>Алгебра 3</b>"
    assert post.carrier.addresses == [MOTHER, FATHER, STUDENT, OTHER_MOTHER]
    assert all("Дмитрий" not in str(screen.text) for _, screen in post.carrier.sent)
