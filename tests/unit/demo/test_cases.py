import pytest

from praxis.demo.cases import CASES, Case, fitting_cases
from praxis.records.schemas import PrescriptionItemWrite, RecordContent

EVERY = [case for cases in CASES.values() for case in cases]


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.code)
def test_what_is_written_could_have_been_sent_to_the_api(case: Case) -> None:
    RecordContent(
        diagnosis=case.diagnosis,
        diagnosis_code=case.code,
        prescription=[PrescriptionItemWrite(**item._asdict()) for item in case.medicines],
        notes=case.notes,
    )


@pytest.mark.parametrize("specialty", CASES)
def test_there_is_a_case_for_every_age(specialty: str) -> None:
    for age in range(121):
        assert all(case.youngest <= age <= case.oldest for case in fitting_cases(specialty, age))
        assert fitting_cases(specialty, age)
