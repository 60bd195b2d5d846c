"""One file of a backup: compressed, sealed under a key of its own, bound to its name.

Header, then the frames of `praxis.kit.sealing.frames`. The header's salt and the context (what the
file is and what it belongs to) give the file its key: put in the place of another it does not open.
"""

import errno
import hashlib
import io
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from praxis.backup.durable import sync_folder
from praxis.backup.errors import Damaged, DiskFull, FileGone
from praxis.backup.keys import BackupKey
from praxis.kit.sealing.errors import SealBroken
from praxis.kit.sealing.frames import open_frames, seal_frames
from praxis.kit.sealing.keys import KEY_BYTES

MAGIC = b"praxis-backup-1\n"
SALT_BYTES = 32
READ_BYTES = 256 * 1024
FASTEST = 1
SUFFIX = ".sealed"
# Of what is being written.
DRAFT = ".part"


@dataclass(frozen=True, slots=True)
class Digest:
    """Of the sealed form."""

    sha256: str
    size: int


@contextmanager
def telling_full_disks(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull(folder) from error
        raise


@contextmanager
def telling_bad_disks(path: Path) -> Iterator[None]:
    """A file that the disk cannot read is damaged, like one that reads otherwise."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.EIO, errno.EBADMSG, errno.EUCLEAN}:
            raise Damaged(str(path)) from error
        raise


@dataclass(frozen=True, slots=True)
class Draft:
    """A sealed file that is on the disk, whole, and has no place yet."""

    path: Path
    place: Path
    digest: Digest

    def publish(self) -> Digest:
        """Give it its place, unless another process was faster; of what is there then."""
        try:
            try:
                self.place.hardlink_to(self.path)
            except FileExistsError:
                return digest_of(self.place)
            except OSError:
                # A disk without links: of two at once the last one stays, and it is whole, too.
                self.path.replace(self.place)
            sync_folder(self.place.parent)
        finally:
            self.path.unlink(missing_ok=True)
        return self.digest

    def replace(self, modified_ns: int | None = None) -> None:
        """Put it in the place of an older one."""
        if modified_ns is not None:
            os.utime(self.path, ns=(modified_ns, modified_ns))
        self.path.replace(self.place)
        sync_folder(self.place.parent)

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def draft(path: Path, key: BackupKey, context: str, content: Iterable[bytes]) -> Draft:
    """What is to lie at `path`, in a file that no other process writes to. Raises `DiskFull`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with telling_full_disks(path.parent):
        # Hidden, and readable by its owner alone.
        descriptor, name = tempfile.mkstemp(DRAFT, f".{path.name}.", path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for piece in _sealed(key, context, content):
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return Draft(Path(name), path, Digest(digest.hexdigest(), size))


def seal_to(path: Path, key: BackupKey, context: str, content: Iterable[bytes]) -> Digest:
    """Write the file whole or not at all, in place of what was there. Raises `DiskFull`."""
    made = draft(path, key, context, content)
    try:
        made.replace()
    except BaseException:
        made.discard()
        raise
    return made.digest


def _sealed(key: BackupKey, context: str, content: Iterable[bytes]) -> Iterator[bytes]:
    salt = os.urandom(SALT_BYTES)
    yield MAGIC + salt
    yield from seal_frames(_own_key(key, salt, context), context.encode(), _deflated(content))


def unseal(path: Path, key: BackupKey, context: str) -> Iterator[bytes]:
    """What the file holds, verified piece by piece. Raises `FileGone` or `Damaged`."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise FileGone(str(path)) from None
    with file, telling_bad_disks(path):
        header = file.read(len(MAGIC) + SALT_BYTES)
        if len(header) != len(MAGIC) + SALT_BYTES or not header.startswith(MAGIC):
            raise Damaged(str(path))
        own = _own_key(key, header[len(MAGIC) :], context)
        try:
            yield from _inflated(open_frames(own, context.encode(), pieces(file)))
        except (SealBroken, zlib.error) as error:
            raise Damaged(str(path)) from error


def digest_of(path: Path) -> Digest:
    """Raises `FileGone` or `Damaged`."""
    try:
        with telling_bad_disks(path), path.open("rb") as file:
            return Digest(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
    except FileNotFoundError:
        raise FileGone(str(path)) from None


def _own_key(key: BackupKey, salt: bytes, context: str) -> bytes:
    info = f"praxis backup file|{context}".encode()
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=info).derive(key.secret)


def pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(READ_BYTES):
        yield piece


def _deflated(content: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(FASTEST)
    for piece in content:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def _inflated(packed: Iterable[bytes]) -> Iterator[bytes]:
    """Never more than `READ_BYTES` at once, however much a frame unfolds to."""
    unpacker = zlib.decompressobj()
    for piece in packed:
        waiting = piece
        while waiting and not unpacker.eof:
            unpacked = unpacker.decompress(waiting, READ_BYTES)
            if unpacked:
                yield unpacked
            waiting = unpacker.unconsumed_tail
    if rest := unpacker.flush():
        yield rest
    if not unpacker.eof:
        raise zlib.error("cut short")


class Stream(io.RawIOBase):
    """Pieces of bytes as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # as io calls it
        while not self._piece:
            found = next(self._pieces, None)
            if found is None:
                return 0
            self._piece = memoryview(found)
        count = min(len(buffer), len(self._piece))
        buffer[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count
