"""Which cells a permitted late change opens. Pure (R35)."""

from collections.abc import Collection
from dataclasses import dataclass

from services.errors import NotPermitted, SchoolError
from services.gradebook.cells import NEW, OF_MARK, OF_WORK, Field, Place


@dataclass(frozen=True, slots=True)
class Permit:
    """The director's permission over one lesson: marks, comments and presence of the students it names."""

    students: frozenset[int]

    def opens(self, place: Place, changed: Collection[Place] = ()) -> bool:
        """Whether the cell may be written. What a new work is called goes with a mark given for it."""
        if place.field in OF_MARK or place.field is Field.PRESENCE:
            return place.student in self.students
        return (
            place.field in OF_WORK
            and place.column.startswith(NEW)
            and any(p.field is Field.MARK and p.column == place.column for p in changed)
        )


@dataclass(frozen=True, slots=True)
class TermPermit:
    """The director's permission over one column of marks that sum up, of the students it names."""

    students: frozenset[int]
    attestation_id: int | None = None
    """The exam, credit or final mark whose marks it opens; without one, the term's."""
    is_proven: bool = False
    """Whether a commission's protocol justifies the mark: then the marks that the regulation requires
    for it are not counted. Whoever missed the attestation has too few of them, that is the whole case."""

    def refusal(
        self, student: int, usual: SchoolError | None, attestation_id: int | None = None
    ) -> SchoolError | None:
        """Why a student's mark may not be written under this permission; ``usual`` is what closes it."""
        is_opened = student in self.students and attestation_id == self.attestation_id
        return None if is_opened else usual or NotPermitted()
