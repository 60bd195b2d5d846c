"""What proofs have told of, and for how long it is said."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from praxis.backup import manifest as manifests
from praxis.backup.faults import files_in, of_file, of_gap, of_lost, standing
from praxis.backup.folder import BackupFolder
from praxis.backup.manifest import Manifest
from praxis.cli.log_checks import check_log
from praxis.settings import Settings
from praxis.settings.groups import TaskMode
from tests.unit.backup.test_folder import KEY, NOW, manifest
from tests.unit.backup.test_metrics import figures

GAP = of_gap("the segment …0000000000000003 is missing")
LOST = of_file("ab/cd", "damaged")
MENDED = "1 files were missing or damaged and were sealed anew"


def told(name: str, *faults: str, ok: bool = True, archive: str = "praxis_archive_a") -> Manifest:
    made = manifest(name, NOW + timedelta(hours=ord(name) - ord("z")), ok=ok)
    assert made.proof is not None
    return replace(made, archive=archive, proof=replace(made.proof, faults=faults))


def test_a_gap_is_told_while_a_backup_before_it_is_kept() -> None:
    kept = [told("a"), told("b", GAP, LOST, MENDED), told("c"), told("d", ok=False)]
    assert standing(kept) == [("b", GAP)]
    assert standing(kept[1:]) == []
    assert standing([told("a", archive="praxis_archive_b"), *kept[1:]]) == []


def test_of_files_the_newest_that_is_proven_knows() -> None:
    kept = [told("a", LOST), told("b", LOST, MENDED), told("c", ok=False)]
    assert standing(kept) == [("b", LOST), ("b", MENDED)]


def test_files_that_were_lacking_are_known_by_name() -> None:
    assert files_in([GAP, LOST, MENDED, of_lost("ef/gh")]) == {"ab/cd", "ef/gh"}


async def test_check_and_figures_tell_of_all_that_are_kept(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    folder.make()
    for made in (told("a"), told("b", GAP), told("c", LOST)):
        (folder.base / made.name).mkdir()
        manifests.write(folder.base / made.name, made, KEY)
    assert figures(folder)["praxis_backup_faults"] == 2
    settings = Settings().model_copy(update={"data_dir": tmp_path, "tasks": TaskMode.OFF})
    found = await check_log(settings, "postgresql://nowhere.invalid/practice", NOW)
    assert [(one.ok, one.text) for one in found] == [
        (False, f"the backup b: {GAP}"),
        (False, f"the backup c: {LOST}"),
    ]
