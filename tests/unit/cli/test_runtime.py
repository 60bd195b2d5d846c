"""The secret that is made once and kept."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from pydantic import SecretStr

from praxis.cli.runtime import SECRET_FILE, with_secret
from praxis.settings import Settings

AT_ONCE = 16
ROUNDS = 20
# As on a full disk: the file can be made, and nothing written to it.
NO_ROOM = """
import resource, sys
from pathlib import Path
from praxis.cli.runtime import with_secret
from praxis.settings import Settings
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
with_secret(Settings(data_dir=Path(sys.argv[1])))
"""


def secret(folder: Path) -> str:
    key = with_secret(Settings(data_dir=folder)).auth.secret_key
    assert isinstance(key, SecretStr)
    return key.get_secret_value()


def test_secret_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first = secret(tmp_path)
    assert len(first) >= 64
    assert secret(tmp_path) == first
    (kept,) = tmp_path.iterdir()
    assert kept.name == SECRET_FILE
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_first_starts_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    barrier = Barrier(AT_ONCE)

    def start(folder: Path) -> str:
        barrier.wait()
        return secret(folder)

    def rounds() -> Iterator[set[str]]:
        for number in range(ROUNDS):
            yield set(pool.map(start, [tmp_path / str(number)] * AT_ONCE))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for found in rounds():
            assert len(found) == 1
            assert len(found.pop()) >= 64


def test_start_that_fails_leaves_no_empty_secret(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 -- this very Python
        [sys.executable, "-c", NO_ROOM, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert "File too large" in done.stderr
    assert not list(tmp_path.iterdir())
    assert len(secret(tmp_path)) >= 64
