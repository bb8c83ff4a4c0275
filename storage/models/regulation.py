"""The regulation a school has chosen, each choice kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.foundation import Model, OfSchool


class RegulationVersion(OfSchool, Model):
    """What a school's rules were from a moment on, until the next version. Only ever added.

    A lesson obeys the version that was in force when it ended, so that no change rewrites the past.
    The time zone belongs to it: another one would open again what had closed.
    """

    __tablename__ = "regulation_versions"
    __table_args__ = (Index(None, "school_id", "starts_at"),)

    starts_at: Mapped[datetime]
    preset: Mapped[str]
    """One of A–E of the regulations."""
    overrides: Mapped[dict[str, Any]]
    """The school's own values by their dotted names, ``{"locks.marks_days": 7}``."""
    time_zone: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    """Nobody, when it came with the school's files."""
