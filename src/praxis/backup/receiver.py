"""pg_receivewal, which fetches the log of a server into a spool as it is written."""

import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

import structlog

from praxis.backup.archive import PARTIAL
from praxis.backup.positions import SEGMENT_BYTES
from praxis.backup.programs import client_programs, last_words, without_password
from praxis.kit.db.embedded.cluster import MEBIBYTE, UNFETCHED_LOG_BYTES
from praxis.kit.db.embedded.programs import environment

log = structlog.get_logger(__name__)

ENDS_SECONDS = 10.0


class Receiver:
    """Started again when it ends, unless the spools are full.

    What is fetched the server no longer keeps, and its own limit does not count it: the spools have
    the same one, all together.
    """

    def __init__(self, dsn: str, archive: str, spool: Path) -> None:
        self.archive = archive
        self.spool = spool
        self._dsn = dsn
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ensure(self) -> None:
        if self.is_running:
            return
        if self._process is not None:
            log.warning(
                "backup.receiver_ended", code=self._process.returncode, why=self._last_words()
            )
            self.stop()
        if self._is_full():
            return
        self.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._drop_torn()
        address, hidden = without_password(self._dsn)
        words = [f"--directory={self.spool}", f"--slot={self.archive}", "--status-interval=1"]
        words += ["--no-loop", "--no-password", f"--dbname={address}"]
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 -- closed as the program ends
        self._process = subprocess.Popen(  # noqa: S603 -- a program of the pinned wheel, no shell
            [client_programs().path("pg_receivewal"), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
            env={**environment(), **hidden},
            cwd="/",
            umask=0o077,
            start_new_session=True,
        )

    def stop_if_full(self) -> None:
        if self.is_running and self._is_full():
            self.stop()

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            try:
                process.wait(ENDS_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None

    def _is_full(self) -> bool:
        held = sum(_size(path) for path in self.spool.parent.glob("*/*"))
        if held <= UNFETCHED_LOG_BYTES:
            return False
        log.warning("backup.spool_full", mebibytes=held // MEBIBYTE)
        return True

    def _drop_torn(self) -> None:
        """A disk that was full has cut them off; the server still has what was to be in them."""
        for path in self.spool.glob(f"*{PARTIAL}"):
            # Unlike any other size these two are gone on with.
            if _size(path) not in {0, SEGMENT_BYTES}:
                path.unlink(missing_ok=True)

    def _last_words(self) -> str:
        """PostgreSQL's about files and slots: nothing of patients is in them."""
        if self._complaints is None:
            return ""
        self._complaints.seek(0)
        return last_words(self._complaints.read())


def _size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0
