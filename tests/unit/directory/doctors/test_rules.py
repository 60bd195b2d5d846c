import pytest

from praxis.directory.doctors.errors import FieldReserved
from praxis.directory.doctors.rules import OWN_FIELDS, check_editor
from praxis.directory.doctors.schemas import DoctorUpdate
from praxis.identity.errors import RoleForbidden

EVERY_FIELD = sorted(DoctorUpdate.model_fields)


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_doctors_set_all_but_licence_and_standing(field: str) -> None:
    if field in {"licence_number", "active"}:
        with pytest.raises(FieldReserved) as refused:
            check_editor(role="doctor", own=True, named=[field, "bio"])
        assert refused.value.data["fields"] == [field]
    else:
        assert field in OWN_FIELDS
        check_editor(role="doctor", own=True, named=[field])


def test_administrators_set_everything() -> None:
    check_editor(role="admin", own=False, named=EVERY_FIELD)


@pytest.mark.parametrize("role", ["patient", "doctor", "staff"])
def test_nobody_else_sets_anything(role: str) -> None:
    with pytest.raises(RoleForbidden):
        check_editor(role=role, own=False, named=[])
