"""What is said of orders about students who come and go."""

from collections.abc import Callable

from markupsafe import Markup

from locales.errors.texts import Texts
from locales.words import Words

_STANDS: dict[str, Callable[[Words], Markup]] = {
    "marks": lambda _: _("Marks have been given in the new class already: enter a new order instead."),
    "later": lambda _: _("There is a later order about this student: take that one back first."),
    "taken_back": lambda _: _("This order has been taken back already."),
}

TEXTS: Texts = {
    "order_incomplete": lambda _, facts: _(
        "Write the order's number and its date, which is not yet to come."
    ),
    "newcomer_incomplete": lambda _, facts: _(
        "Write family name and given name, the birth date, the number of the personal file and the guardian."
    ),
    "student_number_taken": lambda _, facts: _(
        "A student with the personal file {number} is on record already.", number=facts["number"]
    ),
    "already_in_class": lambda _, facts: _(
        "{name} is in {group} already.", name=facts["name"], group=facts["group"]
    ),
    "class_of_another_year": lambda _, facts: _(
        "{group} is a class of {year}, to which {name} has not come yet: promote the class first.",
        group=facts["group"],
        year=facts["year"],
        name=facts["name"],
    ),
    "student_left": lambda _, facts: _(
        "{name} has left the school; enter a return first.", name=facts["name"]
    ),
    "student_stays": lambda _, facts: _(
        "{name} is at school: there is nothing to return from.", name=facts["name"]
    ),
    "no_class_chosen": lambda _, facts: _("Choose the class."),
    "subgroup_marked": lambda _, facts: _(
        "{group} has marks of this student up to {day}: choose a later day.",
        group=facts["group"],
        day=_.date(facts["day"]),
    ),
    "movement_stands": lambda _, facts: _STANDS[facts["why"]](_),
}
