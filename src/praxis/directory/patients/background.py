"""The medical background of a patient: hidden from the desk, and sealed where it is kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from uuid import UUID

import orjson

from praxis.directory.patients.models import Patient
from praxis.kit.sealing.envelope import Place
from praxis.kit.sealing.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    blood_type: str | None = None
    allergies: str | None = None
    medical_history: str | None = None

    def to_json(self) -> bytes:
        return orjson.dumps(asdict(self))

    def changed_by(self, values: Mapping[str, Any]) -> list[str]:
        """The names of what `values`, fields by name, say otherwise."""
        return [name for name, value in values.items() if getattr(self, name) != value]


NOTHING_KNOWN = Background()
CLINICAL = frozenset(field.name for field in fields(Background))


def place_of_background(uid: UUID) -> Place:
    return Place("patients", "sealed", str(uid), str(uid))


def seal_background(vault: Vault, uid: UUID, background: Background) -> bytes | None:
    """None where nothing is known, which needs no seal."""
    if background == NOTHING_KNOWN:
        return None
    return vault.seal(place_of_background(uid), background.to_json())


def open_background(vault: Vault, patient: Patient) -> Background:
    """Raise `SealBroken`, `KeyMissing`."""
    if patient.sealed is None:
        return NOTHING_KNOWN
    said = orjson.loads(vault.open(place_of_background(patient.uid), patient.sealed))
    return Background(**{name: said.get(name) for name in CLINICAL})


def set_background(vault: Vault, patient: Patient, values: Mapping[str, Any]) -> list[str]:
    """Change what `values` names and return what differs; the caller counts the version."""
    before = open_background(vault, patient)
    changed = before.changed_by(values)
    if changed:
        patient.sealed = seal_background(vault, patient.uid, replace(before, **values))
    return changed
