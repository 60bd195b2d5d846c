"""What `script/web build` and `script/build` really make."""

import gzip
import re
import subprocess
import zipfile
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from praxis.app import create_app
from praxis.settings import Settings
from tests.integration.web.conftest import browsing

ROOT = Path(__file__).resolve().parents[3]
DIST = ROOT / "src" / "praxis" / "web" / "dist"
TAG = re.compile(r"<(?:script|style|link)\b[^>]*>")
ADDRESS = re.compile(r'(?:src|href)="([^"]*)"')


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """Seconds when it is built already, as in script/test."""
    script = ROOT / "script" / "web"
    subprocess.run([script, "build"], check=True, capture_output=True)  # noqa: S603 -- our own


@pytest.fixture(scope="module")
def app(settings: Settings) -> FastAPI:
    return create_app(settings, "postgresql:///")


async def test_the_page_names_only_files_that_are_served(app: FastAPI) -> None:
    async with browsing(app) as browser:
        page = await browser.get("/")
        addresses = ADDRESS.findall(page.text)
        answers = {address: await browser.get(address) for address in addresses}

    assert any(address.startswith("/assets/") for address in addresses)
    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(
        addresses, 200
    )


async def test_all_that_the_page_loads_carries_the_nonce_and_nothing_is_inline(
    app: FastAPI,
) -> None:
    async with browsing(app) as browser:
        page = (await browser.get("/")).text
    tags = TAG.findall(page)
    nonces = {re.findall(r'nonce="([^"]*)"', tag)[0] for tag in tags if "icon" not in tag}

    assert len(tags) > 2
    assert len(nonces) == 1
    assert "__PRAXIS_NONCE__" not in page
    assert all("src=" in tag or "href=" in tag for tag in tags)


def test_large_scripts_lie_there_compressed() -> None:
    large = [path for path in DIST.rglob("*.js") if path.stat().st_size > 10_000]
    assert large
    for path in large:
        packed = path.with_name(path.name + ".gz").read_bytes()
        smaller = path.with_name(path.name + ".br").read_bytes()
        assert gzip.decompress(packed) == path.read_bytes()
        assert len(smaller) < len(packed) < path.stat().st_size


async def test_a_script_in_its_compressed_form_is_the_script(app: FastAPI) -> None:
    path = max(DIST.rglob("*.js"), key=lambda found: found.stat().st_size)
    address = f"/{path.relative_to(DIST).as_posix()}"
    async with browsing(app) as browser:
        answer: httpx.Response = await browser.get(address, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == path.read_bytes()


def test_the_wheel_brings_the_built_app_along(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 -- our own script
        [ROOT / "script" / "build", tmp_path], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    packed = zipfile.ZipFile(wheel)
    inside = {name.removeprefix("praxis/web/dist/") for name in packed.namelist()}
    wanted = {
        path.relative_to(DIST).as_posix()
        for path in DIST.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }

    assert "index.html" in wanted
    assert wanted <= inside
    assert packed.read("praxis/web/dist/index.html") == (DIST / "index.html").read_bytes()
    assert not any("node_modules" in name or name.startswith("web/") for name in inside)
