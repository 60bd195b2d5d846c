"""The OpenAPI file against the running server: whatever is sent, only documented answers come back.

`PRAXIS_FUZZ_EXAMPLES` (2) is how many generated requests each operation gets from each caller, on
top of its examples, of chains of requests, and of the edges of every schema. `PRAXIS_FUZZ_REPORT`
names a file to which each caller's number of cases is written.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.contract.conftest import Served
from tests.contract.fuzzing import configuration
from tests.contract.world import World

pytestmark = pytest.mark.once

EXAMPLES = os.environ.get("PRAXIS_FUZZ_EXAMPLES", "2")
LONG_RUN = "PRAXIS_FUZZ_EXAMPLES" in os.environ
REPORT = os.environ.get("PRAXIS_FUZZ_REPORT", "")

# They would end the session with which all the others are asked; those without one ask them.
ENDS_THE_SESSION = ("logout", "end_my_session")
# Its answer does not end, and Schemathesis waits for the end of each; `tests/integration/live`
# sends it what nobody should.
NEVER_ENDS = "follow_events"

# Who walks the edges of the schemas in a short run: whoever gets furthest.
EDGES_FOR = "admin_reason"
# What must have succeeded, so that a run shows more than how requests are refused.
SUCCEEDS = {
    "nobody": {"GET /doctors/{doctor_id}/slots 200", "POST /auth/register 201"},
    "owner": {"POST /appointments 201", "GET /medical-records/{record_id} 200"},
    "doctor": {
        "POST /medical-records/{record_id}/amendments 201",
        "GET /medical-records/{record_id} 200",
    },
    "staff": {"POST /patients 201", "GET /patients/{patient_id} 200"},
    "admin_reason": {"POST /locations 201", "GET /audit-events 200"},
}


async def fuzz(served: Served, world: World, caller: str, folder: Path) -> tuple[int, str]:
    """Run Schemathesis as this caller; returns its exit code and what it said."""
    (folder / "schemathesis.toml").write_text(configuration(world, await served.make_world()))
    options = ["--exclude-operation-id", NEVER_ENDS]
    for name, value in (await world.caller(caller)).headers.items():
        options += ["-H", f"{name}:{value}"]
    if caller != "nobody":
        for operation in ENDS_THE_SESSION:
            options += ["--exclude-operation-id", operation]
    if caller != EDGES_FOR and not LONG_RUN:
        options += ["--phases", "examples,fuzzing,stateful"]
    process = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).parent / "schemathesis"), "run"),
        *(served.server.base_url + "/openapi.json", "--max-examples", EXAMPLES, "--seed", "1"),
        *("--generation-database", "none", "--request-timeout", "20"),
        *("--no-shrink", "--no-color", "--continue-on-failure", *options),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


def answers(log: str) -> set[str]:
    """What the server's log says of requests: method, route and status."""
    lines = (json.loads(line) for line in log.splitlines() if line.startswith("{"))
    return {
        f"{line['method']} {line['route']} {line['status']}" for line in lines if "route" in line
    }


def number_of_cases(said: str) -> int:
    """How many requests the summary of a run counts."""
    return int(said.rpartition("Test cases:")[2].split("generated")[0])


def note(line: str) -> None:
    with Path(REPORT).open("a") as report:
        report.write(line)


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("caller", SUCCEEDS)
async def test_only_documented_answers_come_back(
    served: Served, tmp_path: Path, caller: str
) -> None:
    world = await served.make_world()
    before = len(served.server.log.read_text())

    code, said = await fuzz(served, world, caller, tmp_path)

    if REPORT:
        note(f"{caller} {number_of_cases(said)}\n")
    assert code == 0, said[-20_000:]
    log = served.server.log.read_text()[before:]
    assert "Traceback" not in log
    assert SUCCEEDS[caller] <= answers(log), "requests got through to what they are about"
    if caller != "nobody":
        me = await (await world.caller(caller)).get("/users/me")
        assert me.status_code == 200, f"the session outlasted the run: {me.text}"
