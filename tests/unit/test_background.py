import pytest

from praxis.background import gathering_after


@pytest.mark.parametrize(
    ("took", "pause"),
    [(0.0, 0.02), (0.005, 0.02), (0.03, 0.06), (0.1, 0.2), (9.0, 0.2)],
)
def test_work_is_gathered_twice_as_long_as_it_took_within_bounds(took: float, pause: float) -> None:
    assert gathering_after(took) == pytest.approx(pause)
