"""What is said of an entry that a gradebook does not take."""

from locales.errors.texts import Texts

TEXTS: Texts = {
    "unknown_mark": lambda _, facts: _(
        "There is no such mark. The school gives: {allowed}.", allowed=facts["allowed"]
    ),
    "changed_meanwhile": lambda _, facts: (
        _("Changed meanwhile to “{theirs}”. Save again to keep yours.", theirs=facts["theirs"])
        if facts["theirs"]
        else _("Emptied meanwhile. Save again to keep yours.")
    ),
    "comment_without_mark": lambda _, facts: _("A comment needs a mark."),
    "too_few_marks": lambda _, facts: (
        _(
            "Too few marks for “{kind}”: {given} of {least}. Give more, or enter a code such as “not attested”.",
            kind=facts["kind"],
            given=facts["given"],
            least=facts["least"],
        )
        if facts["kind"]
        else _(
            "Too few marks: {given} of {least}. Give more, or enter a code such as “not attested”.",
            given=facts["given"],
            least=facts["least"],
        )
    ),
    "entry_too_long": lambda _, facts: _("Too long: at most {limit} characters.", limit=facts["limit"]),
    "wrong_number": lambda _, facts: _("A number from 1 to {highest}.", highest=facts["highest"]),
    "wrong_weight": lambda _, facts: _("A weight from 0 to {heaviest}.", heaviest=facts["heaviest"]),
    "wrong_points": lambda _, facts: (
        _("Points from 0 to {most}, or {codes}.", most=facts["most"], codes=facts["codes"])
        if facts["codes"]
        else _("Points from 0 to {most}.", most=facts["most"])
    ),
    "wrong_most_points": lambda _, facts: _(
        "Say how many points there are at most: from 1 to {highest}.", highest=facts["highest"]
    ),
    "points_above_most": lambda _, facts: _(
        "The best result is {given} already: the maximum cannot be lower.", given=facts["given"]
    ),
    "other_marks_given": lambda _, facts: _(
        "This work has marks already. Take them away first, or add another work."
    ),
    "wrong_day": lambda _, facts: _(
        "Choose a day from {first} to {last}.", first=_.date(facts["first"]), last=_.date(facts["last"])
    ),
    "too_many_changes": lambda _, facts: _(
        "Too many changes for one file: {total}, at most {most} fit. Choose fewer days or one class.",
        total=facts["total"],
        most=facts["most"],
    ),
}
