"""The folder of uploaded files: each lies under the hash of its content, never under a name somebody chose."""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Files:
    """A folder that nobody but the diary reads; it is made when the first file comes."""

    folder: Path

    def keep(self, content: bytes) -> str:
        """Put the content there and tell its SHA-256, the name it has from now on. The same twice is one."""
        name = hashlib.sha256(content).hexdigest()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (self.folder / name).exists():
            self._write(name, content)
        return name

    def read(self, name: str) -> bytes | None:
        """The content; nothing when there is no such file or it is no longer what was put there."""
        if not _NAME.fullmatch(name):
            return None
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            return None
        return content if hashlib.sha256(content).hexdigest() == name else None

    def path_of(self, name: str) -> Path | None:
        """Where the content lies; nothing when there is no such file. For who reads it later and in parts."""
        path = self.folder / name
        return path if _NAME.fullmatch(name) and path.is_file() else None

    def _write(self, name: str, content: bytes) -> None:
        """Whole or not at all: a crash must not leave half a file under a name that promises the whole."""
        draft = self.folder / f"{secrets.token_hex(16)}.part"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / name)
