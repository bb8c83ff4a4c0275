"""Pictures and documents that went through the chats."""

import mimetypes
import struct
from dataclasses import dataclass

from demo.telegram.answers import bad_request

MEGABYTE = 1024 * 1024
MOST_BYTES = 50 * MEGABYTE
MOST_PICTURE_BYTES = 10 * MEGABYTE
MOST_SIDES = 10_000
MOST_RATIO = 20
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in a request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    unique_id: str
    path: str
    """Where it is fetched from: ``documents/file_3.pdf``."""
    name: str
    mime_type: str
    content: bytes


class Files:
    """Everything uploaded, by its id and by its path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(self, folder: str, upload: Upload) -> StoredFile:
        """Store an upload. Raises ``Refusal`` when it is empty or too big."""
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > MOST_BYTES:
            raise bad_request("file is too big")
        number = len(self._by_id) + 1
        suffix = f".{upload.name.rpartition('.')[2]}" if "." in upload.name else ""
        stored = StoredFile(
            file_id=f"FILE{number:012d}",
            unique_id=f"U{number:08d}",
            path=f"{folder}/file_{number}{suffix}",
            name=upload.name,
            mime_type=mimetypes.guess_type(upload.name)[0] or "application/octet-stream",
            content=upload.content,
        )
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> StoredFile:
        """Raises ``Refusal`` for an id that was never given out."""
        if file_id not in self._by_id:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG. Raises ``Refusal`` for what is no photo to Telegram."""
    size = _png_size(content) or _jpeg_size(content)
    if size is None or len(content) > MOST_PICTURE_BYTES:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > MOST_SIDES or max(size) > MOST_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _png_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(PNG) or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return (width, height) if width and height else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(JPEG):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + length
    return None
