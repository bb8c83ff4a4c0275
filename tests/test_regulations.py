"""``docs/regulations.md`` tells the truth: every requirement of R20–R45 has code that exists and a test that
exists, or says what lacks."""

import re

import pytest

from tests.test_pitfalls import NAMED, NOT_YET, TESTS, names_in

ROOT = TESTS.parent
TABLE = ROOT / "docs" / "regulations.md"
WANTED = {f"R{number}" for number in (*range(20, 25), *range(30, 46))}
FILE = re.compile(r"`([\w/]+\.py)`")


def rows() -> list[list[str]]:
    """Requirement, code and test of every row."""
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("| R")]
    found = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in found if row[0] != "Requirement"]


def test_no_requirement_is_left_out() -> None:
    assert {row[0].split()[0] for row in rows()} == WANTED


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_code_and_test_of_a_requirement_exist(row: list[str]) -> None:
    _requirement, code, test = row
    assert FILE.findall(code), "no code is named"
    assert [path for path in FILE.findall(code) if not (ROOT / path).is_file()] == []
    assert [
        f"{path}::{name}" for path, name in NAMED.findall(test) if name not in names_in(TESTS / path)
    ] == []
    assert test.startswith(NOT_YET.strip().rstrip(":")) or NAMED.search(test)
