import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = ROOT / "script" / "support" / "environment.py"


def test_the_program_does_nothing_when_a_worker_process_loads_it(tmp_path: Path) -> None:
    """Each of several workers loads the file that was started, under that name, first of all."""
    command = runpy.run_path(str(ENVIRONMENT))["COMMAND"]
    program = tmp_path / "praxis"
    program.write_text(command.format(python=sys.executable))

    loaded = runpy.run_path(str(program), run_name="__mp_main__")

    assert callable(loaded["main"])
