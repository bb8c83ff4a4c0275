"""What kinds of work weigh: the regulation says it, and another weight is for works to come (R31)."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.regulation.layers import Values
from services.regulation.policy import Regulation
from storage.models import WorkKind
from storage.queries import regulation as queries


async def follow_weights(
    session: AsyncSession, kinds: Iterable[WorkKind], before: Regulation, chosen: Regulation, today: date
) -> None:
    """Give each kind the weight that was chosen for it; works given until ``today`` keep what they weighed."""
    for kind in kinds:
        weight = chosen.works.weight_of(kind.code)
        if weight != before.works.weight_of(kind.code):
            await queries.keep_weight(session, kind, today)
            kind.weight = weight


def own_weights(kinds: Iterable[WorkKind], regulation: Regulation) -> Values:
    """What the school's files say otherwise than the regulation, as values over it; points weigh nothing."""
    points = {*regulation.summative.section_kinds, *regulation.summative.quarter_kinds}
    return {
        f"works.weights.{kind.code}": f"{kind.weight.normalize():f}"
        for kind in kinds
        if kind.code not in points and kind.weight != regulation.works.weight_of(kind.code)
    }
