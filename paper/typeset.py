"""Sets a page: a typst template, data as JSON, fonts of our own, out comes a PDF."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"
"""DejaVu Sans has every Kazakh letter; the machine's own fonts are never asked."""


async def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of ``templates/<template>.typ`` filled with ``data``, made in a thread of its own.

    The template holds no words and no rules: every sentence comes in ``data``, translated, as plain
    text. It is set as text, never as markup, so a name cannot do anything.
    """
    return await asyncio.to_thread(_compile, template, json.dumps(data, ensure_ascii=False))


def _compile(template: str, data: str) -> bytes:
    # Tags would make a page of small boxes twenty times as large.
    document = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_tags=False,
        sys_inputs={"data": data},
    )
    assert isinstance(document, bytes)
    return document
