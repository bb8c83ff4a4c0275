"""Slips with access codes: six or eight on a sheet, to be cut and handed out (R21)."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import segno
from markupsafe import Markup

from locales import Words, plain, words_in
from paper.typeset import typeset
from services.codes import IssuedCode, deep_link
from storage.models import Relation, School

LONGEST = 80
"""Characters of a name on a slip."""
_LONG_WORD = re.compile(r"\S{16}(?=\S{3})")


async def print_slips(codes: Sequence[IssuedCode], *, school: School, bot_name: str | None) -> bytes:
    """The PDF. Each slip speaks every language of the school, the main one first.

    Without ``bot_name`` (Telegram has not told it yet) there is no square to scan, only the code.
    """
    return await typeset("slips", slips_data(codes, school=school, bot_name=bot_name))


def slips_data(codes: Sequence[IssuedCode], *, school: School, bot_name: str | None) -> dict[str, Any]:
    """What ``templates/slips.typ`` is filled with."""
    slips = [_slip(code, school, bot_name) for code in codes]
    return {"languages": len(school.languages), "slips": slips}


def _slip(code: IssuedCode, school: School, bot_name: str | None) -> dict[str, Any]:
    words = [words_in(language) for language in school.languages]
    about = ", ".join(part for part in (code.child_name, code.group_name) if part)
    return {
        "school": _fitting(school.name),
        "name": _fitting(code.name),
        "about": _fitting(about),
        "recipient": " · ".join(plain(_recipient(_, code)) for _ in words),
        "code": code.code,
        "bot": f"@{bot_name}" if bot_name else None,
        "square": _square(deep_link(bot_name, code.code)) if bot_name else None,
        "languages": [_told(_, code, school, has_square=bool(bot_name)) for _ in words],
    }


def _told(_: Words, code: IssuedCode, school: School, *, has_square: bool) -> dict[str, Any]:
    expires_on = code.expires_at.astimezone(ZoneInfo(school.time_zone)).date()
    return {
        "language": _.language,
        "title": plain(_("School diary")),
        "steps": [plain(step) for step in _steps(_, code, has_square)],
        "until": plain(_("Works once. Valid until: {date}", date=_.full_date(expires_on))),
    }


def _recipient(_: Words, code: IssuedCode) -> Markup:
    """For whom the slip is. The person's name stands above it, the child's beside it."""
    match code.relation:
        case Relation.MOTHER:
            return _("for the mother")
        case Relation.FATHER:
            return _("for the father")
        case Relation.GRANDPARENT:
            return _("for the grandparent")
        case Relation.GUARDIAN:
            return _("for the guardian")
    return _("for a member of staff") if code.person.staff_id else _("for the student")


def _steps(_: Words, code: IssuedCode, has_square: bool) -> list[Markup]:
    begin = [_("Open the school's bot in Telegram and send it the code.")]
    if has_square:
        begin = [
            _("Scan the QR code with the phone and press “Start”."),
            _("No camera? Find the bot in Telegram and send it the code."),
        ]
    if code.person.staff_id:
        return [*begin, _("Give your consent.")]
    if code.person.student_id:
        return [*begin, _("Give your consent and write your date of birth.")]
    return [*begin, _("Give your consent and write the child's date of birth.")]


def _fitting(text: str) -> str:
    """Lets a word too long for its line go on in the next one, and no text fill the slip."""
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return _LONG_WORD.sub("\\g<0>\N{ZERO WIDTH SPACE}", short)


def _square(link: str) -> str:
    """A QR code as SVG; a quarter of it may be torn or stained and it still reads."""
    out = BytesIO()
    segno.make(link, error="q", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
