"""What lies in `deploy/` cannot all be run here, but it must name things that there are."""

import re
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
import yaml

from praxis.cli import app as program
from praxis.kit.db.embedded.cluster import SETTINGS
from praxis.settings import Settings
from tests.unit.docs.documents import ROOT
from tests.unit.docs.test_readme import variables

DEPLOY = ROOT / "deploy"
COMMANDS = {command.name for command in program.registered_commands}
KNOWN = {*variables(Settings), "OTEL_EXPORTER_OTLP_ENDPOINT"}
# Of the other programs that run there, and of what is filled into ours.
OTHERS = {"PRAXIS_DOMAIN", "PRAXIS_BACKUPS", "REDIS_PASSWORD", "REDISCLI_AUTH"}
FILLED_IN = re.compile(r"\$\{([A-Z_0-9]+)")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return found


@pytest.fixture(scope="module")
def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {n: s for n, s in compose["services"].items() if s["image"] == "praxis"}


def options_of(command: str) -> set[str]:
    info = next(one for one in program.registered_commands if one.name == command)
    assert info.callback is not None
    return {f"--{name}" for name in info.callback.__annotations__}


def test_every_service_of_ours_runs_a_command_that_there_is(
    ours: dict[str, dict[str, Any]],
) -> None:
    assert set(ours) == {"api", "worker", "beat"}
    for service in ours.values():
        command, *options = service["command"]
        assert command in COMMANDS
        assert {word for word in options if word.startswith("--")} <= options_of(command)


def test_every_setting_in_it_is_one(ours: dict[str, dict[str, Any]]) -> None:
    for service in ours.values():
        assert set(service["environment"]) <= KNOWN
    in_image = re.findall(r"\b(PRAXIS_\w+)=", (DEPLOY / "Dockerfile").read_text())
    assert set(in_image) <= KNOWN
    assert in_image


def test_what_is_to_be_filled_in_is_in_the_example_and_nothing_else() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    wanted = set(FILLED_IN.findall(text))
    example = (DEPLOY / ".env.example").read_text()
    offered = set(re.findall(r"^#?([A-Z_0-9]+)=", example, re.MULTILINE))
    assert offered == wanted
    assert offered <= KNOWN | OTHERS | {"POSTGRES_PASSWORD"}
    # No secret of ours that somebody could leave as it is.
    assert re.findall(r"^\w*(?:PASSWORD|SECRET_KEY|TOKEN)=(.+)$", example, re.MULTILINE) == []


def test_services_name_each_other_volumes_and_networks_that_there_are(
    compose: dict[str, Any],
) -> None:
    for service in compose["services"].values():
        assert set(service.get("depends_on", {})) <= set(compose["services"])
        assert set(service.get("networks", ())) <= set(compose["networks"])
        for volume in service.get("volumes", ()):
            if isinstance(volume, dict):
                # A place of the machine, which Docker must not make up as root's.
                assert volume["type"] == "bind"
                assert volume["bind"] == {"create_host_path": False}
                continue
            source = volume.split(":")[0]
            inside = source.startswith("./") and (DEPLOY / source).exists()
            assert inside or source in compose["volumes"]


def test_only_the_proxy_is_believed_at_an_address_that_is_its_own(
    compose: dict[str, Any], ours: dict[str, dict[str, Any]]
) -> None:
    caddy = compose["services"]["caddy"]["networks"]
    shared = set(caddy) & set(ours["api"]["networks"])
    # One alone, or the name of the server would lead Caddy over another, where it is a stranger.
    assert shared == {"front"}
    members = {name for name, one in compose["services"].items() if "front" in one["networks"]}
    assert members == {"caddy", "api"}
    address = ip_address(caddy["front"]["ipv4_address"])
    (pool,) = compose["networks"]["front"]["ipam"]["config"]
    assert address in ip_network(pool["subnet"])
    # Given to nobody who comes without an address of their own.
    assert address not in ip_network(pool["ip_range"])
    assert {one["environment"]["PRAXIS_PROXIES"] for one in ours.values()} == {str(address)}


def test_who_comes_by_ipv6_keeps_an_address_of_their_own(compose: dict[str, Any]) -> None:
    world = compose["networks"]["world"]
    assert world["enable_ipv6"] is True
    versions = {ip_network(one["subnet"]).version for one in world["ipam"]["config"]}
    assert versions == {4, 6}
    others = {name for name, one in compose["services"].items() if "world" in one["networks"]}
    assert others == {"caddy"}


def test_no_log_grows_without_end(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        options = service["logging"]["options"]
        assert options["max-size"].endswith("m"), name
        assert int(options["max-file"]) > 1, name


def test_a_server_that_seals_many_rows_is_not_taken_for_a_sick_one(
    ours: dict[str, dict[str, Any]],
) -> None:
    assert ours["api"]["healthcheck"]["start_period"] == "60m"


def test_backups_go_to_another_disk_by_the_line_for_cron(
    compose: dict[str, Any], ours: dict[str, dict[str, Any]]
) -> None:
    (mount,) = [volume for volume in ours["api"]["volumes"] if isinstance(volume, dict)]
    assert ours["api"]["environment"]["PRAXIS_BACKUP__FOLDER"] == mount["target"]
    text = (DEPLOY / "README.md").read_text()
    found = re.search(
        r"^15 2 \* \* \* root docker compose .* exec -T (\w+) (.+)$", text, re.MULTILINE
    )
    assert found is not None
    assert found[1] in compose["services"]
    assert found[2] == "praxis backup --scheduled"


def test_the_steps_of_a_restore_name_what_there_is(
    compose: dict[str, Any], ours: dict[str, dict[str, Any]]
) -> None:
    text = (DEPLOY / "README.md").read_text().partition("## Docker")[2]
    steps = text.partition("**Restore**")[2].partition("**Networks.**")[0]
    calls = re.findall(r"api restore( .+)?$", steps, re.MULTILINE)
    assert len(calls) == 3
    used = {word for call in calls for word in call.split() if word.startswith("--")}
    assert used == {"--keys", "--dump", "--loaded"}
    assert used <= options_of("restore")
    (written,) = re.findall(r"--dump (\S+)$", steps, re.MULTILINE)
    (files,) = [one for one in ours["api"]["volumes"] if not isinstance(one, dict)]
    assert written.startswith(files.partition(":")[2])
    assert f"restore {ours['api']['environment']['PRAXIS_BACKUP__FOLDER']} " in steps
    (volume,) = compose["services"]["postgres"]["volumes"]
    (place,) = re.findall(r"pg_resetwal .* (/\S+)", steps)
    assert place.startswith(volume.partition(":")[2])
    login = compose["services"]["postgres"]["environment"]
    name, database = login["POSTGRES_USER"], login["POSTGRES_DB"]
    assert f"pg_restore --username={name} --dbname={database} " in steps


def test_a_server_for_mail_may_ask_for_no_login(ours: dict[str, dict[str, Any]]) -> None:
    asked = ours["worker"]["environment"]
    assert asked["PRAXIS_SMTP__USERNAME"] == "${PRAXIS_SMTP__USERNAME:-}"
    assert asked["PRAXIS_SMTP__PASSWORD"] == "${PRAXIS_SMTP__PASSWORD:-}"


def test_only_the_proxy_can_be_reached_from_outside(compose: dict[str, Any]) -> None:
    open_to_all = {name for name, one in compose["services"].items() if "ports" in one}
    assert open_to_all == {"caddy"}
    for name in ("postgres", "redis"):
        assert compose["services"][name]["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True


def test_postgresql_says_nothing_of_statements(compose: dict[str, Any]) -> None:
    command = " ".join(compose["services"]["postgres"]["command"])
    for name in ("log_error_verbosity", "log_min_error_statement", "log_min_messages"):
        assert f"{name}={SETTINGS[name]}" in command


def test_the_proxy_sends_to_the_server_and_keeps_the_figures_inside() -> None:
    text = (DEPLOY / "Caddyfile").read_text()
    assert "reverse_proxy api:8000" in text
    assert re.search(r"path /metrics\n\s*respond @inside 404", text)
    assert "health_uri /readyz" in text
    # What was asked for by an address stays out of the log of requests that went wrong.
    assert text.index('request>uri regexp [?].* ""') < text.index("{$PRAXIS_DOMAIN} {")


def test_the_image_is_made_of_what_there_is_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    assert re.search(r"^USER praxis$", text, re.MULTILINE)
    assert (ROOT / "script" / "build").exists()
    for name in re.findall(r"requirements/\w+\.txt", text):
        assert (ROOT / name).exists(), name
    kept = re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    assert all((ROOT / name).exists() for name in kept)
