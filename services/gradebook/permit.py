"""Which cells a permitted late change opens. Pure (R35)."""

from collections.abc import Collection
from dataclasses import dataclass

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
