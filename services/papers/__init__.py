"""Course papers of a college: a course's register, its saving, and the register of the school (R43)."""

from services.papers.cells import CHANGES, LONGEST, Cells, Draft, Field, Place
from services.papers.of_school import (
    CourseRegister,
    Filters,
    SchoolRegister,
    may_open_school_register,
    open_school_register,
)
from services.papers.reading import CoursePapers, Kept, open_papers
from services.papers.rights import may_fill, may_oversee
from services.papers.saving import (
    NO_ORDER,
    Order,
    PapersResult,
    open_register,
    remove_register,
    save_papers,
)

__all__ = [
    "CHANGES",
    "LONGEST",
    "NO_ORDER",
    "Cells",
    "CoursePapers",
    "CourseRegister",
    "Draft",
    "Field",
    "Filters",
    "Kept",
    "Order",
    "PapersResult",
    "Place",
    "SchoolRegister",
    "may_fill",
    "may_open_school_register",
    "may_oversee",
    "open_papers",
    "open_register",
    "open_school_register",
    "remove_register",
    "save_papers",
]
