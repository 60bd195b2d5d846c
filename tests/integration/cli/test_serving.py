"""What a process that answers is like when it begins."""

import os
import subprocess
import sys
from pathlib import Path

LOOK = """
import gc
from praxis.cli.serving import create_worker

app = create_worker()
print(len(gc.get_objects()), gc.get_freeze_count())
"""


def test_the_search_for_garbage_does_not_look_through_the_program(tmp_path: Path) -> None:
    """It stops the whole process for as long as there are objects to look at."""
    environment = {
        **os.environ,
        # Nothing is asked of it: the pool connects when a request comes.
        "DATABASE_URL": "postgresql:///",
        "PRAXIS_AUTH__SECRET_KEY": "x" * 32,
        "PRAXIS_DATA_DIR": str(tmp_path),
    }

    said = subprocess.run(  # noqa: S603 -- this very Python
        [sys.executable, "-c", LOOK], env=environment, check=True, capture_output=True, text=True
    ).stdout

    looked_at, left_alone = map(int, said.split())
    assert left_alone > 50_000
    assert looked_at < left_alone / 50
