"""What Praxis counts of itself, and the text in which Prometheus reads it.

Each metric is defined beside what it counts, on `REGISTRY`. Where several processes answer, each
writes its figures into files of one folder, and whichever is asked adds them up. The folder is
named by an environment variable that must be there before a process counts anything.
"""

import os
import shutil
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.process_collector import ProcessCollector

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

if FOLDER_VARIABLE in os.environ:
    # Ours are started anew and never forked: asking the system who we are, for each figure of each
    # request, took longer than all else together.
    _value = values.MultiProcessValue(partial(int, os.getpid()))  # type: ignore[no-untyped-call] # it has no types
    values.ValueClass = _value

REGISTRY = CollectorRegistry()
# Memory, time and open files: of one process, so nothing to add up.
_OF_THIS_PROCESS = ProcessCollector(registry=None)


class _Measured:
    """Figures that were asked for just now, as a collector."""

    def __init__(self, families: Iterable[GaugeMetricFamily]) -> None:
        self._families = families

    def collect(self) -> Iterable[GaugeMetricFamily]:
        return self._families


def expose(measured: Iterable[GaugeMetricFamily] = ()) -> bytes:
    """All figures as text, those of the other processes too; reads their files."""
    now = CollectorRegistry()
    now.register(_Measured(measured))
    if FOLDER_VARIABLE in os.environ:
        MultiProcessCollector(now)  # type: ignore[no-untyped-call] # it has no types
        return generate_latest(now)
    now.register(_OF_THIS_PROCESS)
    return generate_latest(REGISTRY) + generate_latest(now)


def share_figures(folder: Path) -> None:
    """Have the processes that this one starts from now on write their figures there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ[FOLDER_VARIABLE] = str(folder)


def forget_process(pid: int | None) -> None:
    """Drop what a process that ended said of its present; what it has counted stays."""
    if pid is not None and FOLDER_VARIABLE in os.environ:
        mark_process_dead(pid)  # type: ignore[no-untyped-call] # as above
