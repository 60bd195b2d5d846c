"""What a person can put right; a bench ends with the sentence and no traceback."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.kit.results import err
from praxis.kit.db.embedded import EmbeddedServerError


class BenchError(Exception):
    """The message is the sentence that is shown."""


@contextmanager
def sentences() -> Iterator[None]:
    """Around all of a bench: such errors, Ctrl-C and SIGTERM end it with one line.

    Either way all that was started is stopped on the way out.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except (BenchError, EmbeddedServerError) as error:
        err.print(f"bench: {error}", markup=False)
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("bench: stopped.", markup=False)
        sys.exit(130)
