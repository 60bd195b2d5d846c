"""The file of the keys: JSON, readable by its owner alone, written whole or not at all."""

import base64
import binascii
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import orjson

from praxis.kit.sealing.errors import BadKeyFile
from praxis.kit.sealing.keys import Key, KeyRing

FORMAT = 1
OWNER_AND_GROUP = 0o660


def read_key_file(path: Path) -> KeyRing:
    """Raise `FileNotFoundError`, `BadKeyFile`."""
    try:
        return parse(path.read_bytes())
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadKeyFile(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, binascii.Error):
        # Without the cause, which might hold a part of the file.
        raise BadKeyFile(f"{path} is no file of keys: put back the one from your backup.") from None


def parse(content: bytes) -> KeyRing:
    document = orjson.loads(content)
    if document["praxis_keys"] != FORMAT:
        raise ValueError("another format")
    keys = [
        Key(item["number"], item["made_at"], base64.b64decode(item["key"], validate=True))
        for item in document["keys"]
    ]
    return KeyRing(keys, all_sealed=document.get("all_sealed", False) is True)


def dump(ring: KeyRing) -> bytes:
    keys = [
        {
            "number": key.number,
            "made_at": key.made_at,
            "key": base64.b64encode(key.secret).decode(),
        }
        for key in ring
    ]
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    document = {"praxis_keys": FORMAT, "all_sealed": ring.all_sealed, "keys": keys}
    return orjson.dumps(document, option=options)


def make_key_file(path: Path, ring: KeyRing) -> None:
    """Put the file there unless one is: of two first starts at once, one makes it."""
    folder = path.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _draft(path, ring)
    try:
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    _sync(folder)


def replace_key_file(path: Path, ring: KeyRing) -> None:
    """Put the file in the place of the one that is there; a reader sees one of them, whole.

    It stays its owner's: what root puts there, the server must still be able to read.
    """
    draft = _draft(path, ring)
    try:
        _give_as(path, draft)
        draft.replace(path)
    except BaseException:
        draft.unlink()
        raise
    _sync(path.parent)


def _draft(path: Path, ring: KeyRing) -> Path:
    # Made for its owner alone, before anything stands in it.
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(dump(ring))
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _give_as(path: Path, draft: Path) -> None:
    """Owner, group, and what these may do, as of the file at `path`; others may do nothing."""
    was = path.stat()
    if os.name != "nt" and (was.st_uid, was.st_gid) != (os.geteuid(), draft.stat().st_gid):
        os.chown(draft, was.st_uid, was.st_gid)
    draft.chmod(was.st_mode & OWNER_AND_GROUP)


def _sync(folder: Path) -> None:
    """Have the folder itself written: a name that a power cut forgets is a key that is lost."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
