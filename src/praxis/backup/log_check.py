"""Opens the log that was written between two backups, so that a fault in it is known at once."""

from praxis.backup import archive as archives
from praxis.backup.errors import Damaged, FileGone
from praxis.backup.faults import of_gap
from praxis.backup.folder import BackupFolder
from praxis.backup.keys import BackupKey
from praxis.backup.manifest import Manifest
from praxis.backup.positions import nameless, position, segment_number, segment_with
from praxis.backup.sealed import unseal


def check_log(before: Manifest, made: Manifest, folder: BackupFolder, key: BackupKey) -> list[str]:
    """What is wrong with the log from one backup to the next, of the same archive.

    Seconds behind such a fault are reached from the later backup alone.
    """
    if before.archive is None or before.archive != made.archive:
        return []
    found = {
        segment_number(name): (name, path)
        for name, path in archives.segments(folder, before.archive)
        if archives.SEGMENT.fullmatch(name)
    }
    # Of the last ones the spool may still hold some.
    first, last = _number(before.start_lsn), min(_number(made.start_lsn), max(found, default=0))
    faults = []
    for number in range(first, last):
        if number not in found:
            faults.append(of_gap(f"the segment …{nameless(number)} is missing"))
            continue
        name, path = found[number]
        try:
            for _ in unseal(path, key, archives.context(before.archive, name)):
                pass
        except (Damaged, FileGone):
            faults.append(of_gap(f"{path.name} is damaged"))
    return faults


def _number(lsn: str) -> int:
    return segment_with(position(lsn))
