"""What is said of exams, credits, final marks, and of what stands in place of a mark."""

from locales.errors.texts import Texts

TEXTS: Texts = {
    "reason_missing": lambda _, facts: _("Say why: choose a reason; with “other” write it in a few words."),
    "no_term_marks": lambda _, facts: _("This course has no term marks: it is taught without attestation."),
    "exam_not_yet": lambda _, facts: _(
        "It is held on {day}. Marks can be entered from then on.", day=_.date(facts["on_day"])
    ),
    "attested_twice": lambda _, facts: _("There is one of this kind in this term already. Change that one."),
    "attestation_marked": lambda _, facts: _(
        "Marks were given or applied for: the day stays as it is, and it cannot be taken away."
    ),
}
