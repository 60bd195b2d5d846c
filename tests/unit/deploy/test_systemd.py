"""What a machine with systemd is set up with: the unit, its settings, the command beside it."""

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from praxis.cli.web_checks import check_web
from praxis.settings import Settings
from tests.unit.deploy.test_files import COMMANDS, DEPLOY, KNOWN, options_of
from tests.unit.docs.documents import ROOT

README = (DEPLOY / "README.md").read_text()
STEPS = "\n".join(re.findall(r"```sh\n(.*?)```", README.partition("## Docker")[0], re.DOTALL))
EXAMPLE = (DEPLOY / "praxis.env.example").read_text()
COMMAND = (DEPLOY / "praxis-command").read_text()
# Stands for runuser, and for the program: says as whom, what, and which settings it was given.
RUNUSER = '#!/bin/sh\n[ "$1 $3" = "-u --" ]; echo "as $2"; shift 3; exec "$@"\n'
PROGRAM = '#!/bin/sh\necho "$0"; for word; do echo "<$word>"; done; env | grep ^PRAXIS_ | sort\n'


def directives(name: str) -> configparser.RawConfigParser:
    # Some names stand there several times.
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # names as they are written
    parser.read(DEPLOY / name)
    return parser


def test_the_unit_runs_a_command_that_there_is() -> None:
    service = directives("praxis.service")["Service"]
    program_path, command, *options = service["ExecStart"].split()
    assert Path(program_path).name == "praxis"
    assert command in COMMANDS
    assert {word for word in options if word.startswith("--")} <= options_of(command)
    # Told each by systemd, too, processes would take it for a second word.
    assert service["KillMode"] == "mixed"


def test_unit_and_command_read_the_same_settings_and_run_the_same_program() -> None:
    service = directives("praxis.service")["Service"]
    assert f"\nsettings={service['EnvironmentFile']}\n" in COMMAND
    assert f"\nprogram={service['ExecStart'].split()[0]}\n" in COMMAND
    assert f"runuser -u {service['User']} -- " in COMMAND
    # Said in one place alone, or the two would work on different data.
    assert "Environment" not in service
    assert re.search(r"^PRAXIS_DATA_DIR=/var/lib/praxis$", EXAMPLE, re.MULTILINE)
    assert service["StateDirectory"] == "praxis"


def test_the_sample_of_settings_names_what_there_is_and_nothing_is_wrong_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    named = dict(re.findall(r"^#?([A-Z_0-9]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert set(named) <= KNOWN
    for name in KNOWN:
        monkeypatch.delenv(name, raising=False)
    for name, value in re.findall(r"^([A-Z_0-9]+)=(.*)$", EXAMPLE, re.MULTILINE):
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert [finding.text for finding in check_web(settings) if not finding.ok] == []
    assert settings.enforces_https
    # Those that have a value are right with it, too.
    for name, value in named.items():
        if value:
            monkeypatch.setenv(name, value)
    assert Settings().smtp.host == "mail.example.org"


def test_a_disk_for_backups_may_be_written_and_is_the_one_of_the_settings() -> None:
    found = directives("backups.conf")
    folder = found["Service"]["ReadWritePaths"]
    assert found["Unit"]["RequiresMountsFor"] == folder
    assert f"#PRAXIS_BACKUP__FOLDER={folder}\n" in EXAMPLE
    assert f"install -d -m 0700 -o praxis -g praxis {folder}\n" in STEPS
    assert "/etc/systemd/system/praxis.service.d/backups.conf" in STEPS


def test_every_file_that_the_steps_name_is_there_and_each_is_named() -> None:
    named = set(re.findall(r"\b(?:deploy|requirements|script)/[\w.-]+\w", STEPS))
    assert [name for name in named if not (ROOT / name).exists()] == []
    for name in ("praxis.service", "praxis.env.example", "praxis-command", "backups.conf"):
        assert f"deploy/{name}" in named
    for words in re.findall(r"^praxis (\w+)", STEPS, re.MULTILINE):
        assert words in COMMANDS | {"user", "backup"}
    assert "python3-venv" in STEPS
    # The administrator is made when the unit has made the folder, before people come.
    order = [STEPS.index(step) for step in ("enable --now praxis", "user create", "reload caddy")]
    assert order == sorted(order)


def test_the_proxy_of_the_machine_is_made_of_the_one_that_is_here(tmp_path: Path) -> None:
    (line,) = re.findall(r"^sed .*$", STEPS, re.MULTILINE)
    made = tmp_path / "Caddyfile"
    words = line.replace("/etc/caddy/Caddyfile", str(made))
    subprocess.run(["sh", "-c", words], cwd=ROOT, check=True)  # noqa: S603, S607 -- a step of ours
    text = made.read_text()
    assert "praxis.example.org {" in text.splitlines()
    assert "{$" not in text
    assert "reverse_proxy 127.0.0.1:8000 {" in text


def run_command(tmp_path: Path, settings: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The command of the machine, with programs beside it that tell how they were called."""
    for name, text in (("runuser", RUNUSER), ("praxis", PROGRAM)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    (tmp_path / "praxis.env").write_text(settings)
    text = COMMAND.replace("/etc/praxis/praxis.env", str(tmp_path / "praxis.env"))
    command = tmp_path / "command"
    command.write_text(text.replace("/opt/praxis/bin/praxis", str(tmp_path / "praxis")))
    return subprocess.run(  # noqa: S603 -- of this repository
        ["sh", str(command), *words],  # noqa: S607 -- a shell
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it")


@needs_root
def test_the_command_takes_settings_as_they_stand_and_becomes_the_user(tmp_path: Path) -> None:
    settings = (
        "# a comment\n\n; another\nPRAXIS_DATA_DIR=/var/lib/praxis\nPRAXIS_A='two words'\n"
        'PRAXIS_B=a=b "c" $HOME $(touch /tmp/never)\nPRAXIS_C="x y"\nPRAXIS_D='
    )
    done = run_command(tmp_path, settings, "user", "create", "--name", "Ana Roy")
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "as praxis",
        str(tmp_path / "praxis"),
        "<user>",
        "<create>",
        "<--name>",
        "<Ana Roy>",
        "PRAXIS_A=two words",
        'PRAXIS_B=a=b "c" $HOME $(touch /tmp/never)',
        "PRAXIS_C=x y",
        "PRAXIS_D=",
        "PRAXIS_DATA_DIR=/var/lib/praxis",
    ]


@needs_root
def test_keys_are_copied_as_root_who_may_write_to_a_stick(tmp_path: Path) -> None:
    done = run_command(tmp_path, "PRAXIS_DATA_DIR=/d\n", "backup", "keys", "--to", "/mnt/stick")
    assert done.stdout.splitlines()[:3] == [str(tmp_path / "praxis"), "<backup>", "<keys>"]
    assert run_command(tmp_path, "PRAXIS_DATA_DIR=/d\n", "backup").stdout.startswith("as praxis\n")


@needs_root
@pytest.mark.parametrize(
    ("settings", "said"),
    [("", "does not say where the data are"), ("PRAXIS_DATA_DIR=/d\nsecret words\n", "line 2 of")],
)
def test_the_command_says_what_is_wrong_with_its_settings(
    tmp_path: Path, settings: str, said: str
) -> None:
    done = run_command(tmp_path, settings, "check")
    assert done.returncode == 2
    assert said in done.stderr
    assert "secret" not in done.stderr
    assert done.stdout == ""


@needs_root
def test_the_sample_can_be_read_by_the_command(tmp_path: Path) -> None:
    done = run_command(tmp_path, EXAMPLE, "check")
    assert done.returncode == 0, done.stderr
    assert "PRAXIS_PUBLIC_URL=https://praxis.example.org" in done.stdout


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    # A program that is there, for whether it is belongs to the machine.
    text = (DEPLOY / "praxis.service").read_text().replace("/opt/praxis/bin/praxis", "/bin/true")
    copy = tmp_path / "praxis.service"
    copy.write_text(text)
    (tmp_path / "praxis.service.d").mkdir()
    shutil.copy(DEPLOY / "backups.conf", tmp_path / "praxis.service.d")
    done = subprocess.run(  # noqa: S603 -- looked up by the name of the program
        ["systemd-analyze", "verify", "--man=no", copy],  # noqa: S607 -- as above
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    lines = (done.stdout + done.stderr).splitlines()
    assert [line for line in lines if "praxis.service" in line or "backups.conf" in line] == []
