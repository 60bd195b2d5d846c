"""What proofs have found that does not spoil a backup, and somebody must see to."""

import re
from collections.abc import Collection, Iterable, Sequence

from praxis.backup.manifest import Manifest

GAP = "the log has a gap: "
FILE = re.compile(r"the file (.+), which a row names, is \w+(: .+)?")


def of_gap(what: str) -> str:
    return f"{GAP}{what}"


def of_file(name: str, why: str) -> str:
    return f"the file {name}, which a row names, is {why}"


def of_lost(name: str) -> str:
    return f"{of_file(name, 'lost')}: the backups have it, and nothing else"


def files_in(faults: Iterable[str]) -> set[str]:
    return {found[1] for fault in faults if (found := FILE.fullmatch(fault)) is not None}


def standing(kept: Sequence[Manifest]) -> list[tuple[str, str]]:
    """Backups and what their proofs have found that is so still; `kept` is the oldest first.

    The newest proof has asked for each file that was lacking before. A gap in the log it has not:
    that stays in the way of a restore until the backups before it are forgotten.
    """
    proven = [one for one in kept if one.is_proven]
    found = []
    for place, one in enumerate(proven):
        faults = _faults(one)
        if one is not proven[-1]:
            is_ahead = any(older.archive == one.archive for older in proven[:place])
            faults = [fault for fault in faults if fault.startswith(GAP) and is_ahead]
        found += [(one.name, fault) for fault in faults]
    return found


def _faults(one: Manifest) -> Collection[str]:
    return () if one.proof is None else one.proof.faults
