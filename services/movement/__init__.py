"""People who come and go: one verb per kind of order, taking back, and the journal of orders (R38)."""

from services.movement.enrolling import Newcomer, enrol
from services.movement.moving import graduate, let_go, return_student, transfer
from services.movement.reading import (
    Journal,
    StudentPage,
    may_move,
    open_form,
    open_journal,
    open_student,
)
from services.movement.rules import Order
from services.movement.subgroups import Subgroup, Subgroups, choose_subgroups, open_subgroups
from services.movement.taking_back import take_back

__all__ = [
    "Journal",
    "Newcomer",
    "Order",
    "StudentPage",
    "Subgroup",
    "Subgroups",
    "choose_subgroups",
    "enrol",
    "graduate",
    "let_go",
    "may_move",
    "open_form",
    "open_journal",
    "open_student",
    "open_subgroups",
    "return_student",
    "take_back",
    "transfer",
]
