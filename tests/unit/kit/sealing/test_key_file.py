import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import pytest

from praxis.kit.sealing.envelope import Place
from praxis.kit.sealing.errors import BadKeyFile, KeyMissing
from praxis.kit.sealing.key_file import make_key_file, read_key_file, replace_key_file
from praxis.kit.sealing.keys import Key, KeyRing, new_key
from praxis.kit.sealing.vault import Vault

HERE = Place("patients", "sealed", "p", "p")


def ring() -> KeyRing:
    return KeyRing([new_key(1, "2027-01-04T06:00:00+00:00")])


def secrets_of(found: KeyRing) -> list[bytes]:
    return [key.secret for key in found]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "clinical.json"


def test_a_file_holds_the_keys_for_its_owner_alone(path: Path) -> None:
    made = ring().with_new_key("2027-02-01")
    make_key_file(path, made)
    assert secrets_of(read_key_file(path)) == secrets_of(made)
    assert read_key_file(path).current.number == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    replace_key_file(path, made.with_new_key("2027-03-01"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_file(path).current.number == 3
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file to another")
def test_what_root_adds_a_key_to_stays_its_owners(path: Path) -> None:
    make_key_file(path, ring())
    os.chown(path, 65_534, 54_321)
    path.chmod(0o640)
    replace_key_file(path, read_key_file(path).with_new_key("2027-02-01"))
    found = path.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (65_534, 54_321, 0o640)
    assert read_key_file(path).current.number == 2


def test_what_others_could_read_they_cannot_any_more(path: Path) -> None:
    make_key_file(path, ring())
    path.chmod(0o644)
    replace_key_file(path, read_key_file(path).with_new_key("2027-02-01"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_of_many_first_starts_one_makes_the_file(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: make_key_file(path, ring()), range(32)))
        first = path.read_bytes()
        list(pool.map(lambda _: make_key_file(path, ring()), range(32)))
    assert path.read_bytes() == first
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"praxis_keys": 2, "keys": []}',
        b'{"praxis_keys": 1, "keys": []}',
        b'{"praxis_keys": 1, "keys": [{"number": 1, "made_at": "", "key": "c2hvcnQ="}]}',
        b'{"praxis_keys": 1, "keys": [{"number": 1, "made_at": "", "key": "not base 64"}]}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_file_of_keys_is_refused_without_showing_it(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(BadKeyFile, match="is no file of keys") as refused:
        read_key_file(path)
    assert "c2hvcnQ" not in str(refused.value)


def test_two_keys_of_one_number_are_refused() -> None:
    with pytest.raises(ValueError, match="one of each number"):
        KeyRing([new_key(1, ""), new_key(1, "")])
    with pytest.raises(ValueError, match="at least one"):
        KeyRing([])


@pytest.mark.parametrize("number", [0, -1, 65_536])
def test_keys_have_numbers_that_fit(number: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 65535"):
        Key(number, "", bytes(32))


def test_a_key_is_never_printed() -> None:
    assert repr(Key(1, "", b"s" * 32)) == "Key(number=1)"


def test_a_vault_without_its_file_seals_nothing(path: Path) -> None:
    with pytest.raises(KeyMissing):
        Vault(path).seal(HERE, b"text")


def test_a_vault_finds_the_key_that_another_process_added(path: Path) -> None:
    make_key_file(path, ring())
    here, there = Vault(path), Vault(path)
    before = here.seal(HERE, b"before")
    replace_key_file(path, read_key_file(path).with_new_key("2027-02-01"))
    newest = Vault(path).seal(HERE, b"after")
    assert here.open(HERE, newest) == b"after"
    assert there.open(HERE, before) == b"before"


def test_a_vault_does_not_take_the_file_of_another_practice(path: Path) -> None:
    own = ring()
    make_key_file(path, own)
    vault = Vault(path)
    sealed = vault.seal(HERE, b"text")
    for strange in (ring(), ring().with_new_key("2027-02-01")):
        replace_key_file(path, strange)
        vault.look_again()
        assert vault.open(HERE, sealed) == b"text"
        assert vault.ring.current.number == 1
    replace_key_file(path, own.with_new_key("2027-02-01"))
    vault.look_again()
    assert vault.ring.current.number == 2


def test_that_all_is_sealed_stands_with_the_keys(path: Path) -> None:
    make_key_file(path, ring())
    assert not read_key_file(path).all_sealed
    replace_key_file(path, read_key_file(path).with_all_sealed())
    assert read_key_file(path).with_new_key("2027-02-01").all_sealed
    # A file of before says nothing of it.
    document = orjson.loads(path.read_bytes())
    del document["all_sealed"]
    path.write_bytes(orjson.dumps(document))
    assert not read_key_file(path).all_sealed


def test_a_vault_keeps_what_it_read_when_the_file_goes_away(path: Path) -> None:
    make_key_file(path, ring())
    vault = Vault(path)
    sealed = vault.seal(HERE, b"text")
    path.unlink()
    vault.look_again()
    assert vault.open(HERE, sealed) == b"text"
