"""What a backup is and holds: plain JSON, signed with the key of the backups.

It holds no patient data: counts of rows, names of files, versions, instants.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Any

import orjson

from praxis.backup.durable import sync_folder, synced_file
from praxis.backup.errors import Damaged, FileGone, WrongKey
from praxis.backup.keys import BackupKey
from praxis.backup.positions import position
from praxis.backup.sealed import telling_bad_disks, telling_full_disks

MANIFEST = "manifest.json"
FORMAT = 1


class Kind(StrEnum):
    # The files of the server and its write-ahead log: to any second since, with the archive.
    BASE = "base"
    # What pg_dump read in one snapshot: to that moment and no other.
    DUMP = "dump"


@dataclass(frozen=True, slots=True)
class SealedFile:
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What restoring it into a scratch server showed."""

    at: datetime
    ok: bool
    # What was looked at, in words; or what failed.
    checks: tuple[str, ...]
    # What does not spoil this backup, and somebody must see to: a lost file, a gap in the log.
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """`archive` names the write-ahead log that goes on from here; `uploads_in` a bucket, if any.

    `counts` are rows of main tables before and after: what was restored lies between.
    """

    name: str
    kind: Kind
    key: str
    praxis: str
    postgresql: str
    schema: str
    archive: str | None
    started_at: datetime
    ended_at: datetime
    start_lsn: str
    end_lsn: str
    counts: Mapping[str, tuple[int, int]]
    files: Mapping[str, SealedFile]
    uploads: Mapping[str, SealedFile]
    uploads_in: str | None = None
    proof: Proof | None = field(default=None)
    # What the database takes when it is unpacked; older manifests do not say.
    database_bytes: int | None = None

    @property
    def is_proven(self) -> bool:
        return self.proof is not None and self.proof.ok

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files.values())

    @property
    def unpacked_size(self) -> int:
        """Of the database; at least."""
        return self.size if self.database_bytes is None else self.database_bytes


def write(folder: Path, manifest: Manifest, key: BackupKey) -> None:
    """Whole or not at all. Raises `DiskFull`."""
    content = _content(manifest)
    document = {
        "praxis_backup": FORMAT,
        "manifest": orjson.loads(content),
        "signature": key.sign(content),
    }
    draft = folder / f".{MANIFEST}.part"
    with telling_full_disks(folder), synced_file(draft) as file:
        draft.chmod(0o600)
        file.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
    draft.replace(folder / MANIFEST)
    sync_folder(folder)


def _content(manifest: Manifest) -> bytes:
    """What is signed. What older manifests do not know of stands in it where there is any."""
    found = asdict(manifest)
    if found["database_bytes"] is None:
        del found["database_bytes"]
    if found["proof"] is not None and not found["proof"]["faults"]:
        del found["proof"]["faults"]
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS)


def read(folder: Path, key: BackupKey) -> Manifest:
    """Raises `WrongKey`, `Damaged` or `FileGone`."""
    return _under_its_name(read_copy(folder, key), folder)


def read_copy(folder: Path, key: BackupKey) -> Manifest:
    """The same, and it may lie under another name than its own: somebody copied the folder."""
    found, signature = _load(folder / MANIFEST)
    if found.key != key.id:
        raise WrongKey(folder.name, found.key, key.id)
    if not key.has_signed(_content(found), signature):
        raise Damaged(str(folder / MANIFEST))
    return found


def peek(folder: Path) -> Manifest:
    """What it says of itself, not verified: to list it without the key.

    Raises `Damaged` or `FileGone`; one that lies under another's name is none.
    """
    return _under_its_name(_load(folder / MANIFEST)[0], folder)


def _under_its_name(found: Manifest, folder: Path) -> Manifest:
    if found.name != folder.name:
        raise Damaged(str(folder / MANIFEST))
    return found


def _load(path: Path) -> tuple[Manifest, str]:
    try:
        with telling_bad_disks(path):
            document = orjson.loads(path.read_bytes())
        found = _parse(document["manifest"])
        form, signature = document["praxis_backup"], str(document["signature"])
    except FileNotFoundError:
        raise FileGone(str(path)) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Damaged(str(path)) from None
    if form != FORMAT:
        raise Damaged(str(path))
    return found, signature


def _parse(found: dict[str, Any]) -> Manifest:
    """Raises `ValueError` and the like: anybody may have written it."""
    proof = found["proof"]
    made = Manifest(
        **{
            **found,
            "kind": Kind(found["kind"]),
            "started_at": datetime.fromisoformat(found["started_at"]),
            "ended_at": datetime.fromisoformat(found["ended_at"]),
            "counts": {name: (int(a), int(b)) for name, (a, b) in found["counts"].items()},
            "files": {name: SealedFile(**one) for name, one in found["files"].items()},
            "uploads": {name: SealedFile(**one) for name, one in found["uploads"].items()},
            "proof": None
            if proof is None
            else Proof(
                datetime.fromisoformat(proof["at"]),
                proof["ok"],
                tuple(proof["checks"]),
                tuple(proof.get("faults", ())),
            ),
        }
    )
    _check(made)
    return made


def _check(made: Manifest) -> None:
    """Nothing in it makes those fail that list and compare backups."""
    position(made.start_lsn)
    names = (made.name, made.key) if made.archive is None else (made.name, made.key, made.archive)
    if any(PurePath(name).name != name for name in names):
        raise ValueError("not a name")
    if not isinstance(made.database_bytes, int | None):
        raise TypeError("not a number of bytes")
    if made.started_at.tzinfo is None or made.ended_at.tzinfo is None:
        raise ValueError("an instant without its offset")
