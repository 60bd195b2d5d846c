import pytest

from praxis.kit.zones import known_zones


@pytest.mark.parametrize(
    "zone",
    ["Asia/Dhaka", "Europe/Berlin", "America/Argentina/Ushuaia", "Australia/Lord_Howe", "UTC"],
)
def test_places_are_known(zone: str) -> None:
    assert zone in known_zones()


@pytest.mark.parametrize(
    "zone", ["localtime", "posix/Asia/Dhaka", "right/UTC", "Etc/GMT+5", "EST", "asia/dhaka", ""]
)
def test_what_is_no_place_is_unknown(zone: str) -> None:
    assert zone not in known_zones()
