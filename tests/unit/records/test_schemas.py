import pytest
from pydantic import ValidationError

from praxis.records.schemas import AmendmentCreate, PrescriptionItemWrite, RecordContent

ITEM = {"medicine": "Salbutamol", "dose": "100 µg", "frequency": "every six hours"}


@pytest.mark.parametrize("code", ["J20", "J20.9", "A09.0", "U07.1", "C7A.001", "S52.521A"])
def test_codes_in_the_form_of_icd_10_are_taken(code: str) -> None:
    assert RecordContent(diagnosis="x", diagnosis_code=code).diagnosis_code == code


@pytest.mark.parametrize(
    "code", ["", "J2", "j20", "20J", "J20.", "J20.12345", "J20 9", "J20.9\n", "J20.9;", "É20"]
)
def test_other_codes_are_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        RecordContent(diagnosis="x", diagnosis_code=code)


@pytest.mark.parametrize("diagnosis", ["", "   ", "\n\t", "x" * 4001, "a\x00b"])
def test_a_diagnosis_says_something_that_can_be_kept(diagnosis: str) -> None:
    with pytest.raises(ValidationError):
        RecordContent(diagnosis=diagnosis)


@pytest.mark.parametrize("missing", ["medicine", "dose", "frequency"])
def test_a_prescription_item_is_complete(missing: str) -> None:
    with pytest.raises(ValidationError):
        PrescriptionItemWrite.model_validate({**ITEM, missing: " "})
    with pytest.raises(ValidationError):
        PrescriptionItemWrite.model_validate({k: v for k, v in ITEM.items() if k != missing})


def test_a_prescription_is_bounded() -> None:
    items = [PrescriptionItemWrite.model_validate(ITEM)] * 51
    with pytest.raises(ValidationError):
        RecordContent(diagnosis="x", prescription=items)


@pytest.mark.parametrize("reason", [None, "", " "])
def test_an_amendment_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(ValidationError):
        AmendmentCreate.model_validate({"diagnosis": "x", "reason": reason})
