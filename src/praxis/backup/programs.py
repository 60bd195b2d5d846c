"""PostgreSQL's programs as a backup uses them: without a shell, and no password in an argument."""

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from praxis.backup.errors import ProgramFailed
from praxis.kit.db.embedded.account import Account, running_account
from praxis.kit.db.embedded.folders import SHARED_ROOT
from praxis.kit.db.embedded.programs import Programs, environment, find_programs

READ_BYTES = 256 * 1024
COMPLAINT_BYTES = 2000
# With each host of an address: unasked, one that says nothing is waited for without end.
PATIENCE = {"PGCONNECT_TIMEOUT": "5"}


def client_programs() -> Programs:
    """Those that only speak to a server, run as who we are."""
    return find_programs(running_account(), SHARED_ROOT)


def without_password(dsn: str) -> tuple[str, dict[str, str]]:
    """The address, and apart from it what other users of the machine must not see."""
    parts = urlsplit(dsn)
    query = dict(parse_qsl(parts.query))
    password = query.pop("password", None)
    login, at, place = parts.netloc.rpartition("@")
    if ":" in login:
        user, _, password = login.partition(":")
        login, password = user, unquote(password)
    netloc = f"{login}{at}{place}"
    rest = urlencode(query, quote_via=quote, safe="/")
    address = urlunsplit((parts.scheme, netloc, parts.path, rest, ""))
    # A URL without a host keeps its three slashes.
    if not netloc:
        address = f"{parts.scheme}://{parts.path}" + (f"?{rest}" if rest else "")
    return address, {} if password is None else {"PGPASSWORD": password}


def run(
    programs: Programs,
    name: str,
    *words: str,
    account: Account | None = None,
    source: Iterator[bytes] | None = None,
) -> str:
    """The output of one program, however long it takes. Raises `ProgramFailed`.

    It reads from `source`, if there is one.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 -- a program of the pinned wheel, no shell
            [programs.path(name), *words],
            stdin=subprocess.DEVNULL if source is None else subprocess.PIPE,
            stdout=output,
            stderr=errors,
            env=environment(),
            cwd="/",
            **(account or running_account()).child,
        )
        try:
            if source is not None:
                _feed(process, source)
            code = process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise
        if code != 0:
            output.seek(0)
            errors.seek(0)
            complaint = errors.read() or output.read()
            raise ProgramFailed(name, last_words(complaint) or f"code {code}")
        output.seek(0)
        return output.read().decode(errors="replace")


def _feed(process: subprocess.Popen[bytes], source: Iterator[bytes]) -> None:
    if process.stdin is None:
        return
    try:
        with process.stdin as pipe:
            for piece in source:
                pipe.write(piece)
    except BrokenPipeError:
        # It ended before it had read all; its exit code says why.
        return


@contextmanager
def output_of(
    programs: Programs, name: str, words: Sequence[str], secrets: Mapping[str, str]
) -> Iterator[Iterator[bytes]]:
    """What a program writes, piece by piece; it is killed if the block ends before it does.

    Raises `ProgramFailed` at the end of the output of a program that failed.
    """
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 -- a program of the pinned wheel, no shell
            [programs.path(name), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**environment(), **PATIENCE, **secrets},
            cwd="/",
        )

        def pieces() -> Iterator[bytes]:
            assert process.stdout is not None  # noqa: S101 -- asked for above
            while piece := process.stdout.read(READ_BYTES):
                yield piece
            if process.wait() != 0:
                errors.seek(0)
                raise ProgramFailed(name, last_words(errors.read()))

        try:
            yield pieces()
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def last_words(output: bytes) -> str:
    lines = output[-COMPLAINT_BYTES:].decode(errors="replace").strip().splitlines()
    return " ".join(lines[-3:])
