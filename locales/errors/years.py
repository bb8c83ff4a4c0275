"""What is said when a school year is opened, its classes are promoted, and it is closed."""

from locales.errors.texts import Texts

TEXTS: Texts = {
    "year_closed": lambda _, facts: _(
        "The school year {name} was closed on {day}. To change something of it, ask for permission.",
        name=facts["name"],
        day=_.date(facts["closed_on"]),
    ),
    "year_shut": lambda _, facts: _(
        "The school year {name} was closed on {day}. This can be changed only after the director has reopened it.",
        name=facts["name"],
        day=_.date(facts["closed_on"]),
    ),
    "year_not_closed": lambda _, facts: _("The school year {name} is open already.", name=facts["name"]),
    "year_name_taken": lambda _, facts: _(
        "There is a school year {name} already. Give this one another name.", name=facts["name"]
    ),
    "years_overlap": lambda _, facts: _(
        "These days lie in the school year {name}, from {first} to {last}.",
        name=facts["name"],
        first=_.full_date(facts["first"]),
        last=_.full_date(facts["last"]),
    ),
    "year_too_long": lambda _, facts: _(
        "A school year has at most {n} day.", "A school year has at most {n} days.", facts["limit"]
    ),
    "day_missing": lambda _, facts: _("Write a day."),
    "ends_before_start": lambda _, facts: _("The last day has to be after the first."),
    "outside_year": lambda _, facts: _(
        "The term has to lie within the school year: from {first} to {last}.",
        first=_.full_date(facts["first"]),
        last=_.full_date(facts["last"]),
    ),
    "terms_out_of_order": lambda _, facts: _(
        "The term before it lasts until {last}: begin after that day.", last=_.full_date(facts["last"])
    ),
    "order_missing": lambda _, facts: _("Write the number and the date of the order."),
    "gaps_not_accepted": lambda _, facts: _(
        "Something is still missing. Tick that you know it, or wait until it is entered."
    ),
    "class_name_taken": lambda _, facts: _(
        "Another class would be called {name} too. To unite two classes, dissolve one and send its students"
        " to the other.",
        name=facts["name"],
    ),
    "no_such_class": lambda _, facts: _(
        "{student}: no class of the new year is called “{name}”.",
        student=facts["student"],
        name=facts["name"],
    ),
    "nowhere_to_go": lambda _, facts: _(
        "{student}: the class is dissolved. Name another class, or say that the student leaves.",
        student=facts["student"],
    ),
    "nothing_promoted": lambda _, facts: _("Choose for at least one class what becomes of it."),
}
