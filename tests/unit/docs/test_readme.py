import re
from collections.abc import Iterator

from pydantic import BaseModel

from praxis.cli import app as program
from praxis.settings import Settings
from tests.unit.docs.documents import ROOT

README = (ROOT / "README.md").read_text()


def variables(settings: type[BaseModel], prefix: str = "PRAXIS_") -> Iterator[str]:
    """The names under which settings are read from the environment."""
    for name, field in settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from variables(field.annotation, f"{prefix}{name.upper()}__")
        else:
            yield str(field.validation_alias or f"{prefix}{name.upper()}")


def test_every_setting_is_described_and_no_other() -> None:
    described = set(re.findall(r"^\| `([A-Z_0-9]+)` \|", README, re.MULTILINE))

    assert described == set(variables(Settings))


def test_every_command_is_described() -> None:
    commands = [command.name for command in program.registered_commands]
    groups = [group.name for group in program.registered_groups]

    assert [name for name in commands + groups if f"`praxis {name}" not in README] == []
