"""What PostgreSQL says that it sent: the `backup_manifest` of a base backup.

As pg_verifybackup checks it; the wheel's own copy of that program ends in a fault of memory before
it has read anything.
"""

import hashlib
from pathlib import Path

import orjson

from praxis.backup.errors import Damaged, FileGone

MANIFEST = "backup_manifest"
# PostgreSQL writes, or leaves out, these itself; the log has checksums of its own.
NOT_LISTED = frozenset({MANIFEST, "postgresql.auto.conf"})
LOG = "pg_wal"


def check_unpacked(cluster: Path) -> int:
    """How many files are there, each as it was sent, and no others. Raises `FileGone`, `Damaged`.

    Before a server has run on them.
    """
    content = (cluster / MANIFEST).read_bytes()
    document = orjson.loads(content)
    # The last line holds the hash of all lines before it.
    body = content[: content.rindex(b'"Manifest-Checksum"')]
    if hashlib.sha256(body).hexdigest() != document["Manifest-Checksum"]:
        raise Damaged(str(cluster / MANIFEST))
    listed = {_name(file): file for file in document["Files"]}
    for name, file in listed.items():
        _check(cluster / name, file)
    found = {path.relative_to(cluster).as_posix() for path in cluster.rglob("*") if path.is_file()}
    for name in found - listed.keys() - NOT_LISTED:
        if not name.startswith(f"{LOG}/"):
            what = f"{cluster}, which holds {name},"
            raise Damaged(what)
    return len(listed)


def _name(file: dict[str, str]) -> str:
    if "Path" in file:
        return file["Path"]
    return bytes.fromhex(file["Encoded-Path"]).decode("utf-8", "surrogateescape")


def _check(path: Path, file: dict[str, str]) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        raise FileGone(str(path)) from None
    if size != int(file["Size"]) or digest != file["Checksum"]:
        raise Damaged(str(path))
