"""An environment of its own for the peer, made when it is first needed."""

import shutil
import subprocess
import sys
from pathlib import Path

from bench.kit.errors import BenchError

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
FOLDER = Path("var/bench/peers/venv")
# What stands in it: written last, so that an environment half made is made anew.
MARK = "requirements.txt"


def environment() -> Path:
    """The folder of the peer's programs. Raises `BenchError` if the packages are not to be had."""
    mark = FOLDER / MARK
    wanted = REQUIREMENTS.read_text()
    if not mark.exists() or mark.read_text() != wanted:
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.parent.mkdir(parents=True, exist_ok=True)
        _install(shutil.which("uv"))
        mark.write_text(wanted)
    return FOLDER.resolve() / "bin"


def _install(uv: str | None) -> None:
    if uv:
        _run(uv, "venv", "-q", "--python", sys.executable, str(FOLDER))
        python = ("--python", str(FOLDER / "bin" / "python"))
        _run(uv, "pip", "install", "-q", "--no-deps", *python, "-r", str(REQUIREMENTS))
    else:
        _run(sys.executable, "-m", "venv", str(FOLDER))
        pip = (str(FOLDER / "bin" / "python"), "-m", "pip", "--disable-pip-version-check")
        _run(*pip, "install", "-q", "--no-deps", "--no-input", "-r", str(REQUIREMENTS))


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 -- ours
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise BenchError(
            "The peer could not be installed, which needs a package index such as PyPI; the other "
            f"benchmarks do not. The installer said: {' '.join(last) or 'nothing'}"
        )
