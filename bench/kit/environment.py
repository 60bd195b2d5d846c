"""Programs that a benchmark needs and Praxis does not: installed apart, when first needed."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.kit.errors import BenchError
from bench.kit.results import FOLDER

# What stands in it: written last, so that an environment half made is made anew.
MARK = "requirements.txt"


@dataclass(frozen=True, slots=True)
class Environment:
    """`name` is that of its folder in `var/bench`."""

    name: str
    requirements: Path

    def programs(self) -> Path:
        """The folder of its programs. Raises `BenchError` if the packages are not to be had."""
        folder = FOLDER / self.name / "venv"
        mark = folder / MARK
        wanted = self.requirements.read_text()
        if not mark.exists() or mark.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            folder.parent.mkdir(parents=True, exist_ok=True)
            self._install(folder, shutil.which("uv"))
            mark.write_text(wanted)
        return folder.resolve() / "bin"

    def _install(self, folder: Path, uv: str | None) -> None:
        python, wanted = str(folder / "bin" / "python"), str(self.requirements)
        if uv:
            self._run(uv, "venv", "-q", "--python", sys.executable, str(folder))
            self._run(uv, "pip", "install", "-q", "--no-deps", "--python", python, "-r", wanted)
        else:
            self._run(sys.executable, "-m", "venv", str(folder))
            pip = (python, "-m", "pip", "--disable-pip-version-check")
            self._run(*pip, "install", "-q", "--no-deps", "--no-input", "-r", wanted)

    def _run(self, *words: str) -> None:
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 -- ours
        if done.returncode != 0:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise BenchError(
                f"The packages of {self.name} could not be installed, which needs a package index "
                "such as PyPI; other benchmarks do not. The installer said: "
                f"{' '.join(last) or 'nothing'}"
            )
