"""Workers and their clock. Celery, which takes 0.2 s to import, is loaded by these two alone."""

import asyncio
from contextlib import suppress
from typing import Annotated

import typer

from praxis.cli.runtime import (
    SECRET_FILE,
    bring_up_to_date,
    database_url,
    load_settings,
    running_database,
    with_secret,
)
from praxis.cli.terminal import fail, out
from praxis.kit.logging import configure_logging
from praxis.settings import Settings

LEAN = ("--without-gossip", "--without-mingle", "--loglevel=warning")


def worker(
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="processes that work")] = 2,
) -> None:
    """Deliver messages and keep the clock, told by Redis when to look (PRAXIS_TASKS=celery)."""
    from praxis.worker import create_celery, install_tasks  # noqa: PLC0415 -- see above

    settings = load_settings()
    configure_logging(level=settings.log_level)
    _need_redis(settings)
    _need_the_secret_of_the_server(settings)
    settings = with_secret(settings)
    celery = create_celery(settings)
    with suppress(KeyboardInterrupt), running_database(settings) as dsn:
        asyncio.run(bring_up_to_date(settings, dsn))
        install_tasks(celery, settings, database_url(settings) or dsn)
        out.print(f"A worker of {concurrency} processes is ready. Ctrl-C stops it.")
        celery.worker_main(["--quiet", "worker", f"--concurrency={concurrency}", *LEAN])
    out.print("The worker has stopped.")


def beat() -> None:
    """Tell the workers when to look: one of these for all workers."""
    from praxis.worker import create_celery  # noqa: PLC0415 -- see above

    settings = load_settings()
    configure_logging(level=settings.log_level)
    _need_redis(settings)
    celery = create_celery(settings)
    out.print("The clock is running. Ctrl-C stops it.")
    with suppress(KeyboardInterrupt):
        # Kept in memory: what is due is in the database, not in a file of this scheduler.
        celery.Beat(
            scheduler_cls="celery.beat:Scheduler", quiet=True, loglevel="WARNING", max_interval=1
        ).run()
    out.print("The clock has stopped.")


def _need_the_secret_of_the_server(settings: Settings) -> None:
    """Links in mails are signed with it: those of a worker with its own would open nothing."""
    kept = (settings.data_dir / SECRET_FILE).exists()
    if settings.database_url is not None and settings.auth.secret_key is None and not kept:
        fail(
            "A worker signs links with the secret key of the server: set PRAXIS_AUTH__SECRET_KEY "
            "on both, or give both the same PRAXIS_DATA_DIR and start the server first.",
            code=2,
        )


def _need_redis(settings: Settings) -> None:
    if settings.redis_url is None:
        fail("Workers are told through Redis when to look: set REDIS_URL.", code=2)
