"""What an application for a late change can be made for."""

from dataclasses import dataclass

from storage.models import Attestation, Course, Lesson, Student, Term


@dataclass(frozen=True, slots=True)
class Offer:
    """A lesson, or the marks of a term or of an attestation, with the students who have something closed there."""

    course: Course
    students: tuple[Student, ...]
    lesson: Lesson | None = None
    term: Term | None = None
    attestation: Attestation | None = None
