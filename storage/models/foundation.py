"""What every model shares: naming of constraints, types of annotations, the key."""

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, Enum, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.types import Hundredths, UtcDateTime


def _values(enumeration: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in enumeration]


class Model(DeclarativeBase):
    """A row of the gradebook store. Moments are UTC-aware, decimals exact, enums kept by value."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        Decimal: Hundredths,
        dict[str, Any]: JSON,
        dict[str, str]: JSON,
        list[str]: JSON,
        list[int]: JSON,
        list[dict[str, str]]: JSON,
        enum.Enum: Enum(
            enum.Enum, native_enum=False, create_constraint=False, length=32, values_callable=_values
        ),
    }

    id: Mapped[int] = mapped_column(primary_key=True)


class OfSchool:
    """A row that belongs to one school; every query on it starts from the school (R20)."""

    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"), index=True)


class Attached:
    """A file that somebody attached; its content lies in the folder of files, under its hash."""

    file_name: Mapped[str]
    """As the sender's machine called it: only ever shown, never a path."""
    media_type: Mapped[str]
    """What the content is, whatever the name says."""
    size: Mapped[int]
    """In bytes."""
    sha256: Mapped[str]


class Named:
    """A person's name as the school writes it: family name, given name, patronymic (may be empty)."""

    last_name: Mapped[str]
    first_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """Family name and given name, as in a class list."""
        return f"{self.last_name} {self.first_name}"

    @property
    def initials(self) -> str:
        """``Ахметова Д. С.`` as on a timetable."""
        letters = " ".join(f"{part[0]}." for part in (self.first_name, self.patronymic) if part)
        return f"{self.last_name} {letters}"

    @property
    def polite_name(self) -> str:
        """Given name and patronymic, as a teacher is addressed; the given name alone without one."""
        return " ".join(part for part in (self.first_name, self.patronymic) if part)
