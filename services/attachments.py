"""Files that people attach: what they are is read from their content. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.errors import DocumentTooBig, TooManyDocuments, WrongDocument

MOST_BYTES = 5_000_000
"""Of one document."""
LONGEST_NAME = 120
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it came: what its sender calls it, and its content."""

    name: str
    content: bytes

    @property
    def shown_name(self) -> str:
        """The name without a path and without what does not print; it is only ever shown."""
        last = self.name.replace("\\", "/").rpartition("/")[2]
        return "".join(letter for letter in last if letter.isprintable())[-LONGEST_NAME:]


def media_type_of(content: bytes) -> str | None:
    """What the content is by its first bytes; nothing for what may not be attached."""
    return next((kind for start, kind in BEGINNINGS.items() if content.startswith(start)), None)


def require_attachable(documents: Sequence[Document], most: int) -> None:
    """Raises ``TooManyDocuments``, ``DocumentTooBig``, ``WrongDocument``."""
    if len(documents) > most:
        raise TooManyDocuments(most=most)
    for document in documents:
        if len(document.content) > MOST_BYTES:
            raise DocumentTooBig(name=document.shown_name, megabytes=MOST_BYTES // 1_000_000)
        if media_type_of(document.content) is None:
            raise WrongDocument(name=document.shown_name)
