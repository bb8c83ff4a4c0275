"""What is said of the register of course papers."""

from locales.errors.texts import Texts

TEXTS: Texts = {
    "supervisor_unknown": lambda _, facts: _(
        "Nobody at the school is called so. Choose a name from the list, or leave the field empty."
    ),
    "paper_without_topic": lambda _, facts: _("A mark needs the topic that it is given for."),
    "register_in_use": lambda _, facts: _("Something is entered in this register: it stays."),
}
