"""A small disk of its own, where a test may make one."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, mebibytes: int) -> Iterator[Path]:
    """The folder `place`, which others may enter, as a disk in memory; only root may do that."""
    place.mkdir(mode=0o711)
    options = f"size={mebibytes}m,mode=0711"
    words = ["mount", "-t", "tmpfs", "-o", options, "none", str(place)]
    try:
        done = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603 -- of the system
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if done.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607 -- of the system
