"""Which courses have an exam, a credit or a final mark, when and before whom; which have no term marks (R37)."""

from services.attestation.planning import (
    LONGEST_COMMISSION,
    Plan,
    change_attestation,
    plan_attestation,
    remove_attestation,
    set_term_marks,
)
from services.attestation.reading import ClassPlan, CourseLine, CoursePlan, open_class_plan, open_course_plan

__all__ = [
    "LONGEST_COMMISSION",
    "ClassPlan",
    "CourseLine",
    "CoursePlan",
    "Plan",
    "change_attestation",
    "open_class_plan",
    "open_course_plan",
    "plan_attestation",
    "remove_attestation",
    "set_term_marks",
]
