"""What is said of personal records that cannot be saved, and of reports that cannot be taken."""

from locales.errors.texts import Texts

TEXTS: Texts = {
    "name_incomplete": lambda _, facts: _("Write the family name and the given name."),
    "wrong_birth_date": lambda _, facts: _("This cannot be the date of birth. Write it like 14.03.2013."),
    "wrong_email": lambda _, facts: _("This is no e-mail address. Write it like name@example.org."),
    "wrong_phone": lambda _, facts: _(
        "A telephone number has 10 to 15 digits and no letters. Write it like +7 701 123 45 67."
    ),
    "wrong_document_number": lambda _, facts: _(
        "A document's number has 5 to 30 letters and digits. Write it as it stands in the document."
    ),
    "wrong_issue_date": lambda _, facts: _(
        "The document cannot have been issued on this day. Look at it once more."
    ),
    "report_too_long": lambda _, facts: _("Write it in at most {limit} characters.", limit=facts["limit"]),
    "too_many_reports": lambda _, facts: _(
        "{most} changes already wait for the class teacher. Please send this one when they are dealt with.",
        most=facts["most"],
    ),
    "nothing_changed": lambda _, facts: _("The school has it on record like this already."),
    "report_decided": lambda _, facts: _("This report has been dealt with already."),
    "reporter_left": lambda _, facts: _(
        "Whoever reported this no longer speaks for the child. It can only be declined."
    ),
    "declining_unexplained": lambda _, facts: _(
        "Write in a few words why it is declined: the family will read it."
    ),
    "already_checked": lambda _, facts: _("These records are confirmed already."),
}
