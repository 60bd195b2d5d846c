import pytest

from bench.kit.direct import must_offer
from bench.kit.errors import BenchError


def test_an_answer_without_free_times_ends_the_bench() -> None:
    must_offer(["9:00"], "doctor 1")
    with pytest.raises(BenchError, match="1 of 20 free times were found: Cardiology"):
        must_offer(["9:00"], "Cardiology", count=20)
