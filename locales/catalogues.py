"""Keeps the catalogues in step with the code: ``python -m locales.catalogues [--check]``."""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from locales.words import LANGUAGES, catalogue_path

ROOT = Path(__file__).parent.parent
ROOMS = ("bot", "handlers", "web", "notifications", "paper", "locales", "demo")
METHODS = [
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
PRESETS = ROOT / "services" / "regulation" / "presets"
"""Their clauses are read by people, and no code names them."""
SOURCE_LANGUAGE = "en"


def extract() -> Catalog:
    """Every sentence in the code, in alphabetical order, without places: those change daily.

    Babel takes either the first argument or the first two. Asked for both, a sentence with its
    plural comes once as a pair and once as its first half, which is dropped.
    """
    pairs = {found[0] for found in _sentences((1, 2)) if "{n}" in found[0][1]}
    halves = {one for one, _many in pairs}
    catalogue = Catalog(project="school-diary", charset="utf-8")
    for message, comments in _sentences((1,)):
        if message not in halves:
            catalogue.add(message, auto_comments=comments)
    for pair in sorted(pairs):
        catalogue.add(pair)
    for file in sorted(PRESETS.glob("*.toml")):
        for source in _sources(tomllib.loads(file.read_text("utf-8"))):
            catalogue.add(source.split(": ", 1)[1])
    return catalogue


def _sources(table: Mapping[str, Any]) -> Iterator[str]:
    for below in table.values():
        if "source" in below:
            yield below["source"]
        else:
            yield from _sources(below)


def _sentences(arguments: tuple[int, ...]) -> Iterator[tuple[Any, list[str]]]:
    for room in ROOMS:
        for _path, _line, message, comments, _context in extract_from_dir(
            ROOT / room, METHODS, keywords={"_": arguments}, comment_tags=("Translators:",)
        ):
            yield message, comments


def updated(language: str, template: Catalog) -> Catalog:
    """The catalogue of a language with exactly the sentences of ``template``.

    English is its own translation. No fuzzy guesses: a sentence that changed is translated again.
    """
    path = catalogue_path(language)
    old = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as source:
            old = read_po(source, locale=language)
    fresh = Catalog(locale=language, project="school-diary", charset="utf-8", fuzzy=False)
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id)
        string = known.string if known else ("" if isinstance(message.id, str) else ("", ""))
        if language == SOURCE_LANGUAGE:
            string = message.id
        fresh.add(message.id, string, auto_comments=message.auto_comments)
    return fresh


def rendered(catalogue: Catalog) -> bytes:
    """The file's bytes. Dates and versions are left out of the header: they only make conflicts."""
    out = BytesIO()
    write_po(out, catalogue, sort_output=True, no_location=True, omit_header=True, width=100)
    forms = f'"Plural-Forms: {catalogue.plural_forms}\\n"'
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {catalogue.locale}\\n"\n{forms}\n\n'
    )
    return (header + out.getvalue().decode().strip() + "\n").encode()


def missing(catalogue: Catalog) -> Iterator[Message]:
    for message in catalogue:
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and not all(strings):
            yield message


def main(check: bool) -> int:
    template = extract()
    faults = []
    for language in LANGUAGES:
        catalogue = updated(language, template)
        path, content = catalogue_path(language), rendered(catalogue)
        faults += [f"{language}: not translated: {message.id!r}" for message in missing(catalogue)]
        if check and (not path.exists() or path.read_bytes() != content):
            faults.append(f"{language}: the catalogue is not current; run `make locales`")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    print("\n".join(faults) or "The catalogues are current and complete.")
    return 1 if faults and check else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
