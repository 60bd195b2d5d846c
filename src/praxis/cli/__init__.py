"""The `praxis` program. Exit codes: 0 done, 1 a problem was found, 2 wrong usage, 3 no database.

4: all is restored but some files. 5: another backup is under way. 130, 143: ended by Ctrl-C or
SIGTERM before it was done; `serve`, `worker` and `beat` then end with 0.
"""

import sys

import typer

from praxis.cli import (
    accounts,
    auditing,
    backup,
    checking,
    database,
    keys,
    regions,
    restore,
    serving,
    slots,
    working,
)
from praxis.cli.terminal import fail
from praxis.kit.db.embedded import EmbeddedServerError
from praxis.kit.errors import DomainError, Unavailable

# As shells count a command that Ctrl-C has ended.
INTERRUPTED = 130

app = typer.Typer(
    name="praxis",
    help="Appointment scheduling for medical practices.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("serve")(serving.serve)
app.command("worker")(working.worker)
app.command("beat")(working.beat)
app.command("openapi")(serving.openapi)
app.command("migrate")(database.migrate)
app.command("demo")(database.demo)
app.command("check")(checking.check)
app.command("restore")(restore.restore)
app.add_typer(backup.app, name="backup")
app.add_typer(restore.messages, name="messages")
app.add_typer(accounts.app, name="user")
app.add_typer(auditing.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(regions.app, name="regions")
app.add_typer(slots.app, name="slots")


def main() -> None:
    try:
        app()
    except EmbeddedServerError as error:
        fail(str(error), code=3)
    except Unavailable as error:
        fail(error.detail, code=3)
    except DomainError as error:
        fail(error.detail, code=1)
    except OSError as error:
        fail(f"The database cannot be reached: {error.strerror or error}.", code=3)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
