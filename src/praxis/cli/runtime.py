"""What every command needs first: settings that are right, a secret, a database that answers."""

import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import SecretStr, ValidationError

from praxis.backup.errors import RestoreUnfinished
from praxis.backup.unfinished import refuse_unfinished
from praxis.cli.ownership import refuse_root
from praxis.cli.terminal import fail
from praxis.kit.db.embedded import EmbeddedServer
from praxis.migrations import upgrade as migrations
from praxis.settings import Settings

SECRET_FILE = "secret.key"  # noqa: S105 -- the name of a file


def load_settings(*, writes: bool = True) -> Settings:
    """Settings from the environment; ends the program with what to mend.

    Root may work in the data folder of another user only where it `writes` nothing there.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        fail("; ".join(settings_faults(error)), code=2)
    if writes:
        refuse_root(settings.data_dir.absolute())
    return settings


def settings_faults(error: ValidationError) -> list[str]:
    """One sentence for each wrong setting, without its value, which may be a secret."""
    return [
        _sentence(fault["loc"], fault["msg"].removeprefix("Value error, "))
        for fault in error.errors(include_input=False, include_url=False)
    ]


def _sentence(place: Sequence[int | str], text: str) -> str:
    """Of several settings together the text itself names them."""
    return f"{_variable(place)}: {text}" if place else text


def _variable(place: Sequence[int | str]) -> str:
    """The environment variable that a setting is read from."""
    name = "__".join(str(part).upper() for part in place)
    return name if name in {"DATABASE_URL", "REDIS_URL"} else f"PRAXIS_{name}"


def with_secret(settings: Settings) -> Settings:
    """The settings with a secret key: the given one, or one made once and kept."""
    if settings.auth.secret_key is not None:
        return settings
    key = SecretStr(_kept_secret(settings.data_dir))
    return settings.model_copy(
        update={"auth": settings.auth.model_copy(update={"secret_key": key})}
    )


def found_secret(settings: Settings) -> str | None:
    """The secret key where there is one; none is made."""
    if settings.auth.secret_key is not None:
        return settings.auth.secret_key.get_secret_value()
    path = settings.data_dir / SECRET_FILE
    return path.read_text().strip() if path.exists() else None


def _kept_secret(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SECRET_FILE
    if not path.exists():
        _make_secret(path)
    return path.read_text().strip()


def _make_secret(path: Path) -> None:
    """Put the file there whole or not at all; of two first starts at once, one makes it."""
    descriptor, name = tempfile.mkstemp(prefix=f"{SECRET_FILE}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def database_url(settings: Settings) -> str | None:
    """`DATABASE_URL`, which may be a pooler's, in the form that the driver takes."""
    return _for_driver(settings.database_url, "DATABASE_URL")


def direct_url(settings: Settings) -> str | None:
    """The address of the database itself."""
    if settings.database.direct_url is None:
        return database_url(settings)
    return _for_driver(settings.database.direct_url, "PRAXIS_DATABASE__DIRECT_URL")


def _for_driver(address: SecretStr | None, variable: str) -> str | None:
    if address is None:
        return None
    scheme, separator, rest = address.get_secret_value().partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        fail(f"{variable} must begin with postgresql://", code=2)
    return f"postgresql://{rest}"


async def bring_up_to_date(settings: Settings, dsn: str) -> None:
    """Migrate the database at `dsn`, and set for the role what a pooler would not pass on."""
    await migrations.upgrade(dsn)
    if settings.database.pooler:
        await migrations.settle_sessions(dsn)


@contextmanager
def running_database(settings: Settings) -> Iterator[str]:
    """The address of the database: the one given, else the embedded one, started if need be.

    Of a database behind a pooler its own: what is done there needs a connection to itself.
    """
    url = direct_url(settings)
    if url is not None:
        yield url
        return
    try:
        refuse_unfinished(settings.data_dir)
    except RestoreUnfinished as error:
        fail(str(error), code=1)
    with EmbeddedServer(settings.data_dir / "postgres") as server:
        yield server.dsn()
