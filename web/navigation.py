"""The entries at the top of every page, as data: where to, what it says, who sees it."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from locales import Words
from services.permissions import HEADS, has_role
from storage.models import Role
from web.context import Visit


@dataclass(frozen=True, slots=True)
class Entry:
    path: str
    label: Callable[[Words], Markup]
    is_for: Callable[[Visit], bool]

    def is_current(self, path: str) -> bool:
        return path == self.path or path.startswith(f"{self.path}/")


ENTRIES = (
    Entry("/lessons", lambda _: _("Lessons"), lambda visit: True),
    Entry("/gradebook", lambda _: _("Gradebook"), lambda visit: True),
    Entry(
        "/classes",
        lambda _: _("Classes"),
        lambda visit: bool(visit.leads) or has_role(visit.staff, Role.ADMINISTRATOR),
    ),
    Entry(
        "/late-changes",
        lambda _: _("Late changes"),
        lambda visit: visit.has_applied or has_role(visit.staff, *HEADS),
    ),
    Entry("/imports", lambda _: _("Import"), lambda visit: has_role(visit.staff, Role.ADMINISTRATOR)),
    Entry("/staff", lambda _: _("Staff"), lambda visit: has_role(visit.staff, Role.ADMINISTRATOR)),
    Entry("/regulation", lambda _: _("Regulation"), lambda visit: has_role(visit.staff, *HEADS)),
    Entry("/delivery", lambda _: _("Delivery"), lambda visit: has_role(visit.staff, Role.ADMINISTRATOR)),
    Entry("/plans", lambda _: _("Plans"), lambda visit: has_role(visit.staff, *HEADS)),
)


def entries_for(visit: Visit) -> list[Entry]:
    """What this person may open. Hiding is a courtesy: every page checks for itself."""
    return [entry for entry in ENTRIES if entry.is_for(visit)]


def first_page(visit: Visit) -> str:
    """Where a day begins: with the lessons, for an administrator with the import."""
    if has_role(visit.staff, Role.ADMINISTRATOR) and not has_role(
        visit.staff, Role.TEACHER, *(HEADS - {Role.ADMINISTRATOR})
    ):
        return "/imports"
    return "/lessons"
