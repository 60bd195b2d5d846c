"""What every command needs first: settings that are right, a secret, a database that answers."""

import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import SecretStr, ValidationError

from praxis.cli.terminal import fail
from praxis.kit.db.embedded import EmbeddedServer
from praxis.settings import Settings

SECRET_FILE = "secret.key"  # noqa: S105 -- the name of a file


def load_settings() -> Settings:
    """Settings from the environment; ends the program with what to mend."""
    try:
        return Settings()
    except ValidationError as error:
        fail("; ".join(settings_faults(error)), code=2)


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
    """`DATABASE_URL` in the form that the driver takes."""
    if settings.database_url is None:
        return None
    url = settings.database_url.get_secret_value()
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.split("+")[0] not in {"postgres", "postgresql"}:
        fail("DATABASE_URL must begin with postgresql://", code=2)
    return f"postgresql://{rest}"


@contextmanager
def running_database(settings: Settings) -> Iterator[str]:
    """The address of the database: the one given, else the embedded one, started if need be."""
    url = database_url(settings)
    if url is not None:
        yield url
        return
    with EmbeddedServer(settings.data_dir / "postgres") as server:
        yield server.dsn()
