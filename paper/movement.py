"""The journal of orders about students as a workbook (XLSX) to print (R38)."""

from collections.abc import Iterable

from locales import Words, plain
from locales.movement import kind_name
from paper.workbook import Table, workbook
from storage.models import Movement

WIDTHS = (12, 34, 20, 12, 12, 22, 12, 40, 30)
"""Of the columns, in characters."""


def columns(_: Words) -> tuple[str, ...]:
    """The headings, in the order of ``line``."""
    headings = (
        _("Day"),
        _("Student"),
        _("Order"),
        _("From class"),
        _("To class"),
        _("Order No."),
        _("Order date"),
        _("Reason, where to"),
        _("Who"),
    )
    return tuple(plain(heading) for heading in headings)


def line(_: Words, movement: Movement) -> tuple[str, ...]:
    """One order in the reader's words, plain text."""
    kind = plain(kind_name(_, movement.kind))
    if movement.taken_back_at is not None:
        kind = plain(_("{kind} (taken back)", kind=kind))
    return (
        f"{movement.on_day:%d.%m.%Y}",
        movement.student.full_name,
        kind,
        movement.from_group.name if movement.from_group else "",
        movement.to_group.name if movement.to_group else "",
        movement.order_number,
        f"{movement.order_on:%d.%m.%Y}",
        movement.reason,
        movement.entered_by.full_name if movement.entered_by else "",
    )


def movement_workbook(_: Words, movements: Iterable[Movement]) -> bytes:
    """A sheet with a line for each order."""
    rows = (line(_, movement) for movement in movements)
    return workbook(Table(plain(_("Movement of students")), columns(_), WIDTHS, rows))
