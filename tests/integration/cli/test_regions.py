"""`praxis regions` as scripts see it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import create_database, drop_database
from tests.factories.regions import region_file
from tests.integration.cli.test_cli import praxis


@pytest.fixture(scope="module")
async def regions_dsn(worker: str) -> AsyncIterator[str]:
    name = f"praxis_cli_regions_{worker}"
    yield await create_database(name)
    await drop_database(name)


async def test_a_country_is_imported_listed_changed_and_refused(
    regions_dsn: str, tmp_path: Path
) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        done = praxis("regions", *words, folder=tmp_path, dsn=regions_dsn)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    file = tmp_path / "qq.csv"
    file.write_bytes(region_file("QQ,1,,state,North,উত্তর,", 'QQ,2,1,town,"Mill, upper",,Weir'))
    told = (0, "QQ: 2 regions, 2 new, 0 changed, 0 ended.\n", "")
    assert run("import", str(file)) == told

    code, out, _ = run("list")
    assert code == 0
    for word in ("BD", "division", "495", "106", "QQ", "own file"):
        assert word in out
    # What is listed of a country is what an import reads.
    code, out, _ = run("list", "QQ")
    assert (code, out) == (0, file.read_text(encoding="utf-8"))

    file.write_bytes(region_file("QQ,1,,state,North,,"))
    code, out, err = run("import", str(file))
    assert (code, out) == (1, "")
    assert err.startswith("praxis: The file lacks 1 of the known regions of QQ (2)")
    told = (0, "QQ: 1 regions, 0 new, 1 changed, 1 ended.\n", "")
    assert run("import", str(file), "--end-missing") == told

    file.write_bytes(region_file("QQ,1,,state,North,,", "QQ,2,7,state,South,,"))
    said = "praxis: Line 3, column parent_code: no region of QQ has the code 7.\n"
    assert run("import", str(file)) == (1, "", said)
    code, _, err = run("import", str(tmp_path / "none.csv"))
    assert code == 2
    assert "none.csv cannot be read" in err
    assert run("list", "ZZ") == (1, "", "praxis: No regions of ZZ are known.\n")


async def test_what_is_shipped_is_restored(regions_dsn: str, tmp_path: Path) -> None:
    done = praxis("regions", "restore", "BD", folder=tmp_path, dsn=regions_dsn)
    assert (done.returncode, done.stdout) == (0, "BD: 673 regions, 0 new, 0 changed, 0 ended.\n")
    none = praxis("regions", "restore", "DE", folder=tmp_path, dsn=regions_dsn)
    assert (none.returncode, none.stderr) == (1, "praxis: No regions of DE come with Praxis.\n")
