"""What is sealed opens for its own name and key, whole, and otherwise not at all."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from praxis.backup.errors import Damaged, DiskFull, FileGone, KeyMissing, KeyUnreadable
from praxis.backup.keys import BackupKey, make_key, read_key
from praxis.backup.sealed import Stream, digest_of, seal_to, telling_full_disks, unseal

KEY = BackupKey(bytes(range(32)))
FRAME = 64 * 1024


def sealed(folder: Path, content: bytes, context: str = "a") -> Path:
    path = folder / "one.sealed"
    digest = seal_to(path, KEY, context, iter([content]))
    assert digest == digest_of(path)
    return path


def opened(path: Path, key: BackupKey = KEY, context: str = "a") -> bytes:
    return b"".join(unseal(path, key, context))


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 5 * FRAME + 3])
def test_it_comes_back_byte_for_byte(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    assert opened(sealed(tmp_path, content)) == content


def test_a_large_file_of_zeros_is_given_in_small_pieces(tmp_path: Path) -> None:
    path = sealed(tmp_path, bytes(64 * 2**20))
    assert path.stat().st_size < 2**20
    pieces = list(map(len, unseal(path, KEY, "a")))
    assert sum(pieces) == 64 * 2**20
    assert max(pieces) <= 256 * 1024


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    assert sealed(tmp_path, b"x").stat().st_mode & 0o777 == 0o600


def test_another_key_or_another_name_does_not_open_it(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"secret")
    with pytest.raises(Damaged):
        opened(path, BackupKey(bytes(32)))
    with pytest.raises(Damaged):
        opened(path, context="b")


def test_any_flipped_byte_is_noticed(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"secret" * 10)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Damaged, match=r"one\.sealed is damaged"):
            opened(path)


@pytest.mark.parametrize("left", [0, 10, 48, 48 + FRAME + 16, -1, -17])
def test_what_was_cut_off_is_noticed(tmp_path: Path, left: int) -> None:
    path = sealed(tmp_path, os.urandom(3 * FRAME))
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(Damaged):
        opened(path)


def test_frames_in_another_order_are_noticed(tmp_path: Path) -> None:
    path = sealed(tmp_path, os.urandom(3 * FRAME))
    whole, size = path.read_bytes(), FRAME + 16
    head, first, second, rest = (
        *(whole[:48], whole[48 : 48 + size]),
        *(whole[48 + size : 48 + 2 * size], whole[48 + 2 * size :]),
    )
    path.write_bytes(head + second + first + rest)
    with pytest.raises(Damaged):
        opened(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileGone, match="missing from the backup"):
        opened(tmp_path / "none.sealed")


def test_what_fails_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"x" * FRAME
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 -- raised above
        seal_to(tmp_path / "one.sealed", KEY, "a", failing())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full")
def test_a_full_disk_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(DiskFull, match=r"disk of .* is full"),
        telling_full_disks(tmp_path),
        open("/dev/full", "wb", buffering=0) as full,  # noqa: PTH123 -- no path of ours
    ):
        full.write(b"x")


def test_pieces_are_read_as_a_file() -> None:
    stream = io.BufferedReader(Stream(iter([b"ab", b"", b"cdef"])), 16)
    assert stream.read(3) == b"abc"
    assert stream.read() == b"def"


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "backup.key"
    assert make_key(path)
    first = read_key(path)
    assert not make_key(path)
    assert read_key(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert first.id not in path.read_text()
    assert str(first.secret) not in repr(first)


def test_a_key_that_is_not_there_or_no_key_is_said(tmp_path: Path) -> None:
    path = tmp_path / "backup.key"
    with pytest.raises(KeyMissing, match="Without it no backup can be opened"):
        read_key(path)
    for text in ("", "praxis-backup-key-1:", "praxis-backup-key-1:eHg=", "x" * 64, "\x00"):
        path.write_text(text)
        with pytest.raises(KeyUnreadable):
            read_key(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(KeyUnreadable):
        read_key(path)
