"""Disks and mounts of their own, where a test may make some."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, mebibytes: int) -> Iterator[Path]:
    """The folder `place`, which others may enter, as a disk in memory; only root may do that."""
    with _mounted(place, "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0711", "none"):
        yield place


@contextmanager
def bound(source: Path, place: Path) -> Iterator[Path]:
    """The folder `source` at a second place, as containers have it: a mount of the same disk."""
    source.mkdir(mode=0o711)
    with _mounted(place, "--bind", str(source)):
        yield place


@contextmanager
def _mounted(place: Path, *words: str) -> Iterator[None]:
    place.mkdir(mode=0o711, parents=True, exist_ok=True)
    try:
        done = subprocess.run(  # noqa: S603 -- of the system
            ["mount", *words, str(place)],  # noqa: S607 -- wherever it has it
            check=False,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if done.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607 -- of the system
