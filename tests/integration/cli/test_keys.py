"""`praxis keys` as scripts see it."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from praxis.kit.db.database import Database
from praxis.kit.sealing.key_file import make_key_file, read_key_file
from praxis.kit.sealing.keys import KeyRing, new_key
from praxis.kit.sealing.vault import Vault
from praxis.records.resealing import count_under
from tests.conftest import create_database, drop_database
from tests.factories.directory import make_patient
from tests.integration.cli.test_cli import praxis

PLANT = """
    UPDATE patients SET sealed = '\\x00'::bytea || convert_to(
        '{"blood_type": null, "allergies": "None known", "medical_history": null}', 'UTF8')
    WHERE id = $1
"""


@pytest.fixture
async def keys_dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_cli_keys_{worker}"
    yield await create_database(name)
    await drop_database(name)


def key_file(folder: Path) -> Path:
    return folder / "keys" / "clinical.json"


async def test_keys_are_made_once_listed_and_changed(keys_dsn: str, tmp_path: Path) -> None:
    done = praxis("keys", "list", folder=tmp_path, dsn=keys_dsn)
    assert done.returncode == 0, done.stderr
    assert "current" in done.stdout
    made = key_file(tmp_path).read_bytes()
    assert stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600

    database = Database(keys_dsn, pool_size=1, vault=Vault(key_file(tmp_path)))
    await make_patient(database, allergies="Nuts")
    done = praxis("keys", "rotate", folder=tmp_path, dsn=keys_dsn)
    assert done.returncode == 0, done.stderr
    assert "1 rows were sealed under key 2." in done.stdout
    ring = read_key_file(key_file(tmp_path))
    assert [key.number for key in ring] == [1, 2]
    assert key_file(tmp_path).read_bytes() != made
    assert await database.read(count_under) == {2: 1}

    done = praxis("keys", "add", folder=tmp_path, dsn=keys_dsn)
    assert "Key 3 is the current one" in done.stdout
    done = praxis("keys", "rotate", folder=tmp_path, dsn=keys_dsn)
    assert "Going on with key 3" in done.stdout
    assert await database.read(count_under) == {3: 1}
    await database.close()
    for secret in (key.secret for key in read_key_file(key_file(tmp_path))):
        assert secret.hex() not in done.stdout + done.stderr


@pytest.mark.parametrize("instead", ["nothing", "others", "rubbish"])
async def test_without_the_keys_of_the_database_nothing_is_made_and_steps_are_said(
    keys_dsn: str, tmp_path: Path, instead: str
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert praxis("keys", "list", folder=first, dsn=keys_dsn).returncode == 0
    if instead == "others":
        make_key_file(key_file(second), KeyRing([new_key(1, ""), new_key(2, "")]))
    elif instead == "rubbish":
        key_file(second).parent.mkdir(parents=True)
        key_file(second).write_text("not a file of keys")
    before = key_file(second).read_bytes() if instead != "nothing" else None

    done = praxis("keys", "list", folder=second, dsn=keys_dsn)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "backup" in done.stderr
    assert (key_file(second).read_bytes() if before else None) == before
    assert instead != "nothing" or not key_file(second).exists()
    # Nothing of it is remembered: the right file fits as it did.
    assert praxis("keys", "list", folder=first, dsn=keys_dsn).returncode == 0


async def test_what_cannot_be_opened_is_named_and_holds_no_new_key_back(
    keys_dsn: str, tmp_path: Path
) -> None:
    assert praxis("keys", "list", folder=tmp_path, dsn=keys_dsn).returncode == 0
    assert read_key_file(key_file(tmp_path)).all_sealed
    database = Database(keys_dsn, pool_size=1, vault=Vault(key_file(tmp_path)))
    whole, planted = [await make_patient(database, allergies="Nuts") for _ in range(2)]
    await database.close()
    sql = await asyncpg.connect(keys_dsn)
    await sql.execute(PLANT, planted.id)
    # As somebody does who wants Praxis to take it for text of an earlier release.
    await sql.execute("INSERT INTO sealing_backlog VALUES ('patients')")

    for number in (2, 3):
        done = praxis("keys", "rotate", folder=tmp_path, dsn=keys_dsn)
        assert done.returncode == 1
        assert f"cannot be opened: patients {planted.uid}" in done.stdout
        assert "says that all of it was sealed" in done.stderr.replace("\n", " ")
        assert read_key_file(key_file(tmp_path)).current.number == number
        assert read_key_file(key_file(tmp_path)).all_sealed

    kept = {row["id"]: row["sealed"] for row in await sql.fetch("SELECT * FROM patients")}
    await sql.close()
    assert kept[whole.id][:3] == b"\x01\x00\x03"
    assert kept[planted.id][0] == 0
