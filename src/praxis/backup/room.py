"""Room on a disk, looked for before it is written to: a server that works may lie on it, too."""

import shutil
from pathlib import Path

from praxis.backup.errors import DiskFull

# What those go on with who work there meanwhile.
RESERVE = 512 * 2**20


def ensure_room(*wanted: tuple[Path, int]) -> None:
    """Raises `DiskFull` unless all of this finds room, and the reserve beside it on each disk.

    `wanted`: absolute folders, which may not be there yet, and bytes.
    """
    disks: dict[int, list[tuple[Path, int]]] = {}
    for folder, needed in wanted:
        disks.setdefault(_standing(folder).stat().st_dev, []).append((folder, needed))
    for shares in disks.values():
        # That which wants the most of it is named.
        folder, _ = max(shares, key=lambda share: share[1])
        needed = sum(share for _, share in shares) + RESERVE
        free = shutil.disk_usage(_standing(folder)).free
        if free < needed:
            raise DiskFull(folder, needed, free)


def _standing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
