"""How commands of backups end that fail or are told to: with a sentence and a code of their own."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import asyncpg

from praxis.backup.errors import BackupError
from praxis.cli.terminal import fail
from praxis.kit.db.embedded import EmbeddedServerError
from praxis.kit.errors import Unavailable

# As shells count them; Ctrl-C is 130.
TERMINATED = 128 + signal.SIGTERM


def end_when_told() -> None:
    """On SIGTERM leave nothing half made, nor when the terminal is closed, unless under `nohup`."""
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _end)


def _end(*_: object) -> NoReturn:
    raise SystemExit(TERMINATED)


@contextmanager
def telling_failures(what: str) -> Iterator[None]:
    """Exit code 1: the database here is Praxis's own, and 3 would say that another is away."""
    try:
        yield
    except (BackupError, EmbeddedServerError) as error:
        fail(str(error), code=1)
    except Unavailable as error:
        fail(f"{what} failed: {type(error).__name__}: {error.detail}", code=1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        fail(f"{what} failed: {error.filename or 'a file'}: {why}.", code=1)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, subprocess.TimeoutExpired) as error:
        fail(f"{what} failed: {type(error).__name__}: {error}", code=1)
