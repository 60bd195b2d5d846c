"""What seals and opens for the whole process, with the keys of the file."""

import time
from pathlib import Path

import structlog

from praxis.kit.sealing.envelope import Place, key_number, open_sealed, seal
from praxis.kit.sealing.errors import BadKeyFile, KeyMissing, SealBroken
from praxis.kit.sealing.key_file import read_key_file
from praxis.kit.sealing.keys import KeyRing

log = structlog.get_logger(__name__)

# After a key is added, other processes seal under it within this long.
LOOK_SECONDS = 5.0


class Vault:
    """Seals under the newest key of a file, which is read again when it was changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ring: KeyRing | None = None
        self._seen = 0
        self._look_at = 0.0

    @property
    def ring(self) -> KeyRing:
        """Raise `KeyMissing` while there is no file that can be read."""
        now = time.monotonic()
        if self._ring is None or now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            self._read_if_changed()
        if self._ring is None:
            raise KeyMissing
        return self._ring

    def look_again(self) -> None:
        """Look at the file at the next use, not after some seconds."""
        self._look_at = 0.0

    def seal(self, place: Place, text: bytes) -> bytes:
        """Raise `KeyMissing`."""
        return seal(self.ring, place, text)

    def open(self, place: Place, sealed: bytes) -> bytes:
        """Raise `SealBroken`, `KeyMissing`."""
        number = key_number(sealed)
        if number not in self.ring:
            # Another process added it a moment ago.
            self._read_if_changed()
        try:
            return open_sealed(self.ring, place, sealed)
        except SealBroken:
            log.error("sealing.broken", table=place.table, row=place.row)  # noqa: TRY400 -- no trace
            raise
        except KeyMissing:
            log.error("sealing.key_missing", key=number, table=place.table)  # noqa: TRY400 -- no trace
            raise

    def _take(self, found: KeyRing) -> None:
        """Another practice's file, put there by mistake, would seal what nobody can open here."""
        if self._ring is not None and not found.succeeds(self._ring):
            raise BadKeyFile(f"{self._path} lacks keys that it had, or has others in their place.")
        self._ring = found

    def _read_if_changed(self) -> None:
        try:
            seen = self._path.stat().st_mtime_ns
            if self._ring is None or seen != self._seen:
                self._take(read_key_file(self._path))
                self._seen = seen
        except (OSError, BadKeyFile) as error:
            # What was read before still opens what there is.
            cause = type(error).__name__
            log.error("sealing.key_file", path=str(self._path), cause=cause)  # noqa: TRY400 -- no trace
