"""Adding a language is adding files: a copy of the package gets one that nobody speaks."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import praxis

SPEAKS = """
import asyncio, json
from praxis.kit.errors import NotFound
from praxis.kit.languages import languages
from praxis.kit.problems import domain_problem
from praxis.kit.wording import Wording
from praxis.notifications.mail.contents import MailContent, MailKind
from praxis.notifications.mail.render import render
from datetime import datetime
from decimal import Decimal

async def answered(header):
    sent = []
    async def send(message): sent.append(message)
    scope = {"type": "http", "headers": [(b"accept-language", header)]}
    await domain_problem(NotFound())(scope, None, send)
    return json.loads(sent[1]["body"])

def mail(kind):
    content = MailContent(kind=kind, locale="tlh-QO", practice_name="Qo'noS", link="https://a.b/c")
    return render(content).subject

print(json.dumps({
    "languages": list(languages()),
    "problem": asyncio.run(answered(b"tlh, en;q=0.5")),
    "mail": mail(MailKind.VERIFY_EMAIL),
    "mail it lacks": mail(MailKind.PASSWORD_CHANGED),
    "time": Wording("tlh").time(datetime(2027, 1, 5, 14, 30)),
    "money": Wording("tlh").money(Decimal("12.50"), "USD"),
}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("another") / "praxis"
    ignored = shutil.ignore_patterns("__pycache__", "dist")
    shutil.copytree(Path(praxis.__file__).parent, folder, ignore=ignored)
    put(folder / "locales/tlh/language.json", {"digits": "ABCDEFGHIJ"})
    details = {"There is nothing here under this id that you may know of.": "pagh Daq."}
    put(folder / "locales/tlh/problems.json", {"details": details})
    mails = folder / "notifications/mail/templates"
    shutil.copytree(mails / "en", mails / "tlh")
    (mails / "tlh/password_changed.jinja").unlink()
    own = (mails / "en/verify_email.jinja").read_text().replace("Confirm your", "yI'ol")
    (mails / "tlh/verify_email.jinja").write_text(own)
    return folder.parent


def put(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content))


def test_files_are_all_that_a_language_needs(copy: Path) -> None:
    ran = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-W", "error", "-c", SPEAKS],
        env={**os.environ, "PYTHONPATH": str(copy)},
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said.pop("problem") == {
        "type": "urn:praxis:problem:not_found",
        "title": "Not found",
        "status": 404,
        "detail": "pagh Daq.",
        "code": "not_found",
    }
    assert said == {
        "languages": ["en", "bn", "tlh"],
        "mail": "yI'ol e-mail address",
        "mail it lacks": "Your password was changed",
        "time": "BE:DA",
        "money": "$BC.FA",
    }
