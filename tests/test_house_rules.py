"""The rules of the house that a machine can check: sizes, names, what must not be committed."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 300
LONGEST_FUNCTION = 30
SAY_NOTHING = {"utils", "helpers", "common", "manager", "base", "misc"}
ROOMS = ("bot", "handlers", "services", "storage", "notifications", "locales", "web", "paper", "demo")


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def _code() -> Iterator[Path]:
    for path in _files():
        if path.suffix == ".py" and "versions" not in path.parts:
            yield path


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def test_no_file_outgrows_its_topic() -> None:
    long = {
        str(path.relative_to(ROOT)): n
        for path in _code()
        if (n := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_outgrows_a_screen() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": size
        for path in _code()
        if "tests" not in path.parts
        for node in _functions(path)
        if (size := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in _code() if path.stem in SAY_NOTHING] == []


def test_every_module_says_in_one_line_what_lives_there() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _code()
        if path.relative_to(ROOT).parts[0] in ROOMS and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_no_test_changes_time_for_everybody() -> None:
    """A server that another test left running in the same loop would spin for ever on a sleep that is none."""
    everywhere = re.compile(r"setattr\(\s*(?:\w+\.)*(?:asyncio|time)\s*,")
    found = [str(path.relative_to(ROOT)) for path in _code() if everywhere.search(path.read_text())]
    assert found == []


def test_no_test_sleeps_or_skips() -> None:
    forbidden = re.compile(
        r"\b(?:asyncio|time)\.sleep\((?!0\))|pytest\.(?:skip|importorskip|mark\.(?:skip|xfail))"
    )
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in _code()
        if "tests" in path.parts and path != Path(__file__)
        for line in path.read_text().splitlines()
        if forbidden.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("the address of a package index", r"(?:index|registry)[-_]url\b"),
        ("a path of somebody's machine", r"[ \"'=(](?:/home|/Users|/root|/work)/[a-z.]"),
    ],
)
def test_nothing_committed_names(what: str, pattern: str) -> None:
    found = []
    for path in _files():
        if path.suffix in {".ttf", ".png", ".xlsx"} or path == Path(__file__) or path.name == "Makefile":
            continue
        text = path.read_text(errors="replace")
        found += [f"{path.relative_to(ROOT)}: {m.group()}" for m in re.finditer(pattern, text)]
    assert found == [], what


def test_services_and_handlers_return_or_raise_but_never_commit() -> None:
    committing = [
        str(path.relative_to(ROOT))
        for path in _code()
        if path.relative_to(ROOT).parts[0] in {"services", "handlers", "web", "notifications"}
        and re.search(r"\.(?:commit|rollback)\(", path.read_text())
    ]
    assert committing == []
