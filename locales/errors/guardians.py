"""What is said about who answers for a child."""

from locales.errors.texts import Texts

TEXTS: Texts = {
    "guardian_incomplete": lambda _, facts: _("Write the guardian's family name and given name."),
    "already_guardian": lambda _, facts: _(
        "{name} is on record as this child's guardian already.", name=facts["name"]
    ),
    "guardian_unknown": lambda _, facts: _(
        "This number belongs to somebody of another name. Correct the name or the number."
    ),
    "ending_unexplained": lambda _, facts: _(
        "Write why access ends, for example the court's decision and its date."
    ),
}
