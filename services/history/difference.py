"""What one save changed, before it is numbered and tied to the record."""

from dataclasses import dataclass

from storage.models import ChangeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that became another; texts as the store keeps them, empty for nothing."""

    kind: ChangeKind
    was: str
    became: str
    course_id: int | None = None
    lesson_id: int | None = None
    work_id: int | None = None
    student_id: int | None = None
    term_id: int | None = None
