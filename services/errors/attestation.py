"""Refusals of exams, credits and final marks, and of what stands in place of a mark."""

from services.errors.family import SchoolError


class ReasonMissing(SchoolError):
    """ "Not attested" without its reason; or another reason than those there are, without words."""

    code = "reason_missing"


class NoTermMarks(SchoolError):
    """The course is one without attestation."""

    code = "no_term_marks"


class ExamNotYet(SchoolError):
    """Facts: the day ``on_day`` from which on its marks can be entered."""

    code = "exam_not_yet"


class AttestedTwice(SchoolError):
    """The course has this attestation in this term already."""

    code = "attested_twice"


class AttestationMarked(SchoolError):
    """Marks were given there or applied for: its day stays, and it is not taken away."""

    code = "attestation_marked"
