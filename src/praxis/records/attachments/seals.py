"""A file is sealed in frames under a key of its own, which is sealed in its row, with its name.

So another key of the practice is brought in by sealing a few bytes a file anew, not the files.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import orjson

from praxis.kit.sealing.frames import open_frames, seal_frames
from praxis.kit.sealing.vault import Vault
from praxis.records.contents import place_of_attachment, place_of_file
from praxis.records.models import Attachment, MedicalRecord


@dataclass(frozen=True, slots=True)
class Secret:
    """What of an attachment's row only Praxis reads. Without a key its file is not sealed yet.

    `former` is where it lies open as well, until it is deleted there.
    """

    filename: str
    key: bytes | None
    former: str | None = None

    def to_json(self) -> bytes:
        key = None if self.key is None else base64.b64encode(self.key).decode()
        former = {} if self.former is None else {"former": self.former}
        return orjson.dumps({"filename": self.filename, "key": key, **former})


def secret_from_json(text: bytes) -> Secret:
    said = orjson.loads(text)
    key = said["key"]
    opened = None if key is None else base64.b64decode(key)
    return Secret(said["filename"], opened, said.get("former"))


def seal_secret(vault: Vault, secret: Secret, record: MedicalRecord, uid: UUID) -> bytes:
    """`record` comes with its patient."""
    return vault.seal(place_of_attachment(record.uid, uid, record.patient.uid), secret.to_json())


def open_secret(vault: Vault, row: Attachment, record: MedicalRecord) -> Secret:
    """`record` comes with its patient. Raise `SealBroken`, `KeyMissing`."""
    place = place_of_attachment(record.uid, row.uid, record.patient.uid)
    return secret_from_json(vault.open(place, row.sealed))


def seal_file(key: bytes, uid: UUID, content: bytes) -> bytes:
    return b"".join(seal_frames(key, place_of_file(uid).encode(), [content]))


def open_file(key: bytes, uid: UUID, sealed: Iterable[bytes]) -> bytes:
    """The whole file, or `SealBroken`: of one that was changed, nothing is handed out."""
    return b"".join(open_frames(key, place_of_file(uid).encode(), sealed))
