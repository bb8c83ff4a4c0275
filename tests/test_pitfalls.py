"""``docs/pitfalls.md`` tells the truth: every pitfall has a test that exists, or says why it has none yet."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
TABLE = TESTS.parent / "docs" / "pitfalls.md"
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
NOT_YET = "not yet: "


def _rows() -> list[tuple[str, str]]:
    """``(pitfall, what guards against it)`` for every row of every table."""
    cells = [line.strip("|").split(" | ") for line in TABLE.read_text().splitlines() if line.startswith("| ")]
    rows = [(left.strip(), right.strip()) for left, right in cells]
    return [row for row in rows if row != ("Pitfall", "Test") and not row[0].startswith("---")]


@cache
def names_in(path: Path) -> frozenset[str]:
    """Names of the functions at the top of a file that pytest takes for tests."""
    nodes = ast.parse(path.read_text()).body if path.is_file() else []
    functions = (node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return frozenset(name for name in functions if name.startswith("test_"))


def test_every_test_that_the_table_names_exists() -> None:
    named = NAMED.findall(TABLE.read_text())
    assert [f"{path}::{name}" for path, name in named if name not in names_in(TESTS / path)] == []


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row[0])
def test_every_pitfall_has_a_test_or_a_reason(row: tuple[str, str]) -> None:
    guards = row[1]
    assert guards.startswith(NOT_YET) or NAMED.search(guards)


def test_a_test_that_is_misspelt_in_the_table_is_noticed() -> None:
    assert "test_two_workers_racing_never_double" in names_in(TESTS / "notifications/test_delivery.py")
    assert "test_two_workers_racing" not in names_in(TESTS / "notifications/test_delivery.py")
    assert names_in(TESTS / "no_such_test.py") == frozenset()
