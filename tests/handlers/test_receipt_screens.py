"""Receipts, sent messages and answers as screens: totals, names, and what fits into one message."""

from zoneinfo import ZoneInfo

from handlers.screens import receipts as screens
from handlers.screens.messages import author_name, incoming_screen, staff_name
from locales import plain, words_in
from services.inbox import Answer, Author, Incoming, Setting
from services.receipts import Receipt, Receipts, Sent, State
from storage.models import (
    Audience,
    Guardian,
    Message,
    MessageKind,
    MessageRecipient,
    NameOnScreen,
    Relation,
    School,
    StaffMember,
    Student,
)
from tests.clock import MONDAY_MORNING as NOW
from tests.eyes import as_seen

ZONE = ZoneInfo("Asia/Almaty")
RU, KK = words_in("ru"), words_in("kk")


def message(kind: MessageKind = MessageKind.ANNOUNCEMENT, audience: Audience | None = None) -> Message:
    return Message(id=7, kind=kind, audience=audience, text="Собрание & чай " * 30, sent_at=NOW)


def guardian(name: str = "Нұрланова") -> Guardian:
    return Guardian(id=1, last_name=name, first_name="Айгерім", patronymic="")


def student(name: str = "Әлихан") -> Student:
    return Student(id=2, last_name="Нұрланов", first_name=name, patronymic="")


def school(shown: NameOnScreen = NameOnScreen.FIRST) -> School:
    return School(name="Гимназия № 25", name_on_screen=shown, languages=["kk"])


def test_a_large_class_is_shown_on_pages_and_nobody_is_lost() -> None:
    """4096 characters after parsing."""
    people = tuple(
        Receipt(guardian(f"Ф{number:03}<b>" + "ж" * 60), (student("Ы" * 60),), State.NOT_REACHED, None, None)
        for number in range(110)
    )
    shown = Receipts(message(), None, None, people)
    names: set[int] = set()
    for page in range(1, 10):
        screen = screens.receipts_screen(RU, shown, ZONE, NOW, str(page))
        assert len(plain(screen.text)) <= 4096
        names |= {number for number in range(110) if f"Ф{number:03}" in screen.text}
    assert names == set(range(110))


def test_the_longest_lists_of_sent_and_answers_fit() -> None:
    sent = [Sent(message(MessageKind.LETTER), None, student("Ы" * 90), 200, 100, 50)] * 10
    assert len(plain(screens.sent_screen(RU, sent, ZONE).text)) <= 4096
    answer = Answer(MessageRecipient(id=5), message(), guardian("Ж" * 90), student("Ы" * 90), False)
    assert len(plain(screens.answers_screen(RU, [answer] * 20, ZONE).text)) <= 4096


def test_whom_a_message_was_for_is_said_in_few_words() -> None:
    lines = [
        screens.sent_screen(RU, [Sent(one, None, child, 1, 1, 0)], ZONE).text.split("\n")[2]
        for one, child in (
            (message(audience=Audience.PARENTS), None),
            (message(audience=Audience.STUDENTS), None),
            (message(audience=Audience.BOTH), None),
            (message(MessageKind.LETTER), student()),
            (message(MessageKind.LETTER), None),
        )
    ]
    assert [as_seen(plain(line)) for line in lines] == [
        "1. —, родителям · 23 ноября, 09:00",
        "1. —, ученикам · 23 ноября, 09:00",
        "1. —, родителям и ученикам · 23 ноября, 09:00",
        "1. Родителям: Нұрланов Әлихан · 23 ноября, 09:00",
        "1. Родителям · 23 ноября, 09:00",
    ]


def test_an_author_whose_record_is_gone_is_the_school() -> None:
    setting = Setting(school(), None, Author(), None, None)
    text = incoming_screen(RU, Incoming(MessageRecipient(id=5), message(), setting)).text
    assert text.startswith("<b>Гимназия № 25</b>")
    assert author_name(Author()) is None


def test_each_relative_is_called_what_they_are() -> None:
    heads = []
    for relation in (*Relation, None):
        author = Author(guardian=guardian(), relation=relation)
        setting = Setting(school(), None, author, student(), "Собрание")
        text = incoming_screen(KK, Incoming(MessageRecipient(id=5, staff_id=1), message(), setting)).text
        heads.append(plain(text).split("\n")[0])
    assert heads == [
        "Нұрланова Айгерім (анасы), Нұрланов Әлихан",
        "Нұрланова Айгерім (әкесі), Нұрланов Әлихан",
        "Нұрланова Айгерім (әжесі немесе атасы), Нұрланов Әлихан",
        "Нұрланова Айгерім (заңды өкілі), Нұрланов Әлихан",
        "Нұрланова Айгерім, Нұрланов Әлихан",
    ]


def test_who_has_no_patronymic_is_not_called_by_the_given_name_alone() -> None:
    assert staff_name(StaffMember(last_name="Исаева", first_name="Дина", patronymic="")) == "Исаева Дина"
    assert (
        staff_name(StaffMember(last_name="Ким", first_name="Елена", patronymic="Викторовна"))
        == "Елена Викторовна"
    )
