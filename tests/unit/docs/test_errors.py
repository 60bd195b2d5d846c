import subprocess
import sys

import pytest

from tests.unit.docs.documents import DOCS, ROOT, table_rows

GENERATOR = ROOT / "script" / "support" / "error_list.py"


def test_the_list_of_codes_is_what_the_code_says() -> None:
    compared = subprocess.run(  # noqa: S603 -- our own script
        [sys.executable, GENERATOR, "--check"], check=False, capture_output=True, text=True
    )

    assert compared.returncode == 0, compared.stderr


@pytest.mark.parametrize("code", ["scheduling.slot_taken", "time.naive", "request.too_large"])
def test_codes_of_every_kind_are_listed(code: str) -> None:
    assert f"`{code}`" in {row[0] for row in table_rows(DOCS / "errors.md")}
