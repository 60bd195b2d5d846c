"""Our own semgrep rules: each finds what it is for, and leaves alone what is done right."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.unit.docs.documents import ROOT

# Rule → file, what is wrong (each line a finding), what is right.
Examples = dict[str, tuple[str, str, str]]

PYTHON: Examples = {
    "values-in-sql": (
        "import sqlalchemy\n",
        (
            "def f(reader, name): return reader.fetch(f\"SELECT '{name}'\")\n"
            "def g(unit, name): return unit.sql.execute('SELECT 1 WHERE name = %s' % name)\n"
            "def h(reader, name): return reader.fetchrow('SELECT ' + name)\n"
            "def i(name): return sqlalchemy.text('SELECT {}'.format(name))\n"
            # Put together first, and sent from a name.
            "def k(reader, name: str): q = f\"SELECT '{name}'\"; return reader.fetch(q)\n"
            "async def l(db, *, n: str = ''): q = 'SELECT ' + n; await db.sql.execute(q)\n"
            "def m(reader, name): return reader.fetch(' '.join(['SELECT', name]))\n"
            "def n(reader, name): p = ['SELECT', name]; q = ' '.join(p); return reader.fetch(q)\n"
            "def o(reader, name): p = []; p.append(name); return reader.fetch(' '.join(p))\n"
            "def p(reader, *names): q = ','.join(names); return reader.fetchval(q)\n"
            "def q(db, names): q = ','.join(f\"'{n}'\" for n in names); return db.fetch(q)\n"
            "def r(db, names): p = [f\"'{n}'\" for n in names]; return db.fetch(' '.join(p))\n"
            "def s(reader, name): q = 'SELECT '; q += name; return reader.fetch(q)\n"
            "def t(db, name): c = name.strip(); q = 'SELECT %s' % (c,); return db.fetch(q)\n"
            "def u(reader, row): q = 'SELECT {}'.format(row['name']); return reader.fetch(q)\n"
            "def v(reader, name): q = TEMPLATE.replace('{name}', name); return reader.fetch(q)\n"
            "def w(db, name): c = f\"a = '{name}'\"; return db.fetch('SELECT ' + c, 1)\n"
        ),
        (
            "TABLE = 'users'\n"
            "def j(reader, name): return reader.fetch(f'SELECT 1 FROM {TABLE}', name)\n"
            "def A(reader, name): q = f'SELECT 1 FROM {TABLE}'; return reader.fetch(q, name)\n"
            "def B(db, n): w = ['a = $1']; q = 'SELECT ' + ' '.join(w); return db.fetch(q, n)\n"
            "def C(reader, n): q = 'SELECT 1'; q += ' LIMIT $1'; return reader.fetch(q, f'%{n}%')\n"
            "def D(db, ns): m = ','.join(f'${i}' for i in range(len(ns))); return db.fetch(m)\n"
            "def E(sql, now): clause = C(); q = f'a > {clause.add(now)}'; return sql.fetch(q)\n"
            "def F(session, page, s): s = s.limit(page.limit + 1); return session.execute(s)\n"
        ),
    ),
    "certificates-unchecked": (
        "import ssl\nimport httpx\n",
        (
            "httpx.get('https://a.example', verify=False)\n"
            "ssl.create_default_context().check_hostname = False\n"
            "ssl._create_unverified_context()\n"
        ),
        "httpx.get('https://a.example', verify=True)\n",
    ),
    "time-from-the-computer": (
        "from datetime import UTC, date, datetime\n",
        "datetime.now(UTC)\ndate.today()\ndatetime.utcnow()\n",
        "def f(clock): return clock.now()\n",
    ),
    "commit-outside-the-database": (
        "",
        (
            "async def f(unit): await unit.session.commit()\n"
            "async def g(connection): await connection.rollback()\n"
            "async def h(unit): await unit.sql.execute('COMMIT')\n"
        ),
        "async def i(unit): await unit.flush()\n",
    ),
    "patient-data-in-a-log": (
        "log = None\n",
        (
            "log.info('x', full_name='a')\nlog.warning('x', uid=1, email='b')\n"
            "log.error('x', patient_mobile='c')\nlog.info('x', notes='d')\n"
        ),
        "log.info('x', uid=1, cause='KeyError', route='/patients/{patient_id}')\n",
    ),
    "dependency-ends-after-the-answer": (
        (
            "from fastapi import Depends\nasync def session():\n    yield 1\n"
            "async def plain():\n    return 1\n"
        ),
        "A = Depends(session)\n",
        "B = Depends(session, scope='function')\nC = Depends(plain)\n",
    ),
    "weak-hash": (
        "import hashlib\n",
        "hashlib.md5(b'')\nhashlib.sha1(b'')\nhashlib.new('MD5')\n",
        "hashlib.sha256(b'')\n",
    ),
    "shell-is-started": (
        "import asyncio\nimport os\nimport subprocess\n",
        (
            "subprocess.run('ls', shell=True)\nos.system('ls')\nos.popen('ls')\n"
            "asyncio.create_subprocess_shell('ls')\n"
        ),
        "subprocess.run(['ls'])\n",
    ),
    "token-unchecked": (
        "import jwt\n",
        "jwt.decode('x', options={'verify_signature': False})\njwt.decode('x', 'key')\n",
        "jwt.decode('x', 'key', algorithms=['HS256'])\n",
    ),
    "page-made-of-values": (
        "from starlette.responses import HTMLResponse\nname = ''\n",
        "HTMLResponse(f'<p>{name}</p>')\nHTMLResponse('<p>' + name)\n",
        "HTMLResponse('<p>words</p>')\n",
    ),
}

WEB: Examples = {
    "raw-html": (
        "declare const t: string; declare const e: HTMLElement;\n",
        (
            "export const A = <p dangerouslySetInnerHTML={{ __html: t }} />;\n"
            "e.innerHTML = t;\ne.insertAdjacentHTML('beforeend', t);\ndocument.write(t);\n"
        ),
        "export const B = <p>{t}</p>;\ne.textContent = t;\n",
    ),
    "text-becomes-code": (
        "declare const t: string;\n",
        "eval(t);\nnew Function(t);\nsetTimeout('go()', 1);\n",
        "setTimeout(() => t, 1);\n",
    ),
    "message-to-anyone": (
        "",
        "window.parent.postMessage('x', '*');\n",
        "window.parent.postMessage('x', 'https://a.example');\n",
    ),
    "prototype-by-name": (
        "declare const o: any;\n",
        "o.__proto__ = {};\no['__proto__'] = {};\nObject.setPrototypeOf(o, {});\n",
        "new Map([['__proto__', 1]]);\n",
    ),
    "secret-in-browser-storage": (
        "declare const accessToken: string; declare const patient: string;\n",
        "localStorage.setItem('a', accessToken);\nsessionStorage.setItem('b', patient);\n",
        "localStorage.setItem('language', 'bn');\n",
    ),
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str, int]]:
    """Rule, file and line of all that one run over every example finds."""
    folder = tmp_path_factory.mktemp("examples")
    for examples, ending in ((PYTHON, "py"), (WEB, "tsx")):
        for rule, parts in examples.items():
            (folder / f"{rule}.{ending}").write_text("".join(parts))
    subprocess.run([ROOT / "script" / "analyse", "--prepare"], check=True, timeout=200)  # noqa: S603 -- ours
    semgrep = ROOT / "var" / "tools" / "analysis" / "bin" / "semgrep"
    options = ["--metrics=off", "--disable-version-check", "--no-git-ignore", "--json", "--quiet"]
    done = subprocess.run(  # noqa: S603 -- the semgrep that was just installed
        [semgrep, "scan", *options, "--config", ROOT / ".semgrep", folder],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    said = json.loads(done.stdout)
    assert said["errors"] == []
    return {
        (one["check_id"].rpartition(".")[2], Path(one["path"]).name, one["start"]["line"])
        for one in said["results"]
    }


def wrong_lines(rule: str) -> set[tuple[str, str, int]]:
    ending = "py" if rule in PYTHON else "tsx"
    before, wrong, _ = {**PYTHON, **WEB}[rule]
    first = before.count("\n") + 1
    return {(rule, f"{rule}.{ending}", first + nth) for nth in range(wrong.count("\n"))}


def test_each_rule_finds_what_it_is_for_and_nothing_else(
    findings: set[tuple[str, str, int]],
) -> None:
    assert findings == {line for rule in (*PYTHON, *WEB) for line in wrong_lines(rule)}


def test_every_rule_has_its_examples() -> None:
    text = "".join(path.read_text() for path in sorted((ROOT / ".semgrep").glob("*.yaml")))
    rules = {line.split()[-1] for line in text.splitlines() if line.startswith("  - id: ")}
    assert rules == {*PYTHON, *WEB}
