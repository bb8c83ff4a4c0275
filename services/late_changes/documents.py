"""Documents attached to an application: which grounds need one, and how many there may be. Pure."""

from collections.abc import Sequence

from services.attachments import Document, require_attachable
from services.errors import DocumentsMissing
from storage.models import Grounds

MOST_DOCUMENTS = 5
WITH_PROTOCOL = frozenset({Grounds.RETAKE, Grounds.MISSED_ATTESTATION})
"""Grounds that a commission's protocol proves, later and instead of a document (R36)."""


def require_fit(grounds: Grounds, documents: Sequence[Document]) -> None:
    """Raises ``DocumentsMissing``, and what ``require_attachable`` raises."""
    if not documents and grounds not in WITH_PROTOCOL:
        raise DocumentsMissing
    require_attachable(documents, MOST_DOCUMENTS)
