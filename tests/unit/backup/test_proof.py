"""Proofs of one practice do not take the scratch server from each other, and always end."""

import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
import structlog

from praxis.backup import manifest as manifests
from praxis.backup import proof
from praxis.backup.folder import BackupFolder
from praxis.backup.manifest import Manifest, SealedFile
from praxis.backup.proof import SCRATCH, _scratch_home, prove
from praxis.kit.clock import FixedClock
from praxis.kit.errors import OutcomeUnknown, Unavailable
from tests.integration.kit.db.embedded_support import ground
from tests.unit.backup.test_folder import KEY, NOW, manifest

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


def lay(folder: BackupFolder, files: Mapping[str, SealedFile]) -> Manifest:
    folder.make()
    made = replace(manifest("one", ok=None), files=files)
    (folder.base / made.name).mkdir()
    return made


async def prove_one(place: Path, files: Mapping[str, SealedFile]) -> Manifest:
    folder = BackupFolder(place / "backups")
    made = lay(folder, files)
    proven = await prove(made, folder, KEY, place / "data", FixedClock(NOW))
    assert manifests.read(folder.base / "one", KEY) == proven
    return proven


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Unavailable(), "Unavailable: The service cannot answer just now"),
        (OutcomeUnknown(), "OutcomeUnknown: The line broke"),
        (asyncpg.InterfaceError("the line is closed"), "InterfaceError: the line is closed"),
        (subprocess.TimeoutExpired("pg_ctl", 60), "TimeoutExpired: "),
        (RuntimeError("Mrs Zebrafinch"), "RuntimeError"),
    ],
)
async def test_whatever_goes_wrong_in_a_proof_is_a_proof_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(proof, "check_files", fail)
    with structlog.testing.capture_logs() as logged:
        proven = await prove_one(tmp_path, {})
    assert proven.proof is not None
    assert not proven.is_proven
    (why,) = proven.proof.checks
    assert why.startswith(said)
    assert "Zebrafinch" not in why
    (line,) = logged
    assert (line["event"], line["cause"]) == ("backup.proof_failed", type(fault).__name__)
    assert "Zebrafinch" not in str(line)


async def test_a_manifest_that_no_disk_can_follow_fails_its_proof(tmp_path: Path) -> None:
    proven = await prove_one(tmp_path, {"no\0name": SealedFile("ab", 1)})
    assert proven.proof is not None
    assert proven.proof.checks == ("ValueError",)
