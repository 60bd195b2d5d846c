#!/usr/bin/env python3
"""Holds files and functions to their sizes, and lock files to pyproject.toml and to no registry."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("src", "tests", "script", "bench", "web/src", "web/e2e", "deploy")
ENDINGS = {".py", ".ts", ".tsx", ".js", ".css", ".sh", ""}
GENERATED = re.compile(r"/client/|\.gen\.")
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
TOLERATED_SHARE = 0.02
INDEX_ADDRESS = re.compile(
    r"://|--(?:extra-)?index-url|--find-links|--trusted-host|--default-index", re.IGNORECASE
)


def main() -> int:
    files = sorted(source_files())
    faults = [
        *long_files(files),
        *too_many_long_functions(files),
        *registry_addresses(),
        *unlocked_dependencies(),
    ]
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"sizes: {len(files)} files, {len(faults)} faults\n")
    return 1 if faults else 0


def source_files() -> Iterator[Path]:
    for folder in SOURCES:
        for path in (ROOT / folder).rglob("*"):
            inner = path.relative_to(ROOT).parts
            hidden = any(part in {"node_modules", "__pycache__"} for part in inner)
            if path.is_file() and path.suffix in ENDINGS and not hidden:
                yield path


def long_files(files: list[Path]) -> Iterator[str]:
    for path in files:
        lines = len(path.read_bytes().splitlines())
        name = path.relative_to(ROOT).as_posix()
        if lines > LONGEST_FILE and not GENERATED.search(name):
            yield f"{name}: {lines} lines, at most {LONGEST_FILE}"


def too_many_long_functions(files: list[Path]) -> Iterator[str]:
    lengths = [found for path in files if path.suffix == ".py" for found in functions(path)]
    long = [(name, length) for name, length in lengths if length > LONGEST_FUNCTION]
    if len(long) > TOLERATED_SHARE * len(lengths):
        for name, length in long:
            yield f"{name}: {length} lines, at most {LONGEST_FUNCTION}"


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length


def registry_addresses() -> Iterator[str]:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if INDEX_ADDRESS.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: names a registry"
    for path in (ROOT / "web").glob("package-lock.json"):
        packages = json.loads(path.read_text()).get("packages", {})
        for name, entry in packages.items():
            if "resolved" in entry:
                yield f"{path.relative_to(ROOT)}: {name} has a resolved address"
    for path in ROOT.glob("**/uv.lock"):
        if ".venv" not in path.parts:
            yield f"{path.relative_to(ROOT)}: names registries, keep requirements/ instead"


def unlocked_dependencies() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "base": project["project"]["dependencies"],
        "dev": project["dependency-groups"]["dev"],
    }
    for kind, requirements in wanted.items():
        lock = (ROOT / "requirements" / f"{kind}.txt").read_text().lower()
        for requirement in requirements:
            name = re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower()
            if f"\n{name}==" not in f"\n{lock}".replace("[", "=="):
                yield f"requirements/{kind}.txt: lacks {name}, run script/lock"


if __name__ == "__main__":
    sys.exit(main())
