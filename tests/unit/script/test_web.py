"""script/support/web.py on a made-up checkout, with a made-up node and npm: what it decides."""

import importlib.util
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "script" / "support" / "web.py"
VITE = 'mkdir -p "$OUT/assets" && echo "<html>$(cat src/main.tsx)</html>" >"$OUT/index.html"'
LOCK = {
    "packages": {
        "": {"name": "made-up"},
        "node_modules/react": {"integrity": "sha512-a"},
        "node_modules/other-machine": {"integrity": "sha512-b", "optional": True},
    }
}


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, at work in a folder that has what it looks for."""
    spec = importlib.util.spec_from_file_location("made_up_web", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for folder in (
        "web/src",
        "web/node_modules",
        "web/public",
        "src/praxis/web",
        ".venv",
        "script",
    ):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/praxis/__init__.py").write_text('__version__ = "1"\n')
    (tmp_path / "script/precompress.mjs").write_text("// made up\n")
    (tmp_path / "web/package.json").write_text('{"scripts": {"build": "vite build"}}')
    (tmp_path / "web/package-lock.json").write_text(json.dumps(LOCK))
    (tmp_path / "web/src/main.tsx").write_text("one")
    note = {"packages": {"node_modules/react": {"integrity": "sha512-a"}}}
    (tmp_path / "web/node_modules/.package-lock.json").write_text(json.dumps(note))
    for name, path in {
        "ROOT": tmp_path,
        "WEB": tmp_path / "web",
        "DIST": tmp_path / "src/praxis/web/dist",
        "PRECOMPRESS": tmp_path / "script/precompress.mjs",
    }.items():
        monkeypatch.setattr(module, name, path)
    return module


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Put a shell script of this name on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")

    def put(name: str, script: str) -> None:
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    return put


def put_tools(program: Callable[[str, str], None], *, npm: str = VITE) -> None:
    """A node that is new enough, and an npm whose build writes into the folder after --outDir."""
    program("node", 'case $1 in --version) echo v22.18.0 ;; *) echo packed >"$2/packed" ;; esac')
    program("npm", f'for word; do [ "$last" = --outDir ] && OUT=$word; last=$word; done\n{npm}')


def test_the_node_of_the_machine_is_taken_if_it_is_new_enough(
    web: ModuleType, program: Callable[[str, str], None], tmp_path: Path
) -> None:
    put_tools(program)

    assert web.find_node().node == str(tmp_path / "bin" / "node")


@pytest.mark.parametrize("said", ["echo v22.17.9", "echo v20.20.2", "echo v9.0.0", "exit 1"])
def test_an_older_node_gives_way_to_that_of_the_wheel(
    web: ModuleType,
    program: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
    said: str,
) -> None:
    put_tools(program)
    program("node", said)
    monkeypatch.setattr(web, "wheel", lambda: Path("/wheel"))

    node = web.find_node()

    assert (node.node, node.npm) == ("/wheel/node", "/wheel/npm")
    assert node.path.startswith("/wheel:")


def test_a_build_is_made_once_for_the_same_sources(
    web: ModuleType, program: Callable[[str, str], None]
) -> None:
    put_tools(program)
    web.build()
    assert "one" in (web.DIST / "index.html").read_text()
    assert (web.DIST / "packed").exists(), "files are compressed before they are served"
    program("npm", "exit 1")

    web.build()

    (web.WEB / "src" / "main.tsx").write_text("two")
    with pytest.raises(web.Failed):
        web.build()


def test_tests_and_what_is_generated_while_building_make_no_new_build(web: ModuleType) -> None:
    before = web.stamp()
    for name in ("src/main.test.tsx", "src/route-tree.gen.ts", ".env", "node_modules/x.js"):
        (web.WEB / name).write_text("new")
    assert web.stamp() == before

    for name in ("src/new.ts", "public/icon.svg", "package-lock.json"):
        (web.WEB / name).write_text("new")
        assert web.stamp() != before
        before = web.stamp()


def test_a_newer_build_leaves_nothing_of_the_older(
    web: ModuleType, program: Callable[[str, str], None]
) -> None:
    put_tools(program)
    web.build()
    (web.DIST / "assets" / "app-older.js").write_text("")
    (web.WEB / "src" / "main.tsx").write_text("two")

    web.build()

    assert "two" in (web.DIST / "index.html").read_text()
    assert not (web.DIST / "assets" / "app-older.js").exists()
    assert [path.name for path in web.DIST.parent.iterdir()] == ["dist"]


@pytest.mark.parametrize("built", [True, False])
def test_the_server_starts_also_when_the_app_cannot_be_built(
    web: ModuleType,
    program: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    built: bool,
) -> None:
    # It changes the environment of its own process, which here is that of the tests.
    monkeypatch.setattr(web.os, "environ", dict(os.environ))
    put_tools(program)
    if built:
        web.build()
    put_tools(program, npm='mkdir -p "$OUT"; echo made up fault; exit 1')
    (web.WEB / "src" / "main.tsx").write_text("two")

    assert web.main(["ready"]) == 0

    said = capfd.readouterr().err
    assert "made up fault" in said
    assert ("older than its sources" in said) is built
    assert ("without the web app" in said) is not built
    assert (web.DIST / "index.html").exists() is built
    assert web.main(["build"]) == 1


def test_the_server_starts_also_when_nothing_can_be_written(
    web: ModuleType,
    program: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """As in a checkout of somebody else, or on a full disk."""
    monkeypatch.setattr(web.os, "environ", dict(os.environ))
    put_tools(program)
    web.build()
    (web.WEB / "src" / "main.tsx").write_text("two")
    # Not by permissions, which root does not mind.
    (web.ROOT / ".venv").rename(web.ROOT / "away")

    assert web.main(["ready"]) == 0

    said = capfd.readouterr().err
    assert "praxis-web-lock" in said
    assert "older than its sources" in said
    assert web.main(["build"]) == 1
    assert "Traceback" not in said


def test_packages_are_there_when_npm_noted_all_that_this_machine_needs(web: ModuleType) -> None:
    assert web.installed()

    changed = json.loads(json.dumps(LOCK))
    changed["packages"]["node_modules/react"]["integrity"] = "sha512-newer"
    (web.WEB / "package-lock.json").write_text(json.dumps(changed))
    assert not web.installed()

    (web.WEB / "node_modules" / ".package-lock.json").unlink()
    assert not web.installed()


def test_a_client_differs_by_missing_added_and_changed_files(
    web: ModuleType, tmp_path: Path
) -> None:
    for folder, names in {"a": "same changed missing", "b": "same changed added"}.items():
        (tmp_path / folder / "core").mkdir(parents=True)
        for name in names.split():
            text = folder if name == "changed" else name
            (tmp_path / folder / "core" / name).write_text(text)

    assert web.differences(tmp_path / "a", tmp_path / "b") == {
        "core/changed",
        "core/missing",
        "core/added",
    }


def test_an_unknown_word_shows_the_known_ones(
    web: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    assert web.main([]) == 2
    assert web.main(["nonsense"]) == 2
    assert "script/web WORD" in capfd.readouterr().err


@pytest.mark.parametrize(("said", "expected"), [(None, "1"), ("0", "0")])
def test_node_trusts_the_certificates_of_the_machine(
    web: ModuleType, monkeypatch: pytest.MonkeyPatch, said: str | None, expected: str
) -> None:
    monkeypatch.delenv("NODE_USE_SYSTEM_CA", raising=False)
    if said is not None:
        monkeypatch.setenv("NODE_USE_SYSTEM_CA", said)

    environment = web.environment_of(web.Node("node", "npm", "/usr/bin"))

    assert environment["NODE_USE_SYSTEM_CA"] == expected
