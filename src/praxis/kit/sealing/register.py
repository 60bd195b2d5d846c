"""Which keys this database has seen: with others, or none, nothing in it could be opened."""

from datetime import datetime
from pathlib import Path

from praxis.kit.db.types import SqlConnection
from praxis.kit.sealing.errors import BadKeyFile
from praxis.kit.sealing.key_file import make_key_file, read_key_file
from praxis.kit.sealing.keys import KeyRing, new_key

KNOWN = "SELECT number, key_check FROM sealing_keys ORDER BY number"
REMEMBER = """
    INSERT INTO sealing_keys (number, key_check) VALUES ($1, $2) ON CONFLICT DO NOTHING
"""
STEPS = (
    "Stop, put the file of keys of this practice there (from the backup of the keys, or from the "
    "server that used this database before), or name it with PRAXIS_KEYS__FILE, and start again. "
    "Without it no clinical text can be read, and a new file would not help: none is made."
)


async def prepare_keys(sql: SqlConnection, path: Path, now: datetime) -> KeyRing:
    """The keys of the file, which fit the database; both are made at the first start.

    Raises `BadKeyFile` with the steps to take.
    """
    known = {row["number"]: row["key_check"] for row in await sql.fetch(KNOWN)}
    try:
        ring = read_key_file(path)
    except FileNotFoundError:
        if known:
            raise BadKeyFile(
                f"This database holds text sealed under {_named(sorted(known))}, and there is no "
                f"{path}. {STEPS}"
            ) from None
        make_key_file(path, KeyRing([new_key(1, now.isoformat(timespec="seconds"))]))
        ring = read_key_file(path)
    async with sql.transaction():
        # Looked at with what others remember at the same moment; of a file that does not fit
        # nothing may stay, or the right one would not fit either.
        await sql.executemany(REMEMBER, [(key.number, key.check) for key in ring])
        await _check(sql, path, ring)
    return ring


async def _check(sql: SqlConnection, path: Path, ring: KeyRing) -> None:
    """Raise `BadKeyFile` unless the file has each key that the database knows."""
    strange = [
        row["number"]
        for row in await sql.fetch(KNOWN)
        if row["number"] not in ring or ring.get(row["number"]).check != row["key_check"]
    ]
    if strange:
        raise BadKeyFile(
            f"{path} lacks {_named(strange)} of this database, or has another under that number. "
            f"{STEPS}"
        )


def _named(numbers: list[int]) -> str:
    listed = ", ".join(map(str, numbers))
    return f"key {listed}" if len(numbers) == 1 else f"the keys {listed}"
