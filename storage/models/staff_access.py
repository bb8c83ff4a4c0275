"""How staff enter the web form, and the record of what was done by whom."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.foundation import Model, OfSchool
from storage.models.marks import Door


class LoginLink(Model):
    """A one-time link from the bot into the web form."""

    __tablename__ = "login_links"

    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class WebSession(Model):
    """A staff member's session in the web form; the cookie holds the token, this row its hash."""

    __tablename__ = "web_sessions"

    token_hash: Mapped[str] = mapped_column(unique=True)
    csrf_token: Mapped[str]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    language: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class LoginAttempt(Model):
    """A failed login, kept to slow down guessing. Pruned after a day."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index(None, "user_name", "at"), Index(None, "address", "at"))

    user_name: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]


class AuditEntry(OfSchool, Model):
    """One thing done that must be traceable: who, what, to what, through which door (R24)."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "school_id", "at"), Index(None, "subject_kind", "subject_id"))

    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="SET NULL"))
    door: Mapped[Door]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]
