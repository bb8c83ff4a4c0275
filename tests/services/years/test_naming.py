"""What classes are called a year later (R45)."""

import pytest

from services.years.naming import is_last_grade, next_name, next_subgroup_name


@pytest.mark.parametrize(
    ("name", "grade", "proposed"),
    [
        ("7 «А»", 7, "8 «А»"),
        ("7А", 7, "8А"),
        ("7 «Ә»", 7, "8 «Ә»"),
        ("9-в", None, "10-в"),
        ("10-б", 10, "11-б"),
        ("0 «А»", 0, "1 «А»"),
        ("ИС-21", 2, "ИС-31"),
        ("ИС-11", 1, "ИС-21"),
        ("ИС–21", 1, "ИС–21"),
        ("ИС-21", None, "ИС-21"),
        ("ИС-2024", 2, "ИС-2024"),
        ("ПК-1", 1, "ПК-2"),
        ("2ИС-24", 2, "3ИС-24"),
        ("Подготовительный", None, "Подготовительный"),
        ("", None, ""),
    ],
)
def test_only_what_counts_the_years_changes(name: str, grade: int | None, proposed: str) -> None:
    assert next_name(name, grade) == proposed


@pytest.mark.parametrize(
    ("name", "proposed"),
    [("7 «А» англ. 1", "8 «А» англ. 1"), ("Англ. 1 (7 «А»)", "Англ. 1 (8 «А»)"), ("Англ. 7-1", "Англ. 7-1")],
)
def test_a_subgroup_follows_its_class(name: str, proposed: str) -> None:
    assert next_subgroup_name(name, "7 «А»", "8 «А»") == proposed


def test_the_last_grade_graduates() -> None:
    assert is_last_grade(11, is_college=False)
    assert not is_last_grade(9, is_college=False)
    assert is_last_grade(4, is_college=True)
    assert not is_last_grade(None, is_college=True)
