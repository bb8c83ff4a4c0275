"""What is typed into a personal record, and how little of it is shown."""

from datetime import date

import pytest

from services.errors import (
    EntryTooLong,
    Forbidden,
    NameIncomplete,
    SchoolError,
    WrongBirthDate,
    WrongDocumentNumber,
    WrongEmail,
    WrongIssueDate,
    WrongPhone,
)
from services.records.saving import read_changes
from services.records.values import masked, read_value, split_name

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("phone", "+7 (701) 123-45-67", "+77011234567"),
        ("phone", "8 701 123 45 67", "+77011234567"),
        ("phone", "7011234567", "7011234567"),
        ("phone", "", ""),
        ("email", " a.b@mail.example.org ", "a.b@mail.example.org"),
        ("email", "", ""),
        ("document_number", "II-АЯ  № 123456", "II-АЯ № 123456"),
        ("document_number", "012345678", "012345678"),
        ("birth_date", "2013-03-14", date(2013, 3, 14)),
        ("document_issued_on", "", None),
        ("document_issued_on", "2026-11-23", date(2026, 11, 23)),
        ("sex", "", None),
        ("last_name", " Де  Ла Крус ", "Де Ла Крус"),
        ("patronymic", "", ""),
    ],
)
def test_what_is_typed_is_kept_tidily(field: str, text: str, kept: object) -> None:
    assert read_value(field, text, TODAY) == kept


@pytest.mark.parametrize(
    ("field", "text", "refusal"),
    [
        ("phone", "701 12", WrongPhone),
        ("phone", "+7 701 123 45 67 mother", WrongPhone),
        ("phone", "1" * 16, WrongPhone),
        ("email", "mother", WrongEmail),
        ("email", "a@b", WrongEmail),
        ("email", "a@b@c.org", WrongEmail),
        ("email", "a b@c.org", WrongEmail),
        ("document_number", "1234", WrongDocumentNumber),
        ("document_number", "паспорт", WrongDocumentNumber),
        ("document_number", "1" * 31, WrongDocumentNumber),
        ("document_number", "12345<b>", WrongDocumentNumber),
        ("birth_date", "", WrongBirthDate),
        ("birth_date", "14.03.2013", WrongBirthDate),
        ("birth_date", "2025-01-01", WrongBirthDate),
        ("birth_date", "1900-01-01", WrongBirthDate),
        ("document_issued_on", "2026-11-24", WrongIssueDate),
        ("document_issued_on", "soon", WrongIssueDate),
        ("last_name", " ", NameIncomplete),
        ("first_name", "-", NameIncomplete),
        ("last_name", "Я" * 81, EntryTooLong),
        ("address", "Я" * 201, EntryTooLong),
        ("sex", "x", Forbidden),
        ("relation", "", Forbidden),
        ("document_kind", "library_card", Forbidden),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, text: str, refusal: type[SchoolError]) -> None:
    with pytest.raises(refusal):
        read_value(field, text, TODAY)


@pytest.mark.parametrize(
    ("number", "seen"), [("012345678", "••••5678"), ("12345", "••••45"), ("1234567", "••••567"), ("", "")]
)
def test_never_more_than_half_of_a_number_is_shown(number: str, seen: str) -> None:
    assert masked(number) == seen


def test_a_name_is_family_given_and_the_rest() -> None:
    assert split_name(" Нұрланова  Айгерім Серік қызы ") == ("Нұрланова", "Айгерім", "Серік қызы")
    assert split_name("Нұрланов Марат") == ("Нұрланов", "Марат", "")
    with pytest.raises(NameIncomplete):
        split_name("Марат")


def test_only_what_was_changed_on_the_page_is_saved() -> None:
    stored = {"email": "new@a.org", "phone": "+77010000000", "p5-email": ""}
    seen = {"email": "old@a.org", "phone": "+77010000000", "p5-email": ""}
    typed = {"email": "old@a.org", "phone": "8 701 111 11 11", "p5-email": "", "p6-email": "x@y.org"}
    values, faults = read_changes(stored, typed, seen, TODAY)
    assert (values, faults) == ({"phone": "+77011111111"}, {})


def test_what_somebody_else_changed_is_not_overwritten() -> None:
    values, faults = read_changes({"email": "new@a.org"}, {"email": "mine@a.org"}, {"email": ""}, TODAY)
    assert values == {}
    assert (faults["email"].code, faults["email"].facts) == ("changed_meanwhile", {"theirs": "new@a.org"})
