"""The key of the backups: a file of its own, made once, readable by its owner alone."""

import base64
import binascii
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from praxis.backup.durable import sync_folder
from praxis.backup.errors import KeyMissing, KeyUnreadable
from praxis.kit.sealing.keys import KEY_BYTES

PREFIX = "praxis-backup-key-1:"
ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class BackupKey:
    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """A name to tell keys apart by; says nothing of the key."""
        return hmac.digest(self.secret, b"praxis backup key id", "sha256").hex()[:ID_LENGTH]

    def sign(self, content: bytes) -> str:
        own = hmac.digest(self.secret, b"praxis backup manifests", "sha256")
        return hmac.digest(own, content, "sha256").hex()

    def has_signed(self, content: bytes, signature: str) -> bool:
        return hmac.compare_digest(self.sign(content).encode(), signature.encode())


def read_key(path: Path) -> BackupKey:
    """Raises `KeyMissing` or `KeyUnreadable`."""
    try:
        text = path.read_text().strip()
    except FileNotFoundError:
        raise KeyMissing(path) from None
    except UnicodeDecodeError:
        raise KeyUnreadable(path) from None
    try:
        secret = base64.urlsafe_b64decode(text.removeprefix(PREFIX))
    except (binascii.Error, ValueError):
        raise KeyUnreadable(path) from None
    if not text.startswith(PREFIX) or len(secret) != KEY_BYTES:
        raise KeyUnreadable(path)
    return BackupKey(secret)


def make_key(path: Path) -> bool:
    """Make a key unless there is one; whether it was made. Of two at once, one makes it."""
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    made = False
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(PREFIX + base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode())
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
            made = True
    finally:
        draft.unlink()
    sync_folder(path.parent)
    return made
