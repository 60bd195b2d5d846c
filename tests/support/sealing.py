"""Keys for tests: the same in every process, so that databases can be looked into from anywhere."""

import tempfile
from pathlib import Path

from praxis.kit.sealing.key_file import make_key_file
from praxis.kit.sealing.keys import Key, KeyRing
from praxis.kit.sealing.vault import Vault

RING = KeyRing([Key(1, "2027-01-04T06:00:00+00:00", b"a key that only tests seal with!")])


def vault_for_tests() -> Vault:
    path = Path(tempfile.gettempdir()) / "praxis-tests-clinical-keys.json"
    make_key_file(path, RING)
    return Vault(path)
