"""When entries are due and when they close: days of the school's calendar, moments of its clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.errors import CorrectingClosed, EntriesClosed, EntriesNotOpen
from services.regulation import Entry, Span, Windows, due_at, effective

ALMATY, MOSCOW = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Moscow")
DAY = date(2026, 3, 2)
YEAR_ENDS = date(2026, 5, 31)
LESSON = Span(DAY, DAY, YEAR_ENDS, MOSCOW)
QUARTER = Span(date(2026, 1, 12), date(2026, 3, 22), YEAR_ENDS, MOSCOW)


def moscow(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=MOSCOW).astimezone(UTC)


def test_fourteen_days_after_the_lesson_means_till_the_end_of_the_fourteenth() -> None:
    a = Windows(effective("A", {}), LESSON)
    assert a.refusal(Entry.MARKS, moscow(date(2026, 3, 16), "23:59:59")) is None
    refusal = a.refusal(Entry.MARKS, moscow(date(2026, 3, 17), "00:00:00"))
    assert isinstance(refusal, EntriesClosed)
    assert refusal.facts == {"entry": "marks", "day": DAY, "closed_on": date(2026, 3, 16)}


def test_the_day_ends_where_the_school_is() -> None:
    at = datetime(2026, 3, 16, 20, 0, tzinfo=UTC)
    east = Windows(effective("A", {}), Span(DAY, DAY, YEAR_ENDS, ALMATY))
    assert Windows(effective("A", {}), LESSON).refusal(Entry.MARKS, at) is None
    assert east.refusal(Entry.MARKS, at) is not None


@pytest.mark.parametrize("name", ["C", "D", "E"])
def test_without_a_lock_everything_closes_with_the_school_year(name: str) -> None:
    windows = Windows(effective(name, {}), LESSON)
    for entry in (Entry.MARKS, Entry.ATTENDANCE, Entry.TOPIC, Entry.HOMEWORK):
        assert windows.refusal(entry, moscow(YEAR_ENDS, "23:59")) is None
        assert isinstance(windows.refusal(entry, moscow(date(2026, 6, 1), "00:00")), EntriesClosed)


def test_where_nothing_is_corrected_a_slip_is_mended_for_minutes() -> None:
    b = Windows(effective("B", {}), LESSON)
    entered = moscow(DAY, "10:00")
    for entry in (Entry.MARKS, Entry.ATTENDANCE):
        assert b.refusal(entry, entered) is None
        assert b.refusal(entry, entered + timedelta(minutes=5), entered) is None
        late = b.refusal(entry, entered + timedelta(minutes=6), entered)
        assert isinstance(late, CorrectingClosed)
    assert b.refusal(Entry.TOPIC, entered + timedelta(days=1), entered) is None


def test_nothing_is_backdated_at_the_college() -> None:
    b = Windows(effective("B", {}), LESSON)
    next_day = moscow(date(2026, 3, 3), "00:00")
    assert isinstance(b.refusal(Entry.MARKS, next_day), EntriesClosed)
    assert b.refusal(Entry.HOMEWORK, next_day) is None
    assert isinstance(b.refusal(Entry.HOMEWORK, moscow(date(2026, 3, 8), "00:00")), EntriesClosed)


def test_marks_of_work_taken_home_do_not_close_before_they_are_due() -> None:
    windows = Windows(effective("D", {"locks.marks_days": 2}), LESSON)
    assert windows.closes_on(Entry.MARKS) == date(2026, 3, 4)
    assert windows.closes_on(Entry.MARKS, "essay") == date(2026, 3, 9)
    assert windows.closes_on(Entry.ATTENDANCE, "essay") == YEAR_ENDS


def test_a_term_mark_has_its_window() -> None:
    windows = Windows(effective("A", {"term_marks.opens_days": 7}), QUARTER)
    early = windows.refusal(Entry.TERM_MARKS, moscow(date(2026, 3, 14), "23:59"))
    assert isinstance(early, EntriesNotOpen)
    assert early.facts["opens_on"] == date(2026, 3, 15)
    assert windows.refusal(Entry.TERM_MARKS, moscow(date(2026, 3, 15), "00:00")) is None
    assert windows.refusal(Entry.TERM_MARKS, moscow(date(2026, 4, 5), "23:59")) is None
    closed = windows.refusal(Entry.TERM_MARKS, moscow(date(2026, 4, 6), "00:00"))
    assert isinstance(closed, EntriesClosed)


def test_without_a_window_term_marks_open_with_the_term() -> None:
    windows = Windows(effective("E", {}), QUARTER)
    assert windows.refusal(Entry.TERM_MARKS, moscow(date(2026, 1, 12), "00:00")) is None
    assert windows.refusal(Entry.TERM_MARKS, moscow(date(2026, 1, 11), "23:59")) is not None


def test_homework_is_due_by_the_hour_the_regulation_names() -> None:
    assert due_at(effective("D", {}), Entry.HOMEWORK, DAY, MOSCOW) == moscow(DAY, "18:00")


def test_homework_is_due_so_many_hours_after_the_groups_last_lesson() -> None:
    last = moscow(DAY, "15:10")
    due = due_at(effective("B", {}), Entry.HOMEWORK, DAY, MOSCOW, last_lesson_ends=last)
    assert due == moscow(DAY, "18:10")


def test_marks_are_due_after_the_time_for_checking() -> None:
    d = effective("D", {})
    assert due_at(d, Entry.MARKS, DAY, MOSCOW) == moscow(date(2026, 3, 5), "00:00")
    assert due_at(d, Entry.MARKS, DAY, MOSCOW, kind="essay") == moscow(date(2026, 3, 10), "00:00")


def test_where_no_time_is_set_nothing_is_due() -> None:
    assert due_at(effective("C", {}), Entry.HOMEWORK, DAY, MOSCOW) is None
    assert due_at(effective("E", {}), Entry.HOMEWORK, DAY, ALMATY) is None


@pytest.mark.parametrize("name", ["A", "B", "C", "D", "E"])
def test_course_papers_are_due_and_close_with_the_marks_of_their_term(name: str) -> None:
    rules = effective(name, {})
    windows = Windows(rules, QUARTER)
    assert windows.closes_at(Entry.COURSE_PAPERS) == windows.closes_at(Entry.TERM_MARKS)
    due = [due_at(rules, entry, QUARTER.last, MOSCOW) for entry in (Entry.COURSE_PAPERS, Entry.TERM_MARKS)]
    assert due[0] == due[1]
    before = moscow(QUARTER.first - timedelta(days=30), "12:00")
    assert windows.refusal(Entry.COURSE_PAPERS, before) is None, "a topic is set before the term begins"
