"""The kinds of work that a school gets when it begins to give section and quarter works in points (R31, R37)."""

from collections.abc import Collection
from decimal import Decimal

from services.errors import WrongRegulation
from services.regulation.policy import Summative
from storage.models import WorkKind

NAMES = {
    "section_summative": {
        "ru": "СОР",
        "kk": "БЖБ",
        "en": "Section work",
    },
    "quarter_summative": {
        "ru": "СОЧ",
        "kk": "ТЖБ",
        "en": "Quarter work",
    },
}
"""By code. Schools rename them with their files, as any kind."""


def kinds_to_add(summative: Summative, stored: Collection[WorkKind], school_id: int) -> list[WorkKind]:
    """Those that the scheme names and the school has not got yet; none while it is off.

    They weigh nothing, for points are never marks. Raises ``WrongRegulation`` for a code that is
    neither the school's nor one of the usual two.
    """
    have = {kind.code for kind in stored}
    last = max((kind.position for kind in stored), default=0)
    found = []
    for field in ("section_kinds", "quarter_kinds"):
        for code in getattr(summative, field) if summative.is_on else ():
            if code not in have and code not in NAMES:
                raise WrongRegulation(field=f"summative.{field}")
            if code not in have:
                last += 1
                found.append(_kind(code, school_id, last))
    return found


def _kind(code: str, school_id: int, position: int) -> WorkKind:
    return WorkKind(
        school_id=school_id,
        code=code,
        names=NAMES[code],
        weight=Decimal(0),
        position=position,
        is_default=False,
    )
