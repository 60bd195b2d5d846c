import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

import praxis
from praxis.kit.db.embedded import EmbeddedServer
from praxis.kit.db.embedded.account import Account, unprivileged_account
from praxis.kit.db.embedded.processes import PROC, postmaster, serves

AS_ROOT = os.geteuid() == 0
IMPORT_PATH = [Path(str(praxis.__file__)).parents[1], Path(structlog.__file__).parents[1]]
KEEPER = """
import json, sys
from pathlib import Path
from praxis.kit.db.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), shared_root=Path(sys.argv[2])).start()
facts = {"dsn": server.dsn(), "owns": server.owns, "folder": str(server.data_dir)}
print("facts " + json.dumps(facts), flush=True)
sys.stdin.read()
server.stop()
"""


@contextmanager
def ground() -> Iterator[Path]:
    """A folder that PostgreSQL's user can reach, as pytest's own is not for root."""
    folder = Path(tempfile.mkdtemp(prefix="praxis-test-"))
    folder.chmod(0o711 if AS_ROOT else 0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_at(ground: Path, name: str = "pg", **options: float) -> EmbeddedServer:
    settings = {"fsync": "on"}
    return EmbeddedServer(
        ground / name, shared_root=ground / "shared", settings=settings, **options
    )


def sql(server: EmbeddedServer, statement: str) -> str:
    return query(server.programs, server.dsn(), statement)


def query(programs: Path, dsn: str, statement: str) -> str:
    done = subprocess.run(  # noqa: S603 - psql of the wheel
        [programs / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-c", statement],
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.stdout.strip()


def living(folder: Path) -> int:
    pid = postmaster(folder / "cluster")
    assert pid is not None
    return pid


def is_zombie(pid: int) -> bool:
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"


def cluster_processes(folder: Path) -> list[int]:
    pids = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if serves(pid, folder / "cluster")]


def kill_all(folder: Path) -> None:
    for pid in cluster_processes(folder):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_for_new_postmaster(folder: Path, old: int) -> int:
    deadline = time.monotonic() + 20
    while (pid := postmaster(folder / "cluster")) in {None, old}:
        assert time.monotonic() < deadline, "no server came back"
        time.sleep(0.05)
    assert pid is not None
    return pid


@dataclass
class Keeper:
    """Another process that starts or attaches to a server and stays until told to leave."""

    process: subprocess.Popen[str]
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def dsn(self) -> str:
        return str(self.facts["dsn"])

    def settle(self) -> "Keeper":
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("facts "):
                self.facts = json.loads(line.removeprefix("facts "))
                return self
        assert self.process.stderr is not None
        raise AssertionError(self.process.stderr.read())

    def ask_to_leave(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.stdin = None

    def leave(self) -> None:
        _, errors = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, errors

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def keep(
    ground: Path,
    name: str = "pg",
    *,
    account: Account | None = None,
    python: str = sys.executable,
    prefix: tuple[str, ...] = (),
) -> Keeper:
    process = subprocess.Popen(  # noqa: S603 - this interpreter with a constant script
        [*prefix, python, "-c", KEEPER, str(ground / name), str(ground / "shared")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, IMPORT_PATH)),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        **(account.child if account else {"user": None, "group": None, "extra_groups": None}),
    )
    return Keeper(process)


def python_for(account: Account) -> str | None:
    """An interpreter of this version that the user can run, with the folders it imports from."""
    if any(account.barrier(folder) for folder in IMPORT_PATH):
        return None
    for candidate in (sys.executable, shutil.which("python3", path="/usr/bin:/usr/local/bin")):
        if candidate and _runs_here(Path(candidate).resolve(), account):
            return candidate
    return None


def _runs_here(interpreter: Path, account: Account) -> bool:
    if account.barrier(interpreter.parent) or not account.may(interpreter, stat.S_IXOTH):
        return False
    script = "import sys; print(sys.version_info[:2])"
    version = subprocess.run(  # noqa: S603 - an interpreter with a constant script
        [interpreter, "-c", script], check=True, capture_output=True, text=True
    )
    return version.stdout.strip() == str(sys.version_info[:2])


def another_account() -> Account:
    account = unprivileged_account()
    nobody = Account(65534, 65534, switched=True)
    return nobody if account.uid != nobody.uid else account
