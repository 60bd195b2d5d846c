"""What the desk reads when money is refused."""

import pytest

from praxis.billing import errors
from praxis.kit.errors import DomainError

REFUSALS = [
    each for each in vars(errors).values() if getattr(each, "__module__", "") == errors.__name__
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_is_told_without_the_names_of_fields(refusal: type[DomainError]) -> None:
    assert "`" not in refusal().detail
