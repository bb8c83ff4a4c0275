"""The entries at the top of every page and on the school's page, as data: where to, what it says, who sees it."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from locales import Words
from services.movement import may_move
from services.permissions import HEADS, has_role
from services.records import may_oversee
from storage.models import Role
from web.context import Visit


def _is_head(visit: Visit) -> bool:
    return has_role(visit.staff, *HEADS)


def _is_administrator(visit: Visit) -> bool:
    return has_role(visit.staff, Role.ADMINISTRATOR)


def _keeps_years(visit: Visit) -> bool:
    return has_role(visit.staff, Role.ADMINISTRATOR, Role.DIRECTOR)


@dataclass(frozen=True, slots=True)
class Entry:
    path: str
    label: Callable[[Words], Markup]
    is_for: Callable[[Visit], bool]
    about: Callable[[Words], Markup] | None = None
    """What one does there, on the school's page."""

    def is_current(self, path: str) -> bool:
        mine = (self, *OF_SCHOOL, PAPERS) if self.path == "/school" else (self,)
        return any(path == one.path or path.startswith(f"{one.path}/") for one in mine)


OF_SCHOOL = (
    Entry(
        "/movement",
        lambda _: _("Movement"),
        _is_head,
        lambda _: _("Students enrolled, transferred, left, returned: by order, with a journal."),
    ),
    Entry(
        "/plans", lambda _: _("Plans"), _is_head, lambda _: _("Topic plans and how far each course has come.")
    ),
    Entry(
        "/hours",
        lambda _: _("Hours"),
        _is_head,
        lambda _: _("Lessons that each teacher gave, also in place of others, for payroll."),
    ),
    Entry(
        "/attestation",
        lambda _: _("Exams and credits"),
        _is_head,
        lambda _: _("Which courses have an exam, a credit or a final mark, and which have no term marks."),
    ),
    Entry(
        "/late-changes",
        lambda _: _("Late changes"),
        _is_head,
        lambda _: _("Applications to change what has closed: decided, entered, kept in a table."),
    ),
    Entry(
        "/changes",
        lambda _: _("Changes"),
        _is_head,
        lambda _: _("Every change of a mark, an absence, a topic: who, when, from what, to what."),
    ),
    Entry(
        "/records",
        lambda _: _("Personal records"),
        _is_head,
        lambda _: _("How complete the records of each class are, and when they were last checked."),
    ),
    Entry(
        "/codes",
        lambda _: _("Access codes"),
        _is_head,
        lambda _: _("Who has no access code yet, class by class, and since when."),
    ),
    Entry(
        "/regulation",
        lambda _: _("Regulation"),
        _is_head,
        lambda _: _("When entries are due and when they close; marks and codes; what low performance is."),
    ),
    Entry(
        "/years",
        lambda _: _("School years"),
        _keeps_years,
        lambda _: _("Open the next year, promote classes, close a year that is over."),
    ),
    Entry(
        "/imports",
        lambda _: _("Import"),
        _is_administrator,
        lambda _: _("Staff, classes, families, timetable and topic plans from the school's files."),
    ),
    Entry(
        "/staff",
        lambda _: _("Staff"),
        _is_administrator,
        lambda _: _("Who is linked, and slips with access codes."),
    ),
    Entry(
        "/delivery",
        lambda _: _("Delivery"),
        _is_administrator,
        lambda _: _("Whether messages reach families, and how names stand on locked screens."),
    ),
)
"""What runs the school: too much for the top of a page, and none of it a teacher's."""

PAPERS = Entry(
    "/papers",
    lambda _: _("Course papers"),
    _is_head,
    lambda _: _("Topics, supervisors, defences and marks of course papers, by group and teacher."),
)
"""On the school's page once a course has course papers."""

ENTRIES = (
    Entry("/lessons", lambda _: _("Lessons"), lambda visit: True),
    Entry("/gradebook", lambda _: _("Gradebook"), lambda visit: True),
    Entry("/timetable", lambda _: _("Timetable"), _is_head),
    Entry("/classes", lambda _: _("Classes"), lambda visit: bool(visit.leads) or _is_administrator(visit)),
    Entry("/school", lambda _: _("School"), _is_head),
    Entry("/movement", lambda _: _("Movement"), lambda visit: may_move(visit.staff) and not _is_head(visit)),
    Entry(
        "/records",
        lambda _: _("Personal records"),
        lambda visit: may_oversee(visit.staff) and not _is_head(visit),
    ),
    Entry(
        "/late-changes", lambda _: _("Late changes"), lambda visit: visit.has_applied and not _is_head(visit)
    ),
)


def entries_for(visit: Visit) -> list[Entry]:
    """What this person may open. Hiding is a courtesy: every page checks for itself."""
    return [entry for entry in ENTRIES if entry.is_for(visit)]


def first_page(visit: Visit) -> str:
    """Where a day begins: with the lessons, for an administrator with the import."""
    if _is_administrator(visit) and not has_role(visit.staff, Role.TEACHER, *(HEADS - {Role.ADMINISTRATOR})):
        return "/imports"
    return "/lessons"
