#!/usr/bin/env python3
"""Fills .venv from a lock file; called by script/bootstrap with any Python 3.11 or later."""

import fcntl
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path.cwd()
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
VERSION = "import sys, pip; print(*sys.version_info[:2])"
# /bin/sh first: a shebang line cannot hold a long path or one with spaces.
COMMAND = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from praxis.cli import main

# Processes of `serve --workers` load this file, too.
if __name__ == "__main__":
    sys.exit(main())
"""


def main(kind: str, checksums: dict[str, str]) -> int:
    FOLDER.mkdir(exist_ok=True)
    # Two scripts started at once must not install into one folder together.
    with (FOLDER / "praxis-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if read(stamp_path(kind)) == stamp(checksums[kind]):
            return 0
        tell(f"Installing the pinned packages of requirements/{kind}.txt; this happens once.")
        if moved() or not version():
            make()
        if not install(kind):
            tell(f"Installing failed, see above. Mend it and run script/bootstrap {kind} again.")
            return 1
        link_project()
        # What tests need includes what the server needs.
        for done in {kind, "base"}:
            stamp_path(done).write_text(stamp(checksums[done]))
    return 0


def moved() -> bool:
    """Whether .venv was made elsewhere: the programs in it name their Python by its old place."""
    stamps = [text for kind in ("base", "dev") if (text := read(stamp_path(kind)))]
    return not all(text.startswith(f"{ROOT} ") for text in stamps)


def make() -> None:
    """Build anew in place, as the folder holds the lock; old packages go."""
    for name in ("bin", "include", "lib", "share"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
    venv.create(FOLDER, symlinks=True, with_pip=True)


def install(kind: str) -> bool:
    environment = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if not environment.get("HOME"):
        environment["PIP_NO_CACHE_DIR"] = "1"
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--no-input", "--quiet"]
    lock_file = str(ROOT / "requirements" / f"{kind}.txt")
    done = subprocess.run(  # noqa: S603 - the pip that was just made
        [str(PYTHON), "-I", "-m", "pip", "install", *options, "-r", lock_file],
        check=False,
        env=environment,
    )
    return done.returncode == 0


def link_project() -> None:
    """Put src/ on the path and `praxis` into bin/, without a build that would need setuptools."""
    for packages in FOLDER.glob("lib/python*/site-packages"):
        (packages / "praxis.pth").write_text(f"{ROOT / 'src'}\n")
    command = FOLDER / "bin" / "praxis"
    command.unlink(missing_ok=True)
    command.write_text(COMMAND.format(python=PYTHON))
    command.chmod(0o755)


def stamp_path(kind: str) -> Path:
    return FOLDER / f"praxis-{kind}"


def stamp(checksum: str) -> str:
    """As script/bootstrap puts it together."""
    return f"{ROOT} {version()} {checksum}\n"


def version() -> str:
    """The version of .venv's Python, or nothing when it has no working pip or none at all."""
    try:
        found = subprocess.run(  # noqa: S603 - the Python of .venv
            [PYTHON, "-I", "-c", VERSION], check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found.stdout.strip()


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], {"base": sys.argv[2], "dev": sys.argv[3]}))
