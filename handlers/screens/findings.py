"""Why somebody's performance is low, in words: for the curator's list and for the family's notice."""

from markupsafe import Markup

from handlers.screens.menu import subject_name
from locales import Words
from services.performance import Finding
from storage.models import RuleKind


def finding_line(_: Words, finding: Finding) -> Markup:
    """One rule that is met: ``Algebra: average 2.67 (6 marks)``."""
    name, now, before = subject_name(_, finding.subject), finding.average, finding.before
    match finding.rule_kind:
        case RuleKind.AVERAGE_BELOW:
            return _(
                "<b>{subject}: average {average}</b> ({n} mark)",
                "<b>{subject}: average {average}</b> ({n} marks)",
                now.count,
                subject=name,
                average=_.number(now.shown or 0),
            )
        case RuleKind.FALL:
            return _(
                "<b>{subject}: average fell to {average}</b> from {before} last term",
                subject=name,
                average=_.number(now.shown or 0),
                before=_.number(before.shown or 0),
            )
        case RuleKind.FAILING_MARKS:
            return _failing(_, name, finding)


def _failing(_: Words, name: str, finding: Finding) -> Markup:
    if not finding.rule.days:
        return _(
            "<b>{subject}: {n} failing mark</b> this term",
            "<b>{subject}: {n} failing marks</b> this term",
            finding.failing,
            subject=name,
        )
    return _(
        "<b>{subject}: {n} failing mark</b> in {days} days",
        "<b>{subject}: {n} failing marks</b> in {days} days",
        finding.failing,
        subject=name,
        days=finding.rule.days,
    )
