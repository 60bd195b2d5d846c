"""Proofs of one practice do not take the scratch server from each other."""

import subprocess
import sys
import threading
from pathlib import Path

from praxis.backup.proof import SCRATCH, _scratch_home
from tests.integration.kit.db.embedded_support import ground

HOLDING = """
import sys
from pathlib import Path
from praxis.backup.proof import _scratch_home

with _scratch_home(Path(sys.argv[1])) as home:
    (home.folder / "of-the-first").touch()
    print("in", flush=True)
    sys.stdin.read()
    assert (home.folder / "of-the-first").exists()
"""


def test_the_second_waits_until_the_first_has_ended() -> None:
    entered = threading.Event()

    def enter(place: Path) -> None:
        with _scratch_home(place) as home:
            assert not (home.folder / "of-the-first").exists()
            entered.set()

    with ground() as place:
        first = subprocess.Popen(  # noqa: S603 -- ours
            [sys.executable, "-c", HOLDING, str(place)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert first.stdout is not None
        assert first.stdout.readline() == b"in\n"
        second = threading.Thread(target=enter, args=(place,))
        second.start()
        assert not entered.wait(1)
        assert (place / SCRATCH / "of-the-first").exists()
        first.communicate(b"")
        assert first.returncode == 0
        second.join(30)
        assert entered.is_set()
