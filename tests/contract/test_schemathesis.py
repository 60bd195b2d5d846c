"""The OpenAPI file against the running server: whatever is sent, only documented answers come back.

`PRAXIS_FUZZ_EXAMPLES` (4) is how many generated requests each operation gets from each caller, on
top of the ones at the edges of every schema; `.schemathesis` in the working folder is not used.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.contract.conftest import Practice
from tests.contract.world import World

EXAMPLES = os.environ.get("PRAXIS_FUZZ_EXAMPLES", "4")
CALLERS = ("nobody", "owner", "doctor", "staff", "admin_reason")

# Left out by design:
# positive_data_acceptance: what a schema cannot say is refused, too (ids that must exist, times
# that must be free, passwords that must be hard to guess).
LEFT_OUT = ("positive_data_acceptance",)
# It would end the session with which all the others are asked; everyone without one asks it.
ENDS_THE_SESSION = "logout"


def configuration(world: World) -> str:
    """Ids that exist, for half of the requests: those that do not say little."""
    lines = []
    bindings = []
    for name, value in world.ids.items():
        lines += [f"[dictionaries.{name}]", f"values = [{json.dumps(value)}]"]
        bindings.append(f'"path.{name}" = {{ dictionary = "{name}", probability = 0.6 }}')
        if name.endswith("_id"):
            bindings += [
                f'"{place}.{name}" = {{ dictionary = "{name}", probability = 0.6 }}'
                for place in ("query", "body")
            ]
    return "\n".join([*lines, "[parameters]", *bindings, ""])


async def fuzz(
    served: Practice, caller: str, folder: Path, *options: str
) -> subprocess.CompletedProcess[str]:
    config = folder / "schemathesis.toml"
    config.write_text(configuration(served.world))
    headers = []
    for name, value in (await served.world.caller(caller)).headers.items():
        headers += ["-H", f"{name}:{value}"]
    program = [str(Path(sys.executable).parent / "schemathesis")]
    return subprocess.run(  # noqa: S603, ASYNC221 -- our own program; nothing else to do meanwhile
        [
            *program,
            *("--config-file", str(config), "run", served.server.base_url + "/openapi.json"),
            *("--checks", "all", "--exclude-checks", ",".join(LEFT_OUT)),
            *("--max-examples", EXAMPLES, "--seed", "1", "--generation-database", "none"),
            *("--request-timeout", "20", "--no-shrink", "--no-color", "--continue-on-failure"),
            *headers,
            *options,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("caller", CALLERS)
async def test_only_documented_answers_come_back(
    served: Practice, tmp_path: Path, caller: str
) -> None:
    left_out = () if caller == "nobody" else ("--exclude-operation-id", ENDS_THE_SESSION)

    run = await fuzz(served, caller, tmp_path, *left_out)

    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
    assert "Traceback" not in served.server.log.read_text()
    if caller != "nobody":
        headers = dict((await served.world.caller(caller)).headers)
        async with httpx.AsyncClient(base_url=served.server.base_url) as client:
            me = await client.get("/api/v1/users/me", headers=headers)
        assert me.status_code == 200, "the session outlasts the run, so the run was not hollow"
