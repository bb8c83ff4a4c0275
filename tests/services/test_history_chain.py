"""The chain of changes by itself: whatever is done to its entries is found at its place."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.history.chain import FIELDS, VERSION, Fault, Flaw, Head, digest, flaw_after, flaw_at_end, tie
from storage.models import ChangeKind, Door

ids = st.none() | st.integers(1, 2**31 - 1)
entries = st.fixed_dictionaries(
    {
        "school_id": st.just(1),
        "at": st.datetimes(timezones=st.just(UTC)),
        "staff_id": ids,
        "author": st.text(),
        "door": st.sampled_from(Door),
        "kind": st.sampled_from(ChangeKind),
        "course_id": ids,
        "lesson_id": ids,
        "work_id": ids,
        "student_id": ids,
        "term_id": ids,
        "was": st.text(),
        "became": st.text(),
    }
)
records = st.lists(entries, min_size=1, max_size=8)


def flaw_of(record: list[dict[str, Any]], head: Head) -> Flaw | None:
    """What a reader finds who goes through the entries by number."""
    last = Head()
    for entry in sorted(record, key=lambda entry: entry["number"]):
        if flaw := flaw_after(last, entry):
            return flaw
        last = Head(entry["number"], entry["hash"])
    return flaw_at_end(last, head)


def tied(record: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], Head]:
    chain = list(tie(record, Head()))
    return chain, Head(chain[-1]["number"], chain[-1]["hash"])


@given(records)
def test_what_was_tied_is_in_order(record: list[dict[str, Any]]) -> None:
    chain, head = tied(record)
    assert [entry["number"] for entry in chain] == list(range(1, len(record) + 1))
    assert flaw_of(chain, head) is None


@given(records, records)
def test_two_saves_make_the_chain_that_one_would(first: list[Any], second: list[Any]) -> None:
    chain, head = tied(first)
    assert [*chain, *tie(second, head)] == tied(first + second)[0]


@given(records, st.data())
def test_an_altered_value_is_found(record: list[dict[str, Any]], data: st.DataObject) -> None:
    chain, head = tied(record)
    place = data.draw(st.integers(0, len(chain) - 1))
    field = data.draw(st.sampled_from([*FIELDS[VERSION][4:], "hash"]))
    chain[place][field] = f"{chain[place][field]}!"
    assert flaw_of(chain, head) == Flaw(place + 1, Fault.ALTERED)


@given(records, st.data())
def test_an_altered_value_with_a_new_hash_breaks_what_follows(
    record: list[dict[str, Any]], data: st.DataObject
) -> None:
    chain, head = tied(record)
    place = data.draw(st.integers(0, len(chain) - 1))
    chain[place]["became"] += "!"
    chain[place]["hash"] = digest(chain[place])
    is_last = place == len(chain) - 1
    assert flaw_of(chain, head) == (
        Flaw(place + 1, Fault.ALTERED) if is_last else Flaw(place + 2, Fault.UNTIED)
    )


@given(records, st.data())
def test_a_deleted_entry_is_missed_even_at_the_end(record: list[dict[str, Any]], data: st.DataObject) -> None:
    chain, head = tied(record)
    place = data.draw(st.integers(0, len(chain) - 1))
    del chain[place]
    assert flaw_of(chain, head) == Flaw(place + 1, Fault.MISSING)


@given(records, entries)
def test_an_entry_added_behind_our_back_is_found(
    record: list[dict[str, Any]], forged: dict[str, Any]
) -> None:
    chain, head = tied(record)
    assert flaw_of([*chain, *tie([forged], head)], head) == Flaw(len(chain) + 1, Fault.ADDED)


@given(st.lists(entries, min_size=2, max_size=8), st.data())
def test_entries_that_changed_places_are_found(record: list[dict[str, Any]], data: st.DataObject) -> None:
    chain, head = tied(record)
    place = data.draw(st.integers(0, len(chain) - 2))
    chain[place]["number"], chain[place + 1]["number"] = place + 2, place + 1
    assert flaw_of(chain, head) == Flaw(place + 1, Fault.ALTERED)


@given(entries, entries)
def test_different_entries_never_look_alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    hashes = {next(tie([entry], Head()))["hash"] for entry in (one, other)}
    assert len(hashes) == (1 if one == other else 2)


def test_an_entry_of_an_unknown_version_is_an_altered_one() -> None:
    chain, _head = tied([_EXAMPLE])
    assert flaw_after(Head(), {**chain[0], "version": 99}) == Flaw(1, Fault.ALTERED)


def test_a_value_of_an_unknown_kind_breaks_nothing_but_the_entry() -> None:
    chain, _head = tied([_EXAMPLE])
    assert flaw_after(Head(), {**chain[0], "was": b"\xff"}) == Flaw(1, Fault.ALTERED)


def test_the_first_version_never_changes() -> None:
    """A hash made with another program from the description in ``chain.py``."""
    entry = next(tie([_EXAMPLE], Head()))
    assert entry["hash"] == "ef9564bdd8ab0f12a56a5958251dea4c16c58d21c779ffecdf635b5ac2b5706a"
    almaty = {**_EXAMPLE, "at": _EXAMPLE["at"].astimezone(timezone(timedelta(hours=5)))}
    assert next(tie([almaty], Head()))["hash"] == entry["hash"]


_EXAMPLE = {
    "school_id": 1,
    "at": datetime(2026, 11, 23, 4, 0, tzinfo=UTC),
    "staff_id": 7,
    "author": "Ким Е. В.",
    "door": Door.WEB,
    "kind": ChangeKind.MARK,
    "course_id": 2,
    "lesson_id": 3,
    "work_id": 4,
    "student_id": 5,
    "term_id": None,
    "was": "",
    "became": "5",
}
