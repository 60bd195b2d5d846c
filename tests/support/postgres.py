import os
import shutil
import tempfile
from pathlib import Path

from praxis.kit.db.embedded import EmbeddedServer


class TestServer:
    """The PostgreSQL of a test run: `DATABASE_URL` when set, else an embedded one of its own."""

    __test__ = False

    def __init__(self) -> None:
        self._embedded: EmbeddedServer | None = None
        self._folder: Path | None = None

    def start(self) -> str:
        given = os.environ.get("DATABASE_URL")
        if given:
            return given
        self._folder = Path(tempfile.mkdtemp(prefix="praxis-tests-"))
        # Whoever runs the server must get through; what lies below is its own.
        self._folder.chmod(0o711)
        # Tests that pull the plug start a server of their own; here nobody does.
        self._embedded = EmbeddedServer(
            self._folder / "var", settings={"fsync": "off", "max_connections": "300"}
        ).start()
        return self._embedded.dsn()

    def stop(self) -> None:
        if self._embedded is not None:
            self._embedded.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def worker_dsn(server: str, database: str) -> str:
    """The address of another database on the same server."""
    address, _, query = server.partition("?")
    base, _, _ = address.rpartition("/")
    return f"{base}/{database}" + (f"?{query}" if query else "")
